#!lua flags=allow-oom
-- Makes a queue or changes one; what is not said stays as it is.
-- KEYS[1] {p}
-- ARGV[1] lane of the queue
-- ARGV[2] parallelism, '' = as it is, 1 for a new one
-- ARGV[3] 1 paused, 0 running, '' = as it is
-- ARGV[4] most queues of the namespace
-- Returns: 1 done, 0 as many queues as allowed exist.
-- @include clock
-- @include lanes
local lane = ARGV[1]
local key = queue_key(lane)
if redis.call('EXISTS', key) == 0 then
  if redis.call('ZCARD', P .. 'qs\n' .. namespace_of(lane)) >= tonumber(ARGV[4]) then return 0 end
  create_queue(lane)
end
if ARGV[2] ~= '' then redis.call('HSET', key, 'par', ARGV[2]) end
if ARGV[3] ~= '' then redis.call('HSET', key, 'paused', ARGV[3]) end
redis.call('HSET', key, 'updated', decimal(math.floor(now / 1000)))
reschedule(lane)
keep_clock()
signal()
return 1
