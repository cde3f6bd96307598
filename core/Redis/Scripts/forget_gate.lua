#!lua flags=allow-oom
-- Drops the limits and figures of an Endpoint that is no longer declared; what waits for it goes through the grace of a missing one,
-- after a moment, in which every dispatcher hears of it: until then some would deliver, without the limits.
-- KEYS[1] {p}
-- ARGV[1] fence
-- ARGV[2] gate
-- @include clock
-- @include lanes
-- @include fence
local refused = refusal(ARGV[1])
if refused then return refused end
local HEARD = 3000000 -- µs; dispatchers look at least every 2 s
local gate = ARGV[2]
redis.call('DEL', P .. 'g' .. gate)
local name = string.sub(gate, 2) .. '\n'
local accepted, over = tonumber(redis.call('HGET', P .. 'stat', name .. 'a') or '0'), 0
for _, figure in ipairs({ 'd', 'f', 'c' }) do
  over = over + tonumber(redis.call('HGET', P .. 'stat', name .. figure) or '0')
  redis.call('HDEL', P .. 'stat', name .. figure)
end
redis.call('ZREM', P .. 'news', string.sub(gate, 2))
-- What is not over yet stays counted: the Endpoint may be declared again.
if accepted > over then
  redis.call('HSET', P .. 'g' .. gate, 'until', decimal(now + HEARD))
  redis.call('HSET', P .. 'stat', name .. 'a', accepted - over)
else
  redis.call('HDEL', P .. 'stat', name .. 'a')
end
wake(gate)
keep_fence(ARGV[1])
signal()
return 1
