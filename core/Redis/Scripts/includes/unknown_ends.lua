-- Ends a leased message of which no outcome is known, when it is over all the same: a late success made it final, or it was cancelled.
-- Returns whether it was.
local function end_without_outcome(id, route, state, changed)
  if has(state, FINAL) then
    local bytes = redis.call('STRLEN', P .. 'm' .. id)
    redis.call('RPUSH', P .. 'done', id .. struct.pack('>dd', bytes, math.floor(now / 1000)))
    redis.call('INCRBY', P .. 'doneb', bytes)
    redis.call('HDEL', P .. 's', id)
    ended(id, route, changed, true)
  elseif has(state, CANCELLED) then
    redis.call('DEL', P .. 'm' .. id)
    redis.call('HDEL', P .. 's', id)
    ended(id, route, changed)
    count(route, 'c', 1)
  else
    return false
  end
  return true
end
