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

-- Whatever state the message is in: what the session held of its gates is free.
local function free(session, id, route)
  redis.call('SREM', P .. 'L' .. session, id)
  if redis.call('GET', P .. 'suspect') == id then redis.call('DEL', P .. 'suspect') end
  for _, gate in ipairs(gates_of(route)) do
    redis.call('SREM', P .. 'x' .. gate, id)
    wake(gate, 1)
    forget_later(gate)
  end
end
