-- Lanes, gates and who looks when. A lane is where messages wait: 'l' namespace \n flow key \n destination.
-- A gate is what must let them pass: 'f' namespace \n flow key, and 'd' namespace \n destination.
-- A lane with messages stands in one place: in 'ready', or parked in the line of the one gate that stops it now. Its score in
-- either is the µs since when it waits for its turn (in 'ready' also a moment to come), so who waits longest is served first.
local WAKE_LIMIT = 64      -- lanes let out of a line in one go; the gate itself stays ready for the rest
local IDLE_GATE_MS = 600000 -- what a flow-control key was told to limit is forgotten after this, at least twice its period

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

-- Takes back the start of a message that was leased `age` µs ago and never sent, while its window is open.
local function uncount_start(gate, age)
  local held = redis.call('HMGET', P .. 'g' .. gate, 'rate', 'period', 'ws', 'wc')
  if tonumber(held[1] or '0') == 0 then return end
  local start = tonumber(held[3] or '0')
  if start <= now - age and start + window_length(tonumber(held[2])) > now and tonumber(held[4] or '0') > 0 then
    redis.call('HINCRBY', P .. 'g' .. gate, 'wc', -1)
  end
end

local function make_ready(member, score)
  redis.call('ZADD', P .. 'ready', decimal(score), member)
  if not earliest or score < earliest then earliest = score end
end

-- A gate that opens by itself stands in 'ready' for all of its line.
local function arm(gate, opensAt)
  local standing = redis.call('ZSCORE', P .. 'ready', gate)
  if not standing or tonumber(standing) > opensAt then make_ready(gate, opensAt) end
end

local function park(lane, gate, since, opensAt)
  redis.call('ZADD', P .. 'p' .. gate, decimal(since), lane)
  redis.call('SADD', P .. 'lines', gate)
  redis.call('ZREM', P .. 'ready', lane)
  if opensAt then arm(gate, opensAt) end
end

-- Room that a lane leaves unused is for the next one in the gate's line.
local function pass_on(gate)
  if redis.call('EXISTS', P .. 'p' .. gate) == 0 then return end
  local room, opensAt = room_of(gate)
  if room > 0 then arm(gate, now) elseif opensAt then arm(gate, opensAt) end
end

-- Since when the lane waits for its turn, if it does.
local function waiting_since(lane, gates)
  local standing = redis.call('ZSCORE', P .. 'ready', lane)
  for position = 1, #gates do
    if standing then break end
    standing = redis.call('ZSCORE', P .. 'p' .. gates[position], lane)
  end
  standing = standing and tonumber(standing)
  return standing and standing <= now and standing or nil
end

-- Limits of a flow-control key are kept while it is paused or pinned, while anything waits or runs under it, and for a while after.
local function forget_later(gate)
  if string.sub(gate, 1, 1) ~= 'f' or redis.call('EXISTS', P .. 'fl' .. gate, P .. 'x' .. gate) > 0 then return end
  local held = redis.call('HMGET', P .. 'g' .. gate, 'period', 'closed', 'pinc', 'pinr')
  if held[2] == '1' or held[3] or held[4] then return end
  redis.call('PEXPIRE', P .. 'g' .. gate, decimal(math.max(IDLE_GATE_MS, tonumber(held[1] or '0') / 500)))
end

-- A flow-control key is listed in its namespace; one that was forgotten leaves the list when that is read.
local function list_key(gate)
  local first = string.find(gate, '\n', 2, true)
  redis.call('ZADD', P .. 'fi' .. string.sub(gate, 2, first - 1), 0, string.sub(gate, first + 1))
end

-- A lane that got a message counts under its flow-control key.
local function join(lane)
  local gates = gates_of(lane)
  if #gates == 2 and redis.call('SADD', P .. 'fl' .. gates[1], lane) == 1 then redis.call('PERSIST', P .. 'g' .. gates[1]) end
end

local function leave(lane, gates, due)
  for _, gate in ipairs(gates) do redis.call('ZREM', P .. 'p' .. gate, lane) end
  if due then
    make_ready(lane, due)
  else
    redis.call('ZREM', P .. 'ready', lane)
    if #gates == 2 then
      redis.call('SREM', P .. 'fl' .. gates[1], lane)
      forget_later(gates[1])
    end
  end
  for _, gate in ipairs(gates) do pass_on(gate) end
end

-- Puts the lane where it belongs: nowhere when empty, in 'ready' for its due moment, at the first gate that stops it, else in
-- 'ready' for its turn.
-- since: µs from which it waits for its turn, now when it was just served; nil = as before.
local function reschedule(lane, since)
  local head = redis.call('ZRANGE', P .. 'w' .. lane, 0, 0, 'WITHSCORES')
  local gates = gates_of(lane)
  local due = head[2] and tonumber(head[2])
  if not due or due > now then return leave(lane, gates, due) end
  since = since or waiting_since(lane, gates) or now
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
  if not stop then return make_ready(lane, since) end
  park(lane, stop, since, opensAt)
  for _, gate in ipairs(gates) do
    if gate ~= stop then pass_on(gate) end
  end
end

-- Lets lanes out of the gate's line, longest waiting first, until as many are ready as it has room for, and at most `most`.
local function wake(gate, most)
  local room, opensAt = room_of(gate)
  local line, left = P .. 'p' .. gate, math.min(room, most or room)
  if left > 0 then
    local lanes = redis.call('ZRANGE', line, 0, WAKE_LIMIT - 1, 'WITHSCORES')
    for position = 1, #lanes, 2 do
      if left == 0 then break end
      redis.call('ZREM', line, lanes[position])
      reschedule(lanes[position], tonumber(lanes[position + 1]))
      local standing = redis.call('ZSCORE', P .. 'ready', lanes[position])
      if standing and tonumber(standing) <= now then room, left = room - 1, left - 1 end
    end
    if room > 0 then opensAt = now end
  end
  if redis.call('EXISTS', line) == 0 then
    redis.call('SREM', P .. 'lines', gate)
  elseif opensAt then
    arm(gate, opensAt)
  end
end

-- One signal per idle→busy edge: only when something is ready earlier than anybody will look.
local function signal()
  if not earliest then return end
  local armed = redis.call('GET', P .. 'armed')
  if armed and tonumber(armed) <= earliest then return end
  redis.call('SET', P .. 'armed', decimal(earliest))
  redis.call('PUBLISH', 'postrider:wake', P .. decimal(math.max(0, earliest - now)))
end

-- Earliest µs at which a schedule comes up; one that is due is the business of whoever was told of it.
local function next_schedule()
  local next = redis.call('ZRANGEBYSCORE', P .. 'sch', '(' .. decimal(now / 1000), '+inf', 'WITHSCORES', 'LIMIT', 0, 1)[2]
  return next and tonumber(next) * 1000
end

-- Adds to a figure of a declared Endpoint; a URL has none, for hosts are unbounded.
local function count(lane, figure, amount)
  local first = string.find(lane, '\n', 2, true)
  local second = string.find(lane, '\n', first + 1, true)
  if string.sub(lane, second + 1, second + 2) == 'e/' then
    redis.call('HINCRBY', P .. 'stat', string.sub(lane, 2, first - 1) .. string.sub(lane, second) .. '\n' .. figure, amount)
  end
end
