#!lua flags=allow-oom
-- Takes back messages whose acceptance could not be confirmed in time: their publishers were told that nothing was accepted.
-- A publish that is still under way finds the id taken and stores nothing. Without ids: all that the gateway published is answered.
-- KEYS[1] {p}
-- ARGV[1] token of the gateway
-- ARGV[2] ms for which the ids stay taken
-- ARGV[3…] pairs of id and dedup hash or ''
-- Returns: how many were in delivery or over already.
-- @include clock
-- @include lanes
-- @include state
-- @include endings
local late = 0
if #ARGV == 2 then redis.call('HDEL', P .. 'pub', ARGV[1]) end
for at = 3, #ARGV, 2 do
  local id, hash = ARGV[at], ARGV[at + 1]
  local route = route_of(id)
  local lane = route and lane_through(route)
  if lane and (redis.call('HEXISTS', P .. 's', id) == 1 or redis.call('ZREM', P .. 'w' .. lane, id) == 0) then
    late = late + 1
  else
    local named = hash ~= '' and redis.call('HGET', P .. 'dx', hash)
    if named and string.sub(named, 1, ID_BYTES) == id then redis.call('HDEL', P .. 'dx', hash) end
    redis.call('SET', P .. 'm' .. id, '', 'PX', ARGV[2])
    if lane then
      count(route, 'a', -1)
      ended(id, route, {})
      reschedule(lane)
    end
  end
end
keep_clock()
signal()
return late
