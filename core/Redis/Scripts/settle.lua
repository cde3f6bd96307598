#!lua flags=allow-oom
-- Writes the outcomes of attempts and frees what the session's own leases hold.
-- KEYS[1] {p}
-- ARGV[1] session token
-- ARGV[2] age in ms, and ARGV[3] bytes, up to which delivered records stay readable
-- ARGV[4] number of groups that were delivered and have no callbacks; ARGV[5…] per group: route, and of each message id, grants of the lease
--   (2 bytes) and record bytes (4 bytes)
-- then the number of other items; behind it items of 8 values: kind, id, route, grants of the lease, delay µs (retry, release) or record
--   bytes (delivered), the dead letter (bury) or the µs of the lease, when nothing was sent (release; '' when something
--   was), the dead letter's id (bury), number of callbacks
--   kind: d delivered (from anybody, as are the groups), r retry, b bury, x release (the last three: own lease only)
-- Behind them the callbacks of all items in order, see store: stored in the same step as the outcome that they tell of.
-- Returns 1 when something is ready now, else 0, and then the positions, from 0, of those that were gone: final, cancelled or another's.
-- @include clock
-- @include lanes
-- @include state
-- @include store
-- @include endings
-- @include dead_letters
local session, OUTCOME_SIZE, PACKED_BYTES = ARGV[1], 8, ID_BYTES + 6
local ENDS = 5 + 2 * tonumber(ARGV[4]) -- where the groups end
local FIRST, items = ENDS + 1, tonumber(ARGV[ENDS])
local gone, figures, changed, freed, released, finished, delivered = {}, {}, {}, {}, {}, {}, {}
local tails = {} -- of entries of 'done', by record bytes: those that come together mostly have one length
local doneBytes, position = 0, 0
local added, nextCallback = nothing_added(), FIRST + items * OUTCOME_SIZE

-- The ids of all messages, in order, and their packed states.
local function read_states()
  local ids, sub = {}, string.sub
  for group = 5, ENDS - 1, 2 do
    local packed = ARGV[group + 1]
    for at = 1, #packed, PACKED_BYTES do ids[#ids + 1] = sub(packed, at, at + ID_BYTES - 1) end
  end
  for at = FIRST, FIRST + (items - 1) * OUTCOME_SIZE, OUTCOME_SIZE do ids[#ids + 1] = ARGV[at + 1] end
  return ids, redis.call('HMGET', P .. 's', unpack(ids))
end

local function figure(route, name, amount)
  figures[route] = figures[route] or {}
  figures[route][name] = (figures[route][name] or 0) + (amount or 1)
end

local function finish(id, route, delivered)
  finished[#finished + 1] = id
  ended(id, route, changed, delivered)
end

local function keep_readable(id, bytes)
  tails[bytes] = tails[bytes] or struct.pack('>dd', bytes, math.floor(now / 1000))
  delivered[#delivered + 1] = id .. tails[bytes]
  doneBytes = doneBytes + bytes
end

local function drop(id, route)
  redis.call('DEL', P .. 'm' .. id)
  finish(id, route)
  figure(route, 'c')
end

local function bury(id, route, letter, dlqId)
  local ms, namespace = string.match(dlqId, '^%d+'), namespace_of(route)
  redis.call('SET', P .. 'D' .. dlqId, struct.pack('>c' .. ID_BYTES .. 'H', id, #namespace) .. namespace .. letter)
  redis.call('ZADD', P .. 'dlq\n' .. namespace, ms, dlqId)
  redis.call('ZADD', P .. 'dlq', ms, dlqId)
  mark_dead(id, tonumber(ms))
  figure(route, 'f')
end

-- Callbacks come before the end of what they tell of: a slot that waits for them must not be free in between.
local function store_callbacks(id, route, callbacks)
  if callbacks == 0 then return end
  local owner, lane = slot_owner(id, route)
  for at = nextCallback, nextCallback + (callbacks - 1) * ITEM_SIZE, ITEM_SIZE do
    if store_item(at, added) == STORED and owner then hold_slot(ARGV[at], owner, lane) end
  end
end

-- at: where the rest of the item stands; nil = nowhere, see groups.
local function settle_own(kind, id, route, state, amount, callbacks, at)
  if has(state, FINAL) then
    keep_readable(id, redis.call('STRLEN', P .. 'm' .. id))
    finish(id, route, true)
    return 1
  end
  if has(state, CANCELLED) then
    drop(id, route)
    return 1
  end
  if kind == 'b' then bury(id, route, ARGV[at + 5], ARGV[at + 6]) end
  store_callbacks(id, route, callbacks)
  if kind == 'd' then
    keep_readable(id, amount)
    figure(route, 'd')
  end
  if kind == 'd' or kind == 'b' then
    finish(id, route, kind == 'd')
    return 0
  end
  if kind == 'r' then state.retried, state.crashes = state.retried + 1, 0 end
  wait_again(id, route, state, amount)
  changed[lane_through(route)] = true
  if kind == 'x' and ARGV[at + 5] ~= '' then
    for _, gate in ipairs(gates_of(route)) do uncount_start(gate, tonumber(ARGV[at + 5])) end
  end
  return 0
end

-- A late success makes the message final, and leaves the lease and the slots of whoever has it now. The record stays until
-- that one is through: its slots could not be found without it. One that was cancelled meanwhile stays that, without an outcome.
local function settle_late(id, route, state, bytes, callbacks)
  if has(state, FINAL) or has(state, CANCELLED) then return 1 end
  figure(route, 'd')
  store_callbacks(id, route, callbacks)
  if state.token == NOBODY then
    keep_readable(id, bytes)
    redis.call('ZREM', P .. 'w' .. lane_through(route), id)
    changed[lane_through(route)] = true
    finish(id, route, true)
  else
    state.flags = bit.bor(state.flags, FINAL)
    redis.call('HSET', P .. 's', id, pack_state(state))
  end
  return 0
end

local function append(list, values)
  local length = #list
  for position = 1, #values do list[length + position] = values[position] end
end

local function release(ids, route)
  append(released, ids)
  for _, gate in ipairs(gates_of(route)) do
    freed[gate] = freed[gate] or {}
    append(freed[gate], ids)
  end
end

local function settle(kind, id, route, grants, packed, amount, callbacks, at)
  local state, answer = packed and unpack_state(packed), 1
  if state and state.token == session and state.grants == grants then
    answer = settle_own(kind, id, route, state, amount, callbacks, at)
    release({ id }, route)
  elseif state and kind == 'd' then
    answer = settle_late(id, route, state, amount, callbacks)
  end
  if answer == 1 then gone[#gone + 1] = position end
  position = position + 1
end

-- Delivered at the first attempt, and nobody waits for its end: most are, and of their states nothing needs to be unpacked.
local FIRST_ATTEMPT = pack_state({ token = session, retried = 0, grants = 1, crashes = 0, flags = 0 })

local function settle_group(route, packed, ids, states)
  local nobodyWaits, plain = not is_queue(lane_through(route)) and not somebody_waits(), {}
  for at = ID_BYTES + 1, #packed, PACKED_BYTES do
    local grants, bytes = struct.unpack('>HI4', packed, at)
    local id, state = ids[position + 1], states[position + 1]
    if nobodyWaits and grants == 1 and state == FIRST_ATTEMPT then
      keep_readable(id, bytes)
      plain[#plain + 1] = id
      position = position + 1
    else
      settle('d', id, route, grants, state, bytes, 0)
    end
  end
  if #plain == 0 then return end
  opened = opened - #plain
  append(finished, plain)
  figure(route, 'd', #plain)
  release(plain, route)
end

local function settle_all(ids, states)
  for group = 5, ENDS - 1, 2 do settle_group(ARGV[group], ARGV[group + 1], ids, states) end
  for at = FIRST, FIRST + (items - 1) * OUTCOME_SIZE, OUTCOME_SIZE do
    local callbacks = tonumber(ARGV[at + 7])
    settle(ARGV[at], ids[position + 1], ARGV[at + 2], tonumber(ARGV[at + 3]), states[position + 1], tonumber(ARGV[at + 4]), callbacks, at)
    nextCallback = nextCallback + callbacks * ITEM_SIZE
  end
end

-- Forgets what is over, some more than is added: it never piles up.
local function forget_delivered(total)
  local over, dropped, oldest, most = {}, 0, now / 1000 - tonumber(ARGV[2]), tonumber(ARGV[3])
  local function is_over(entry)
    local bytes, at = struct.unpack('>dd', entry, ID_BYTES + 1)
    return total - dropped > most or at <= oldest, bytes
  end
  local first = redis.call('LINDEX', P .. 'done', 0)
  if not first or not is_over(first) then return end
  for _, entry in ipairs(redis.call('LRANGE', P .. 'done', 0, #delivered + 15)) do
    local isOver, bytes = is_over(entry)
    if not isOver then break end
    over[#over + 1] = P .. 'm' .. string.sub(entry, 1, ID_BYTES)
    dropped = dropped + bytes
  end
  redis.call('UNLINK', unpack(over))
  redis.call('LTRIM', P .. 'done', #over, -1)
  redis.call('DECRBY', P .. 'doneb', dropped)
end

settle_all(read_states())
if #delivered > 0 then
  forget_delivered(redis.call('INCRBY', P .. 'doneb', doneBytes))
  redis.call('RPUSH', P .. 'done', unpack(delivered))
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
place(added)
for lane in pairs(changed) do reschedule(lane) end
for route, amounts in pairs(figures) do
  for name, amount in pairs(amounts) do count(route, name, amount) end
end
for gate, held in pairs(freed) do
  wake(gate, #held)
  forget_later(gate)
end
keep_clock()
signal()
table.insert(gone, 1, earliest and earliest <= now and 1 or 0)
return gone
