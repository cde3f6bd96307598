#!lua
-- Declares a schedule. An unchanged generation leaves the next firing alone, so that a resync skips nothing.
-- KEYS[1] {p}
-- ARGV[1] uid, namespace/name
-- ARGV[2] generation; '' removes the schedule
-- ARGV[3] definition
-- ARGV[4] next nominal time, unix ms; '' = none
-- Returns: 1 changed, 0 not.
-- @include clock
-- @include lanes
local uid, generation = ARGV[1], ARGV[2]
local key = P .. 'S' .. uid
if generation == '' then
  redis.call('ZREM', P .. 'sch', uid)
  return redis.call('DEL', key)
end
if redis.call('HGET', key, 'gen') == generation then return 0 end
redis.call('HSET', key, 'gen', generation, 'def', ARGV[3], 'next', ARGV[4])
if ARGV[4] == '' then
  redis.call('ZREM', P .. 'sch', uid)
else
  redis.call('ZADD', P .. 'sch', ARGV[4], uid)
  earliest = tonumber(ARGV[4]) * 1000
end
keep_clock()
signal()
return 1
