-- Cancels a message: one that waits is gone at once, one in flight is dropped instead of being retried. The lanes in which others may go
-- on are added to `changed`. Returns 1; 0 when it is unknown, of another namespace than `namespace` (nil = any), over or cancelled before.
local function cancel(id, changed, namespace)
  local route = route_of(id)
  if not route or (namespace and namespace_of(route) ~= namespace) then return 0 end
  local packed = redis.call('HGET', P .. 's', id)
  local state = packed and unpack_state(packed)
  if state and (has(state, CANCELLED) or has(state, FINAL)) then return 0 end
  if state and state.token ~= NOBODY then
    state.flags = bit.bor(state.flags, CANCELLED)
    redis.call('HSET', P .. 's', id, pack_state(state))
    return 1
  end
  local lane = lane_through(route)
  local waited = redis.call('ZREM', P .. 'w' .. lane, id) == 1
  if not waited and not (is_queue(lane) and state) then return 0 end
  redis.call('DEL', P .. 'm' .. id)
  redis.call('HDEL', P .. 's', id)
  changed[lane] = true
  ended(id, route, changed)
  count(route, 'c', 1)
  return 1
end
