#!lua flags=allow-oom
-- Writes the outcomes of attempts and frees what the session's own leases hold.
-- KEYS[1] {p}
-- ARGV[1] session token
-- ARGV[2] number of items
-- ARGV[3] partitions, and ARGV[4] this partition's number: dead-letter ids carry it
-- ARGV[5] age in ms, and ARGV[6] bytes, up to which delivered records stay readable
-- ARGV[7…] items of 6 values: kind, id, lane, grants of the lease, delay µs (retry, release) or record bytes (delivered), and
--   the dead letter (bury) or how long ago the lease was asked for, µs, when nothing was sent (release; '' when something was)
--   kind: d delivered (from anybody), r retry, b bury, x release (the last three: own lease only)
-- Returns per item: 0 done, 1 gone: it was final, cancelled or another's.
-- @include clock
-- @include lanes
-- @include state
local session, items = ARGV[1], tonumber(ARGV[2])
local ITEM_SIZE = 6
local ids = {}
for item = 0, items - 1 do ids[item + 1] = ARGV[7 + item * ITEM_SIZE + 1] end
local states = redis.call('HMGET', P .. 's', unpack(ids))
local done = redis.call('LRANGE', P .. 'done', 0, 2 * items)
local answers, lanes, changed, freed, released, finished, delivered = {}, {}, {}, {}, {}, {}, {}
local doneBytes = 0

local function figure(lane, name)
  lanes[lane] = lanes[lane] or {}
  lanes[lane][name] = (lanes[lane][name] or 0) + 1
end

local function keep_readable(id, bytes)
  delivered[#delivered + 1] = id .. struct.pack('>dd', bytes, math.floor(now / 1000))
  doneBytes = doneBytes + bytes
end

local function drop(id, lane)
  redis.call('DEL', P .. 'm' .. id)
  finished[#finished + 1] = id
  figure(lane, 'c')
end

local function bury(id, lane, letter)
  local counter = redis.call('INCR', P .. 'dlqc')
  local ms = math.floor(now / 1000)
  local dlqId = decimal(ms) .. '-' .. decimal(counter * tonumber(ARGV[3]) + tonumber(ARGV[4]))
  local namespace = string.sub(lane, 2, string.find(lane, '\n', 2, true) - 1)
  redis.call('SET', P .. 'D' .. dlqId, struct.pack('>c' .. ID_BYTES .. 'H', id, #namespace) .. namespace .. letter)
  redis.call('ZADD', P .. 'dlq\n' .. namespace, decimal(ms), dlqId)
  redis.call('ZADD', P .. 'dlq', decimal(ms), dlqId)
  finished[#finished + 1] = id
  figure(lane, 'f')
end

local function settle_own(kind, id, lane, state, amount, letter)
  if has(state, FINAL) then
    keep_readable(id, redis.call('STRLEN', P .. 'm' .. id))
    finished[#finished + 1] = id
    return 1
  end
  if has(state, CANCELLED) then
    drop(id, lane)
    return 1
  end
  if kind == 'd' then
    keep_readable(id, amount)
    finished[#finished + 1] = id
    figure(lane, 'd')
    return 0
  end
  if kind == 'b' then
    bury(id, lane, letter)
  else
    if kind == 'r' then state.retried, state.crashes = state.retried + 1, 0 end
    wait_again(id, lane, state, amount)
    changed[lane] = true
    if kind == 'x' and letter ~= '' then
      for _, gate in ipairs(gates_of(lane)) do uncount_start(gate, tonumber(letter)) end
    end
  end
  return 0
end

-- A late success makes the message final, and leaves the lease and the slots of whoever has it now. The record stays until
-- that one is through: its slots could not be found without it.
local function settle_late(id, lane, state, bytes)
  if has(state, FINAL) then return 1 end
  figure(lane, 'd')
  if state.token == NOBODY then
    keep_readable(id, bytes)
    redis.call('ZREM', P .. 'w' .. lane, id)
    changed[lane] = true
    finished[#finished + 1] = id
  else
    state.flags = bit.bor(state.flags, FINAL)
    redis.call('HSET', P .. 's', id, pack_state(state))
  end
  return 0
end

for item = 0, items - 1 do
  local at = 7 + item * ITEM_SIZE
  local kind, id, lane, grants, amount = ARGV[at], ARGV[at + 1], ARGV[at + 2], tonumber(ARGV[at + 3]), tonumber(ARGV[at + 4])
  local state = states[item + 1] and unpack_state(states[item + 1])
  local answer = 1
  if state and state.token == session and state.grants == grants then
    answer = settle_own(kind, id, lane, state, amount, ARGV[at + 5])
    released[#released + 1] = id
    for _, gate in ipairs(gates_of(lane)) do
      freed[gate] = freed[gate] or {}
      table.insert(freed[gate], id)
    end
  elseif state and kind == 'd' then
    answer = settle_late(id, lane, state, amount)
  end
  answers[item + 1] = answer
end

if #delivered > 0 then
  redis.call('RPUSH', P .. 'done', unpack(delivered))
  local total = redis.call('INCRBY', P .. 'doneb', doneBytes)
  local oldest, over, dropped, gone = tonumber(ARGV[5]), tonumber(ARGV[6]), 0, {}
  for position = 1, #done do
    local bytes, at = struct.unpack('>dd', done[position], ID_BYTES + 1)
    if total - dropped <= over and at + oldest > now / 1000 then break end
    gone[#gone + 1] = P .. 'm' .. string.sub(done[position], 1, ID_BYTES)
    dropped = dropped + bytes
  end
  if #gone > 0 then
    redis.call('UNLINK', unpack(gone))
    redis.call('LTRIM', P .. 'done', #gone, -1)
    redis.call('DECRBY', P .. 'doneb', dropped)
  end
end
if #finished > 0 then redis.call('HDEL', P .. 's', unpack(finished)) end
if #released > 0 then
  redis.call('SREM', P .. 'L' .. session, unpack(released))
  local suspect = redis.call('GET', P .. 'suspect')
  if suspect then
    for _, id in ipairs(released) do
      if id == suspect then redis.call('DEL', P .. 'suspect') end
    end
  end
end
for gate, held in pairs(freed) do redis.call('SREM', P .. 'x' .. gate, unpack(held)) end
for lane in pairs(changed) do reschedule(lane) end
for lane, figures in pairs(lanes) do
  for name, amount in pairs(figures) do count(lane, name, amount) end
end
for gate, held in pairs(freed) do
  wake(gate, #held)
  forget_later(gate)
end
keep_clock()
signal()
return answers
