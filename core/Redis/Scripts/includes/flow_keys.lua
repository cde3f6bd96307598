-- What the API does to the gate of a flow-control key.
local UNLIMITED_PERIOD = 1000000 -- µs; what a key shows as its period before anything limits it

local function is_known(gate) return redis.call('EXISTS', P .. 'g' .. gate) == 1 end

-- Makes a key that is not known yet, without limits; and keeps one that would be forgotten.
local function keep(gate)
  if not is_known(gate) then redis.call('HSET', P .. 'g' .. gate, 'cap', 0, 'rate', 0, 'period', UNLIMITED_PERIOD) end
  redis.call('PERSIST', P .. 'g' .. gate)
  list_key(gate)
end

-- A rate window begins now, and nothing was started in it.
local function restart_window(gate) redis.call('HSET', P .. 'g' .. gate, 'ws', decimal(now), 'wc', 0) end
