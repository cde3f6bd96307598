#!lua
-- Fires a schedule once per nominal time, whoever comes first: messages and next time in one step.
-- KEYS[1] {p}
-- ARGV[1] uid
-- ARGV[2] generation, and ARGV[3] nominal time (unix ms) that the caller computed from
-- ARGV[4] next nominal time, unix ms; '' = never again
-- ARGV[5] last nominal time fired, unix ms; '' when this one was missed for good
-- ARGV[6] number of items, ARGV[7…] the items, see store
-- Returns: 1 fired, 0 another was first or the schedule changed.
-- @include clock
-- @include lanes
-- @include store
local key = P .. 'S' .. ARGV[1]
local held = redis.call('HMGET', key, 'gen', 'next')
if held[1] ~= ARGV[2] or held[2] ~= ARGV[3] then return 0 end
store_items(7, tonumber(ARGV[6]), {})
redis.call('HSET', key, 'next', ARGV[4])
if ARGV[5] ~= '' then redis.call('HSET', key, 'last', ARGV[5]) end
if ARGV[4] == '' then
  redis.call('ZREM', P .. 'sch', ARGV[1])
else
  redis.call('ZADD', P .. 'sch', ARGV[4], ARGV[1])
end
keep_clock()
signal()
return 1
