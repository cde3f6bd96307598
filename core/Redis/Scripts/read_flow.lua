#!lua flags=allow-oom
-- How flow-control keys stand at the moment. One that was forgotten leaves the list of its namespace.
-- KEYS[1] {p}
-- ARGV[1] namespace
-- ARGV[2] lanes to look at, at most, in all: a key may have one per destination
-- ARGV[3…] keys
-- Returns: { now µs, then per key the list cap, in flight, rate, started in the open window, period µs, start of the open window µs or 0,
--   paused 0/1, parallelism pinned 0/1, rate pinned 0/1, room for more, messages due or -1 when they are in too many lanes; empty when it is unknown }.
-- @include clock
-- @include lanes
local namespace, lanesLeft = ARGV[1], tonumber(ARGV[2])

-- Of a queue that the key stops only the next one waits for the key; the others wait for that one.
local function due_of(gate)
  local lanes = redis.call('SCARD', P .. 'fl' .. gate) + redis.call('ZCARD', P .. 'p' .. gate)
  if lanes > lanesLeft then return -1 end
  lanesLeft = lanesLeft - lanes
  local due = 0
  for _, lane in ipairs(redis.call('SMEMBERS', P .. 'fl' .. gate)) do due = due + redis.call('ZCOUNT', P .. 'w' .. lane, '-inf', decimal(now)) end
  for _, lane in ipairs(redis.call('ZRANGE', P .. 'p' .. gate, 0, -1)) do due = due + (is_queue(lane) and 1 or 0) end
  return due
end

local function describe(gate)
  local held = redis.call('HMGET', P .. 'g' .. gate, 'cap', 'rate', 'period', 'closed', 'ws', 'wc', 'pinc', 'pinr')
  if not held[1] then return {} end
  local period, start = tonumber(held[3]), tonumber(held[5] or '0')
  local open = start > 0 and start <= now and start + window_length(period) > now
  return {
    tonumber(held[1]), redis.call('SCARD', P .. 'x' .. gate), tonumber(held[2]), open and tonumber(held[6] or '0') or 0, period, open and held[5] or '0',
    held[4] == '1' and 1 or 0, held[7] and 1 or 0, held[8] and 1 or 0, (room_of(gate)), due_of(gate),
  }
end

local answer = { decimal(now) }
for at = 3, #ARGV do
  local state = describe('f' .. namespace .. '\n' .. ARGV[at])
  if #state == 0 then redis.call('ZREM', P .. 'fi' .. namespace, ARGV[at]) end
  answer[#answer + 1] = state
end
return answer
