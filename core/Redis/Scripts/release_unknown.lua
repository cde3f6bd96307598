#!lua flags=allow-oom
-- Gives back what a session holds without knowing it: leases whose answer was lost on the way. What was cancelled or became final meanwhile
-- is over instead of waiting again. A piece of 200 per call.
-- KEYS[1] {p}
-- ARGV[1] session token
-- ARGV[2…] ids that the session knows of
-- Returns: 1 when there may be more, else 0.
-- @include clock
-- @include lanes
-- @include state
-- @include endings
-- @include unknown_ends
local PIECE = 200
local session, known, released, changed = ARGV[1], {}, 0, {}
for at = 2, #ARGV do known[ARGV[at]] = true end
local function release(id)
  local packed, route = redis.call('HGET', P .. 's', id), route_of(id)
  local state = packed and unpack_state(packed)
  if not route or not state or state.token ~= session then
    redis.call('SREM', P .. 'L' .. session, id)
    return
  end
  if not end_without_outcome(id, route, state, changed) then wait_again(id, route, state, 0) end
  free(session, id, route)
  changed[lane_through(route)] = true
end

for _, id in ipairs(redis.call('SMEMBERS', P .. 'L' .. session)) do
  if not known[id] and released < PIECE then
    release(id)
    released = released + 1
  end
end
for lane in pairs(changed) do reschedule(lane) end
keep_clock()
signal()
return released == PIECE and 1 or 0
