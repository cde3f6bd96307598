#!lua flags=allow-oom
-- Cancels one message: one that waits is gone at once, one in flight is dropped instead of being retried.
-- KEYS[1] {p}
-- ARGV[1] id
-- Returns: 1 cancelled, 0 unknown, final or cancelled before.
-- @include clock
-- @include lanes
-- @include state
local id = ARGV[1]
local lane = lane_of(id)
if not lane then return 0 end
local packed = redis.call('HGET', P .. 's', id)
local state = packed and unpack_state(packed)
if state and (has(state, CANCELLED) or has(state, FINAL)) then return 0 end
if state and state.token ~= NOBODY then
  state.flags = bit.bor(state.flags, CANCELLED)
  redis.call('HSET', P .. 's', id, pack_state(state))
  return 1
end
if redis.call('ZREM', P .. 'w' .. lane, id) == 0 then return 0 end
redis.call('DEL', P .. 'm' .. id)
redis.call('HDEL', P .. 's', id)
reschedule(lane)
count(lane, 'c', 1)
keep_clock()
signal()
return 1
