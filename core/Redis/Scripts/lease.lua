#!lua flags=allow-oom
-- Hands due messages to a worker's session: out of their lanes, a slot in every gate.
-- KEYS[1] {p}
-- ARGV[1] session token, 8 bytes
-- ARGV[2] 1 when the session holds something already: it must still be alive
-- ARGV[3] lease span, µs
-- ARGV[4] messages wanted
-- ARGV[5] slots that a destination beyond its share may still borrow
-- ARGV[6] a destination's own share of slots
-- ARGV[7] bytes of records, at most (one record may exceed it)
-- ARGV[8] µs before which what gateways published may still be taken back: Redis came back then; 0 = nothing
-- Returns: { 'lost' } or { 'ok', next moment µs or '', { due schedules }, heads, { records }, now µs, 1 when lanes wait at gates,
--   version of the registry to know before any of them is sent }; of each message a head: id, retried and
-- grants (2 bytes each), doomed 0/1 (1 byte).
-- @include clock
-- @include lanes
-- @include state
-- @include sessions
-- @include gateways
local session, span, want = ARGV[1], tonumber(ARGV[3]), tonumber(ARGV[4])
local borrow, share, bytesLeft = tonumber(ARGV[5]), tonumber(ARGV[6]), tonumber(ARGV[7])
local VISIT_LIMIT, PASS_LIMIT, FIRST_CHUNK, CHUNK = 64, 1024, 4, 128
local RECORD = P .. 'm'
local FULL_PAUSE, WAIT_PAUSE, SUSPECT_HOLD_MS = 1000000, 50000, 30000

if ARGV[2] == '1' and not is_alive(session) then return { 'lost' } end
local heads, records, taken, alone = {}, {}, 0, false
local doubtful = unanswered(tonumber(ARGV[8]))
local passed, passedCount, handedOn = {}, 0, false -- gates left to workers with free slots; whether they must be told

-- What the destination may take beyond its own share comes out of the worker's borrowed part.
local function borrowable(gate)
  local beyond = math.max(0, share - redis.call('SCARD', P .. 'x' .. gate))
  return beyond + borrow, beyond
end

-- Most messages are leased once, and have no state before.
local FRESH = { token = session, retried = 0, grants = 1, crashes = 0, flags = 0 }
local FRESH_STATE = pack_state(FRESH)

local function head_of(state) return struct.pack('>HHB', state.retried, state.grants, state.crashes >= DOOMED_AT and 1 or 0) end
local FRESH_HEAD = head_of(FRESH)

-- Whether the message may go now; a suspect goes alone, and only one at a time.
local function may_go(id, state, chosen)
  if doubtful[id] then return false end
  if not state or state.crashes < 2 or state.crashes >= DOOMED_AT then return true end
  if taken > 0 or chosen > 0 or not redis.call('SET', P .. 'suspect', id, 'NX', 'PX', SUSPECT_HOLD_MS) then return false end
  alone = true
  return true
end

-- Reads up to `most` due messages of the lane: ids, with their states where they have one, and records. Returns also whether something waits
-- for another reason than its due moment.
local function choose(lane, most)
  local chosen, chosenStates, waits = {}, {}, false
  local offset, chunk = 0, FIRST_CHUNK
  while #chosen < most and bytesLeft > 0 and not alone do
    local ids = redis.call('ZRANGEBYSCORE', P .. 'w' .. lane, '-inf', decimal(now), 'LIMIT', offset, math.min(chunk, most - #chosen))
    if #ids == 0 then break end
    local isLast = #ids < math.min(chunk, most - #chosen)
    offset = offset + #ids
    local keys, largest = {}, 1
    for position = 1, #ids do keys[position] = RECORD .. ids[position] end
    local read, states = redis.call('MGET', unpack(keys)), redis.call('HMGET', P .. 's', unpack(ids))
    for position = 1, #ids do
      local id, record, state = ids[position], read[position], states[position] and unpack_state(states[position])
      if not record then
        opened = opened - redis.call('ZREM', P .. 'w' .. lane, id)
        offset = offset - 1
      elseif bytesLeft <= 0 or alone then
        break
      elseif may_go(id, state, #chosen) then
        if #record > largest then largest = #record end
        bytesLeft = bytesLeft - #record
        records[#records + 1] = record
        chosen[#chosen + 1] = id
        chosenStates[#chosen] = state
      else
        waits = true
      end
    end
    if isLast then break end
    -- A few records tell how large their neighbours may be: what is read and not taken is bounded too.
    chunk = math.max(1, math.min(CHUNK, math.floor(bytesLeft / largest)))
  end
  return chosen, chosenStates, waits
end

local function take(lane, gates, ids, statesBefore)
  local states = { INDEX_FIELD, INDEX_VALUE }
  for position = 1, #ids do
    local id, state, packed, head = ids[position], statesBefore[position], FRESH_STATE, FRESH_HEAD
    if state then
      state.token, state.grants = session, (state.grants + 1) % 65536
      packed, head = pack_state(state), head_of(state)
    end
    states[#states + 1] = id
    states[#states + 1] = packed
    heads[#heads + 1] = id
    heads[#heads + 1] = head
  end
  redis.call('HSET', P .. 's', unpack(states))
  redis.call('SADD', P .. 'L' .. session, unpack(ids))
  for _, gate in ipairs(gates) do
    redis.call('SADD', P .. 'x' .. gate, unpack(ids))
    count_starts(gate, #ids)
  end
  if mostAtOnce > 0 then redis.call('SADD', P .. 'ng', 'n' .. namespace_of(lane)) end
  redis.call('ZREM', P .. 'w' .. lane, unpack(ids))
  taken = taken + #ids
end

local function room_in(gates)
  local room = math.huge
  for _, gate in ipairs(gates) do room = math.min(room, (room_of(gate))) end
  return room
end

-- This worker has no slot left for the destination: the lane is left to others, who are told of it.
local function leave_to_others(lane, destination, since)
  handedOn = handedOn or not redis.call('ZSCORE', P .. 'ready', destination)
  park(lane, destination, since, now)
end

local function serve(lane, since, quota)
  local gates = gates_of(lane)
  local room = math.min(quota, room_in(gates))
  if room == 0 then return reschedule(lane, since) end
  local destination = gates[#gates]
  local allowed, own = borrowable(destination)
  room = math.min(room, allowed)
  if room == 0 then
    leave_to_others(lane, destination, since)
    for position = 1, #gates - 1 do pass_on(gates[position]) end
    return
  end
  local chosen, states, waits = choose(lane, room)
  if #chosen > 0 then
    take(lane, gates, chosen, states)
    borrow = borrow - math.max(0, #chosen - own)
  end
  reschedule(lane, waits and now + WAIT_PAUSE or now)
end

-- Takes one message of a queue. Returns what came of it: TAKEN, GONE, STOPPED (by a gate), with the destination when only this worker has no
-- slot for it, or WAITS (for another reason).
local TAKEN, GONE, STOPPED, WAITS = 1, 2, 3, 4
local function take_from_queue(lane, id, isOwner)
  local record, route = redis.call('GET', P .. 'm' .. id), route_of(id)
  if not route then
    opened = opened - redis.call('ZREM', P .. (isOwner and 'o' or 'w') .. lane, id)
    return GONE
  end
  local gates = gates_of(route)
  if room_in(gates) == 0 then return STOPPED end
  local allowed, own = borrowable(gates[#gates])
  if allowed == 0 then return STOPPED, gates[#gates] end
  local packed = redis.call('HGET', P .. 's', id)
  local state = packed and unpack_state(packed)
  if not may_go(id, state, 0) then return WAITS end
  redis.call('ZADD', P .. 'o' .. lane, '+inf', id)
  records[#records + 1] = record
  take(lane, gates, { id }, { state or nil })
  borrow, bytesLeft = borrow - math.max(0, 1 - own), bytesLeft - #record
  return TAKEN
end

-- Owners whose moment has come go first, past those that cannot; what waits goes in order, and nothing passes the first.
local function serve_queue(lane, since, quota)
  local ids, owners = candidates(lane, math.max(quota, OWNERS_SEEN))
  local took, waits, elsewhere = 0, false, nil
  for position, id in ipairs(ids) do
    if took == quota or bytesLeft <= 0 or alone then break end
    local outcome, full = take_from_queue(lane, id, position <= owners)
    if outcome == TAKEN then took = took + 1 end
    waits, elsewhere = waits or outcome == WAITS, elsewhere or full
    if position > owners and (outcome == STOPPED or outcome == WAITS) then break end
  end
  if took == 0 and elsewhere then
    redis.call('HSET', queue_key(lane), 'at', elsewhere)
    leave_to_others(lane, elsewhere, since)
    return look_again(lane, now + BLOCKED_PAUSE) -- another owner, for another destination, may come up before
  end
  reschedule(lane, waits and now + WAIT_PAUSE or took > 0 and now or since)
end

-- A line that this worker has no slots for is left to others: letting it out would cost a visit per lane. Returns whether it was let out.
local function open(gate)
  local allowed = string.sub(gate, 1, 1) == 'd' and borrowable(gate) or nil
  if allowed == 0 then
    passed[gate], passedCount = true, passedCount + 1
    return false
  end
  redis.call('ZREM', P .. 'ready', gate)
  wake(gate, allowed)
  return true
end

-- The first of 'ready' that is not left to others, with its score. Those that are stay where they stood, which is in front of it unless somebody
-- came before them meanwhile.
local function first_ready()
  local behind = redis.call('ZRANGE', P .. 'ready', passedCount, passedCount, 'WITHSCORES')
  if not behind[1] or not passed[behind[1]] then return behind[1], tonumber(behind[2]) end
  local standing = redis.call('ZRANGE', P .. 'ready', 0, passedCount, 'WITHSCORES')
  for position = 1, #standing, 2 do
    if not passed[standing[position]] then return standing[position], tonumber(standing[position + 1]) end
  end
end

local readyLanes = redis.call('ZCOUNT', P .. 'ready', '-inf', decimal(now))
local quota = math.max(1, math.floor(want / math.max(1, readyLanes)))
local visits = 0
local member, since = first_ready()
while member and since <= now and taken < want and visits < VISIT_LIMIT and passedCount < PASS_LIMIT and bytesLeft > 0 and not alone do
  local kind, visited = string.sub(member, 1, 1), true
  if kind == 'l' then
    serve(member, since, math.min(quota, want - taken))
  elseif kind == 'q' then
    serve_queue(member, since, math.min(quota, want - taken))
  elseif kind == 't' then
    reschedule(string.sub(member, 2))
  else
    visited = open(member)
  end
  if visited then visits = visits + 1 end
  member, since = first_ready()
end
if passedCount == PASS_LIMIT then since = nil end -- whatever is behind: see FULL_PAUSE

if taken > 0 then redis.call('ZADD', P .. 'sess', decimal(now + span), session) end
local nextFiring, someFire = next_schedule()
local dueSchedules = someFire and redis.call('ZRANGEBYSCORE', P .. 'sch', '-inf', decimal(math.floor(now / 1000)), 'LIMIT', 0, 16) or {}
-- The earliest µs at which this worker has something to look for.
local nextMoment = math.min(since or math.huge, nextFiring or math.huge, passedCount > 0 and now + FULL_PAUSE or math.huge)
if nextMoment == math.huge then nextMoment = nil end
if nextMoment then redis.call('SET', P .. 'armed', decimal(nextMoment)) else redis.call('DEL', P .. 'armed') end
keep_clock()
-- This worker is full and work is left: somebody else may have room.
if handedOn or (taken >= want and nextMoment and nextMoment <= now) then redis.call('PUBLISH', 'postrider:wake', P .. '0') end
return { 'ok', nextMoment and decimal(nextMoment) or '', dueSchedules, table.concat(heads), records, decimal(now), lines_stand() and 1 or 0, newestEntry }
