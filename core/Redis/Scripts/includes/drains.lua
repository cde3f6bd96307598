-- Drains: 'drain' is the set of lanes-that-were, each a zset 'z'name of messages whose queue was deleted.
-- Takes out a piece of one; returns whether more is left. Ids and heads of what is gone are added to `told`, where somebody asks for them.
-- @include heads
local function drain(name, piece, told)
  local key, ids = P .. 'z' .. name, redis.call('ZRANGE', P .. 'z' .. name, 0, piece - 1)
  for _, id in ipairs(ids) do
    local route = route_of(id)
    if told then tell(id, told) end
    redis.call('UNLINK', P .. 'm' .. id)
    if route then
      ended(id, route, {})
      count(route, 'c', 1)
    end
  end
  redis.call('ZREMRANGEBYRANK', key, 0, piece - 1)
  if redis.call('EXISTS', key) == 1 then return true end
  redis.call('SREM', P .. 'drain', name)
  return false
end
