#!lua flags=allow-oom
-- Lets go of the gate of an Endpoint that is being removed, in two calls. Before its entry goes from the registry the gate closes and keeps its limits,
-- for a time in which somebody is bound to end this; after that limits and figures are dropped, and what waits goes through the grace of a missing
-- Endpoint. Nothing passes before the worker has read that the entry is gone: until then it would deliver, without the limits.
-- KEYS[1] {p}
-- ARGV[1] fence
-- ARGV[2] gate
-- ARGV[3] version of the registry that has the entry no more; '' = it still has
-- Returns: 1; or what the fence refused it with.
-- @include clock
-- @include lanes
-- @include fence
local refused = refusal(ARGV[1])
if refused then return refused end
local HELD = 120000000 -- µs; many times what another operator takes to lead
local REMEMBERED = 600000 -- ms in which somebody may still publish by an older registry
local gate, version = ARGV[2], ARGV[3]
local key = P .. 'g' .. gate

local function forget_figures()
  local name = string.sub(gate, 2) .. '\n'
  local accepted, over = tonumber(redis.call('HGET', P .. 'stat', name .. 'a') or '0'), 0
  for _, figure in ipairs({ 'd', 'f', 'c' }) do
    over = over + tonumber(redis.call('HGET', P .. 'stat', name .. figure) or '0')
    redis.call('HDEL', P .. 'stat', name .. figure)
  end
  redis.call('ZREM', P .. 'news', string.sub(gate, 2))
  -- What is not over yet stays counted: the Endpoint may be declared again.
  if accepted > over then
    redis.call('HSET', P .. 'stat', name .. 'a', accepted - over, name .. 'g', 1)
  else
    redis.call('HDEL', P .. 'stat', name .. 'a', name .. 'g')
  end
end

if version == '' then
  redis.call('HSET', key, 'until', decimal(now + HELD))
  redis.call('HDEL', key, 'closed')
else
  redis.call('DEL', key)
  redis.call('HSET', key, 'ver', version)
  redis.call('PEXPIRE', key, REMEMBERED)
  forget_figures()
  wake(gate)
end
keep_fence(ARGV[1])
keep_clock()
signal()
return 1
