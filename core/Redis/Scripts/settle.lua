#!lua flags=allow-oom
-- Writes the outcomes of attempts and frees what the session's own leases hold.
-- KEYS[1] {p}
-- ARGV[1] session token
-- ARGV[2] number of items
-- ARGV[3] age in ms, and ARGV[4] bytes, up to which delivered records stay readable
-- ARGV[5…] items of 8 values: kind, id, route, grants of the lease, delay µs (retry, release) or record bytes (delivered), the dead letter
--   (bury) or how long ago the lease was asked for, µs, when nothing was sent (release; '' when something was), the dead letter's id
--   (bury), number of callbacks
--   kind: d delivered (from anybody), r retry, b bury, x release (the last three: own lease only)
-- Behind them the callbacks of all items in order, see store: stored in the same step as the outcome that they tell of.
-- Returns per item: 0 done, 1 gone: it was final, cancelled or another's.
-- @include clock
-- @include lanes
-- @include state
-- @include store
-- @include endings
-- @include dead_letters
local session, items = ARGV[1], tonumber(ARGV[2])
local FIRST, OUTCOME_SIZE = 5, 8
local ids = {}
for item = 0, items - 1 do ids[item + 1] = ARGV[FIRST + item * OUTCOME_SIZE + 1] end
local states = redis.call('HMGET', P .. 's', unpack(ids))
local done = redis.call('LRANGE', P .. 'done', 0, items + 15) -- some more than are added: what is over never piles up
local answers, figures, changed, freed, released, finished, delivered = {}, {}, {}, {}, {}, {}, {}
local doneBytes = 0
local added, nextCallback = nothing_added(), FIRST + items * OUTCOME_SIZE

local function figure(route, name)
  figures[route] = figures[route] or {}
  figures[route][name] = (figures[route][name] or 0) + 1
end

local function finish(id, route, delivered)
  finished[#finished + 1] = id
  ended(id, route, changed, delivered)
end

local function keep_readable(id, bytes)
  delivered[#delivered + 1] = id .. struct.pack('>dd', bytes, math.floor(now / 1000))
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
local function store_callbacks(id, route, first, callbacks)
  if callbacks == 0 then return end
  local owner, lane = slot_owner(id, route)
  for at = first, first + (callbacks - 1) * ITEM_SIZE, ITEM_SIZE do
    if store_item(at, added) == STORED and owner then hold_slot(ARGV[at], owner, lane) end
  end
end

local function settle_own(kind, id, route, state, at)
  local amount, detail = tonumber(ARGV[at + 4]), ARGV[at + 5]
  if has(state, FINAL) then
    keep_readable(id, redis.call('STRLEN', P .. 'm' .. id))
    finish(id, route, true)
    return 1
  end
  if has(state, CANCELLED) then
    drop(id, route)
    return 1
  end
  if kind == 'b' then bury(id, route, detail, ARGV[at + 6]) end
  store_callbacks(id, route, nextCallback, tonumber(ARGV[at + 7]))
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
  if kind == 'x' and detail ~= '' then
    for _, gate in ipairs(gates_of(route)) do uncount_start(gate, tonumber(detail)) end
  end
  return 0
end

-- A late success makes the message final, and leaves the lease and the slots of whoever has it now. The record stays until
-- that one is through: its slots could not be found without it. One that was cancelled meanwhile stays that, without an outcome.
local function settle_late(id, route, state, at)
  if has(state, FINAL) or has(state, CANCELLED) then return 1 end
  figure(route, 'd')
  store_callbacks(id, route, nextCallback, tonumber(ARGV[at + 7]))
  if state.token == NOBODY then
    keep_readable(id, tonumber(ARGV[at + 4]))
    redis.call('ZREM', P .. 'w' .. lane_through(route), id)
    changed[lane_through(route)] = true
    finish(id, route, true)
  else
    state.flags = bit.bor(state.flags, FINAL)
    redis.call('HSET', P .. 's', id, pack_state(state))
  end
  return 0
end

for item = 0, items - 1 do
  local at = FIRST + item * OUTCOME_SIZE
  local kind, id, route, grants = ARGV[at], ARGV[at + 1], ARGV[at + 2], tonumber(ARGV[at + 3])
  local state = states[item + 1] and unpack_state(states[item + 1])
  local answer = 1
  if state and state.token == session and state.grants == grants then
    answer = settle_own(kind, id, route, state, at)
    released[#released + 1] = id
    for _, gate in ipairs(gates_of(route)) do
      freed[gate] = freed[gate] or {}
      table.insert(freed[gate], id)
    end
  elseif state and kind == 'd' then
    answer = settle_late(id, route, state, at)
  end
  nextCallback = nextCallback + tonumber(ARGV[at + 7]) * ITEM_SIZE
  answers[item + 1] = answer
end

if #delivered > 0 then
  redis.call('RPUSH', P .. 'done', unpack(delivered))
  local total = redis.call('INCRBY', P .. 'doneb', doneBytes)
  local oldest, over, dropped, gone = tonumber(ARGV[3]), tonumber(ARGV[4]), 0, {}
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
return answers
