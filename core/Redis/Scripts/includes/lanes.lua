-- Lanes, gates and who looks when. A lane is where messages wait: 'l' namespace \n flow key \n destination.
-- A gate is what must let them pass: 'f' namespace \n flow key, and 'd' namespace \n destination.
local WAKE_LIMIT = 64      -- lanes woken in one go; the gate itself stays ready for the rest

local earliest = nil -- earliest moment that this script made ready

local function gates_of(lane)
  local first = string.find(lane, '\n', 2, true)
  local second = string.find(lane, '\n', first + 1, true)
  local namespace = string.sub(lane, 2, first - 1)
  local destination = 'd' .. namespace .. string.sub(lane, second)
  if second == first + 1 then return { destination } end
  return { 'f' .. string.sub(lane, 2, second - 1), destination }
end

-- µs that a rate window stays open: its period and a guard for jitter on the wire, 2.5 % within 50 ms and 500 ms.
local function window_length(period)
  return period + math.min(500000, math.max(50000, period / 40))
end

-- Returns how many messages the gate lets pass now, and when that is 0 for a time only: until which µs.
local function room_of(gate)
  local held = redis.call('HMGET', P .. 'g' .. gate, 'cap', 'rate', 'period', 'closed', 'until', 'ws', 'wc')
  if held[4] == '1' then return 0, nil end
  local closedUntil = tonumber(held[5] or '0')
  if closedUntil > now then return 0, closedUntil end
  local room = 1000000
  local cap = tonumber(held[1] or '0')
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

local function make_ready(member, score)
  redis.call('ZADD', P .. 'ready', decimal(score), member)
  if not earliest or score < earliest then earliest = score end
end

-- The lane waits at the gate; a gate that opens by itself stands in 'ready' for all of its lanes.
local function park(lane, gate, opensAt)
  redis.call('ZADD', P .. 'p' .. gate, 'NX', decimal(now), lane)
  redis.call('ZREM', P .. 'ready', lane)
  if opensAt then
    local standing = redis.call('ZSCORE', P .. 'ready', gate)
    if not standing or tonumber(standing) > opensAt then make_ready(gate, opensAt) end
  end
end

-- Puts the lane where it belongs: nowhere when empty, at the first gate that stops it, else in 'ready'.
-- floor: µs before which it must not come up again; a lane just served goes behind all that are ready.
local function reschedule(lane, floor)
  local head = redis.call('ZRANGE', P .. 'w' .. lane, 0, 0, 'WITHSCORES')
  local gates = gates_of(lane)
  if not head[1] then
    redis.call('ZREM', P .. 'ready', lane)
    for _, gate in ipairs(gates) do redis.call('ZREM', P .. 'p' .. gate, lane) end
    return
  end
  local stop, opensAt = nil, nil
  for _, gate in ipairs(gates) do
    if not stop then
      local room, at = room_of(gate)
      if room == 0 then stop, opensAt = gate, at end
    end
  end
  for _, gate in ipairs(gates) do
    if gate ~= stop then redis.call('ZREM', P .. 'p' .. gate, lane) end
  end
  if stop then
    park(lane, stop, opensAt)
    return
  end
  local score = tonumber(head[2])
  local standing = tonumber(redis.call('ZSCORE', P .. 'ready', lane) or '0')
  if floor then
    score = math.max(score, floor)
  elseif standing <= now and standing > score then
    score = standing
  end
  make_ready(lane, score)
end

-- Lets waiting lanes try again, oldest first, as many as the gate has room for.
local function wake(gate)
  local room, opensAt = room_of(gate)
  if room == 0 then
    if opensAt and redis.call('EXISTS', P .. 'p' .. gate) == 1 then make_ready(gate, opensAt) end
    return
  end
  local lanes = redis.call('ZRANGE', P .. 'p' .. gate, 0, math.min(room, WAKE_LIMIT) - 1)
  for _, lane in ipairs(lanes) do
    redis.call('ZREM', P .. 'p' .. gate, lane)
    reschedule(lane)
  end
  if #lanes == WAKE_LIMIT and redis.call('EXISTS', P .. 'p' .. gate) == 1 then make_ready(gate, now) end
end

-- One signal per idle→busy edge: only when something is ready earlier than anybody will look.
local function signal()
  if not earliest then return end
  local armed = redis.call('GET', P .. 'armed')
  if armed and tonumber(armed) <= earliest then return end
  redis.call('SET', P .. 'armed', decimal(earliest))
  redis.call('PUBLISH', 'postrider:wake', P .. decimal(math.max(0, earliest - now)))
end

-- Adds to a figure of a declared Endpoint; a URL has none, for hosts are unbounded.
local function count(lane, figure, amount)
  local first = string.find(lane, '\n', 2, true)
  local second = string.find(lane, '\n', first + 1, true)
  if string.sub(lane, second + 1, second + 2) == 'e/' then
    redis.call('HINCRBY', P .. 'stat', string.sub(lane, 2, first - 1) .. string.sub(lane, second) .. '\n' .. figure, amount)
  end
end
