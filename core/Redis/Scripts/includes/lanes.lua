-- Lanes: where messages wait, and who looks when. A lane with messages stands in one place: in 'ready', or parked in the line of the one
-- gate that stops it now. Its score in either is the µs since when it waits for its turn (in 'ready' also a moment to come), so who waits
-- longest is served first. 'ln\n'namespace is the set of lanes with messages.
-- @include routes
-- @include gates
local WAKE_LIMIT = 64      -- lanes let out of a line in one go; the gate itself stays ready for the rest

local earliest = nil -- earliest moment that this script made ready

local lined = nil -- whether any lane is parked, looked up once

-- Mostly none is, and then there is nothing to look for in any line.
local function lines_stand()
  if lined == nil then lined = redis.call('EXISTS', P .. 'lines') == 1 end
  return lined
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
  lined = true
  redis.call('ZREM', P .. 'ready', lane)
  if opensAt then arm(gate, opensAt) end
end

-- Room that a lane leaves unused is for the next one in the gate's line.
local function pass_on(gate)
  if not lines_stand() or redis.call('EXISTS', P .. 'p' .. gate) == 0 then return end
  local room, opensAt = room_of(gate)
  if room > 0 then arm(gate, now) elseif opensAt then arm(gate, opensAt) end
end

local function leave_line(lane, gate)
  if lines_stand() then redis.call('ZREM', P .. 'p' .. gate, lane) end
end

-- Since when the lane waits for its turn, if it does.
local function waiting_since(lane, gates)
  local standing = redis.call('ZSCORE', P .. 'ready', lane)
  for position = 1, #gates do
    if standing or not lines_stand() then break end
    standing = redis.call('ZSCORE', P .. 'p' .. gates[position], lane)
  end
  standing = standing and tonumber(standing)
  return standing and standing <= now and standing or nil
end

-- A lane that got a message is listed, and counts under its flow-control key.
local function join(lane)
  redis.call('SADD', P .. 'ln\n' .. namespace_of(lane), lane)
  if is_queue(lane) then return end
  local gates = gates_of(lane)
  if is_flow(gates[1]) and redis.call('SADD', P .. 'fl' .. gates[1], lane) == 1 then redis.call('PERSIST', P .. 'g' .. gates[1]) end
end

local function unlist(lane) redis.call('SREM', P .. 'ln\n' .. namespace_of(lane), lane) end

local function leave(lane, gates, due)
  for _, gate in ipairs(gates) do leave_line(lane, gate) end
  if due then
    make_ready(lane, due)
  else
    redis.call('ZREM', P .. 'ready', lane)
    unlist(lane)
    if is_flow(gates[1]) then
      redis.call('SREM', P .. 'fl' .. gates[1], lane)
      forget_later(gates[1])
    end
  end
  for _, gate in ipairs(gates) do pass_on(gate) end
end

-- @include queues

-- Puts the lane where it belongs: nowhere when empty, in 'ready' for its due moment, at the first gate that stops it, else in
-- 'ready' for its turn.
-- since: µs from which it waits for its turn, now when it was just served; nil = as before.
local function reschedule(lane, since)
  if is_queue(lane) then return reschedule_queue(lane, since) end
  local head = redis.call('ZRANGE', P .. 'w' .. lane, 0, 0, 'WITHSCORES')
  local gates = gates_of(lane)
  local due = head[2] and tonumber(head[2])
  if not due or due > now then return leave(lane, gates, due) end
  since = since or waiting_since(lane, gates) or now
  local stop, opensAt = first_stop(gates)
  for _, gate in ipairs(gates) do
    if gate ~= stop then leave_line(lane, gate) end
  end
  if not stop then return make_ready(lane, since) end
  park(lane, stop, since, opensAt)
  for _, gate in ipairs(gates) do
    if gate ~= stop then pass_on(gate) end
  end
end

-- Lets lanes out of the gate's line, longest waiting first, until as many are ready as it has room for, and at most `most`.
local function wake(gate, most)
  if not lines_stand() then return end
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
  if armed and armed <= earliest then return end
  redis.call('SET', P .. 'armed', decimal(earliest))
  redis.call('PUBLISH', 'postrider:wake', P .. decimal(math.max(0, earliest - now)))
end

-- Earliest µs at which a schedule comes up, and whether some are due now, which are the business of whoever is told of them.
local function next_schedule()
  local first = tonumber(redis.call('ZRANGE', P .. 'sch', 0, 0, 'WITHSCORES')[2])
  if not first then return nil, false end
  if first > math.floor(now / 1000) then return first * 1000, false end
  local next = redis.call('ZRANGEBYSCORE', P .. 'sch', '(' .. decimal(math.floor(now / 1000)), '+inf', 'WITHSCORES', 'LIMIT', 0, 1)[2]
  return next and tonumber(next) * 1000, true
end
