#!lua flags=allow-oom
-- Deletes a queue. What waits in it is put aside, to be drained in pieces: a queue that is made anew under the name loses nothing to that.
-- What is in flight is dropped instead of being retried; callbacks that are under way go on.
-- KEYS[1] {p}
-- ARGV[1] lane of the queue
-- Returns: { name of what is to be drained, '' when there is nothing; of each that was in flight or between attempts, and is dropped, its id
--   and its record without the body }; nil when there is no such queue.
-- @include clock
-- @include lanes
-- @include state
-- @include endings
-- @include cancelling
-- @include heads
local lane = ARGV[1]
local namespace, at = namespace_of(lane), redis.call('HGET', queue_key(lane), 'at')
if redis.call('DEL', queue_key(lane)) == 0 then return nil end
redis.call('ZREM', P .. 'qs\n' .. namespace, string.sub(lane, #namespace + 3))
local drained = ''
if redis.call('EXISTS', P .. 'w' .. lane) == 1 then
  drained = lane .. '\n' .. decimal(now)
  redis.call('RENAME', P .. 'w' .. lane, P .. 'z' .. drained)
  redis.call('SADD', P .. 'drain', drained)
end
local dropped = {}
for _, id in ipairs(redis.call('ZRANGE', P .. 'o' .. lane, 0, -1)) do
  local told = {}
  tell(id, told)
  if cancel(id, {}) == 1 then
    for _, value in ipairs(told) do dropped[#dropped + 1] = value end
  end
end
reschedule(lane)
if at then
  redis.call('ZREM', P .. 'p' .. at, lane)
  pass_on(at)
end
keep_clock()
signal()
return { drained, dropped }
