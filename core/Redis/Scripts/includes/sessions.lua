-- A session that is being recovered scores 0: neither extending nor leasing revives it.
local function is_alive(session)
  local deadline = redis.call('ZSCORE', P .. 'sess', session)
  return deadline and tonumber(deadline) > 0
end
