-- Gates: what they let pass now, and what starts under them.
local IDLE_GATE_MS = 600000 -- what a flow-control key was told to limit is forgotten after this, and not while a window counts

-- µs that a rate window stays open: its period and a guard for jitter on the wire, 2.5 % within 50 ms and 500 ms.
local function window_length(period)
  return period + math.min(500000, math.max(50000, period / 40))
end

-- The registry's version since which what the looked-at gates were told holds: whoever passes them has read at least that.
local newestEntry = 0

-- Returns how many messages the gate lets pass now, and when that is 0 for a time only: until which µs.
local function room_of(gate)
  local held = redis.call('HMGET', P .. 'g' .. gate, 'cap', 'rate', 'period', 'closed', 'until', 'ws', 'wc', 'ver')
  if held[8] then newestEntry = math.max(newestEntry, tonumber(held[8])) end
  if held[4] == '1' then return 0, nil end
  local closedUntil = tonumber(held[5] or '0')
  if closedUntil > now then return 0, closedUntil end
  local room = 1000000
  local cap = string.byte(gate, 1) == 110 and mostAtOnce or tonumber(held[1] or '0') -- 110 is 'n'
  if cap > 0 then
    room = cap - redis.call('SCARD', P .. 'x' .. gate)
    if room <= 0 then return 0, nil end
  end
  local rate = tonumber(held[2] or '0')
  if rate > 0 then
    local windowEnd = tonumber(held[6] or '0') + window_length(tonumber(held[3]))
    if tonumber(held[6] or '0') <= now and windowEnd > now then
      local left = rate - tonumber(held[7] or '0')
      if left <= 0 then return 0, windowEnd end
      room = math.min(room, left)
    else
      room = math.min(room, rate)
    end
  end
  return room, nil
end

-- The first of the gates that lets nothing pass now, and until when that is for a time only.
local function first_stop(gates)
  for _, gate in ipairs(gates) do
    local room, opensAt = room_of(gate)
    if room == 0 then return gate, opensAt end
  end
end

local function is_flow(gate) return string.byte(gate, 1) == 102 end -- 'f'

-- Counts starts against the gate's rate window, opening a new window when the last one is over.
local function count_starts(gate, starts)
  local held = redis.call('HMGET', P .. 'g' .. gate, 'rate', 'period', 'ws', 'wc')
  if tonumber(held[1] or '0') == 0 then return end
  local start = tonumber(held[3] or '0')
  if start <= now and start + window_length(tonumber(held[2])) > now then
    redis.call('HINCRBY', P .. 'g' .. gate, 'wc', starts)
  else
    redis.call('HSET', P .. 'g' .. gate, 'ws', decimal(now), 'wc', starts)
  end
end

-- Takes back the start of a message that was leased at µs `leased` and never sent, while the window that it counts in is open.
local function uncount_start(gate, leased)
  local held = redis.call('HMGET', P .. 'g' .. gate, 'rate', 'period', 'ws', 'wc')
  if tonumber(held[1] or '0') == 0 then return end
  local start = tonumber(held[3] or '0')
  if start <= leased and start + window_length(tonumber(held[2])) > now and tonumber(held[4] or '0') > 0 then
    redis.call('HINCRBY', P .. 'g' .. gate, 'wc', -1)
  end
end

-- Limits of a flow-control key are kept while it is paused or pinned, while anything waits or runs under it, and for a while after.
local function forget_later(gate)
  if not is_flow(gate) or redis.call('EXISTS', P .. 'fl' .. gate, P .. 'x' .. gate) > 0 then return end
  if redis.call('HEXISTS', P .. 'fq', gate) == 1 then return end
  local held = redis.call('HMGET', P .. 'g' .. gate, 'period', 'closed', 'pinc', 'pinr', 'ws')
  if held[2] == '1' or held[3] or held[4] then return end
  local windowLeft = held[1] and held[5] and tonumber(held[5]) + window_length(tonumber(held[1])) - now or 0
  redis.call('PEXPIRE', P .. 'g' .. gate, decimal(math.max(IDLE_GATE_MS, windowLeft / 1000)))
end

-- A flow-control key is listed in its namespace. One that was forgotten leaves the list when it is read, or when one that comes new happens upon
-- it: each looks at two, so that no more than about half of a list is of forgotten ones.
local function list_key(gate)
  local first = string.find(gate, '\n', 2, true)
  local list = P .. 'fi' .. string.sub(gate, 2, first - 1)
  if redis.call('ZADD', list, 0, string.sub(gate, first + 1)) == 0 then return end
  for _, name in ipairs(redis.call('ZRANDMEMBER', list, 2)) do
    if redis.call('EXISTS', P .. 'g' .. string.sub(gate, 1, first) .. name) == 0 then redis.call('ZREM', list, name) end
  end
end
