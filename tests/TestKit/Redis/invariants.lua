#!lua flags=no-writes,allow-stale
-- Everything that must hold between any two steps of the engine, for one partition, from one snapshot.
-- KEYS[1] {p}
-- Returns: a sentence per broken invariant.
local P = KEYS[1]
local time = redis.call('TIME')
local now = math.max(time[1] * 1000000 + time[2], tonumber(redis.call('GET', P .. 'clk') or '0'))
local mostAtOnce = tonumber(redis.call('GET', P .. 'gp') or '0')
local broken = {}
local function expect(holds, ...)
  if not holds and #broken < 20 then
    local words = { ... }
    for position, word in ipairs(words) do words[position] = string.gsub(tostring(word), '[^%w%p ]', '?') end
    broken[#broken + 1] = table.concat(words, ' ')
  end
end

local keys = { w = {}, o = {}, c = {}, ln = {}, m = {}, L = {}, x = {}, p = {}, g = {}, fl = {}, z = {} }
for _, key in ipairs(redis.call('KEYS', '*')) do
  if string.sub(key, 1, #P) == P then
    local rest = string.sub(key, #P + 1)
    local kind, second = string.sub(rest, 1, 1), string.sub(rest, 2, 2)
    if kind == 'm' and #rest == 11 then keys.m[string.sub(rest, 2)] = redis.call('STRLEN', key)
    elseif kind == 'w' and (second == 'l' or second == 'q') then keys.w[string.sub(rest, 2)] = key
    elseif kind == 'o' and second == 'q' then keys.o[string.sub(rest, 2)] = key
    elseif kind == 'z' and second == 'q' then keys.z[string.sub(rest, 2)] = key
    elseif kind == 'c' and #rest == 11 then keys.c[string.sub(rest, 2)] = key
    elseif string.sub(rest, 1, 3) == 'ln\n' then keys.ln[string.sub(rest, 4)] = key
    elseif kind == 'L' and #rest == 9 then keys.L[string.sub(rest, 2)] = key
    elseif string.sub(rest, 1, 3) == 'flf' then keys.fl[string.sub(rest, 3)] = key
    elseif (kind == 'x' or kind == 'p' or kind == 'g') and (second == 'f' or second == 'd' or (second == 'n' and mostAtOnce > 0)) then keys[kind][string.sub(rest, 2)] = key
    end
  end
end

local function parts_of(route)
  local kind, namespace, flow, rest = string.match(route, '^(.)([^\n]*)\n([^\n]*)\n(.*)$')
  if kind == 'l' then return namespace, flow, rest end
  local destination, queue = string.match(rest, '^([^\n]*)\n(.*)$')
  return namespace, flow, destination, queue
end

local function gates_of(route)
  local namespace, flow, destination = parts_of(route)
  local gates = {}
  if flow ~= '' then gates[1] = 'f' .. namespace .. '\n' .. flow end
  if mostAtOnce > 0 then gates[#gates + 1] = 'n' .. namespace end
  gates[#gates + 1] = 'd' .. namespace .. '\n' .. destination
  return gates
end

local function lane_through(route)
  local namespace, _, _, queue = parts_of(route)
  return queue and 'q' .. namespace .. '\n' .. queue or route
end

local function route_of(id)
  local record = redis.call('GETRANGE', P .. 'm' .. id, 0, 2047)
  return #record > 3 and select(2, struct.unpack('>BHc0', record)) or nil
end

local function short(id) return string.gsub(id, '.', function(byte) return string.format('%02x', string.byte(byte)) end) .. '' end

-- Waiting: once, with a record that names this lane; of a queue also those that own a slot and are between attempts.
local waiting, endpoints, queued = {}, {}, {}
local function add(route)
  local namespace, flow, destination, queue = parts_of(route)
  if string.sub(destination, 1, 2) == 'e/' then
    local field = namespace .. '\n' .. destination
    endpoints[field] = (endpoints[field] or 0) + 1
  end
  if queue and flow ~= '' then
    local gate = gates_of(route)[1]
    queued[gate] = (queued[gate] or 0) + 1
  end
end
local function wait_in(lane, id)
  expect(not waiting[id], short(id), 'waits twice')
  waiting[id] = lane
  local route = route_of(id)
  expect(route and lane_through(route) == lane, short(id), 'waits in', lane, 'and has no record of that lane')
  if route then add(route) end
end
for lane, key in pairs(keys.w) do
  for _, id in ipairs(redis.call('ZRANGE', key, 0, -1)) do wait_in(lane, id) end
end
local owners = {} -- of slots, at +inf: leased, or over and waiting for callbacks
for lane, key in pairs(keys.o) do
  local held = redis.call('ZRANGE', key, 0, -1, 'WITHSCORES')
  for position = 1, #held, 2 do
    if held[position + 1] == 'inf' then owners[held[position]] = lane else wait_in(lane, held[position]) end
  end
end
local drained = {}
for _, key in pairs(keys.z) do
  for _, id in ipairs(redis.call('ZRANGE', key, 0, -1)) do
    drained[id] = true
    local route = route_of(id)
    if route then add(route) end
  end
end

-- Leased: by a session that is known, under its token, with a slot in each gate, and not waiting.
local leased = {}
for session, key in pairs(keys.L) do
  expect(redis.call('ZSCORE', P .. 'sess', session), 'a session holds messages and has no deadline')
  for _, id in ipairs(redis.call('SMEMBERS', key)) do
    expect(not waiting[id], short(id), 'waits and is leased')
    expect(not leased[id], short(id), 'is leased twice')
    leased[id] = session
    local packed, record = redis.call('HGET', P .. 's', id), redis.call('GETRANGE', P .. 'm' .. id, 0, 2047)
    expect(packed and string.sub(packed, 1, 8) == session, short(id), 'is held by a session whose token it does not have')
    expect(#record > 3, short(id), 'is leased and has no record')
    if #record > 3 then
      local _, route = struct.unpack('>BHc0', record)
      for _, gate in ipairs(gates_of(route)) do
        expect(redis.call('SISMEMBER', P .. 'x' .. gate, id) == 1, short(id), 'is leased without a slot of', gate)
      end
      local lane = lane_through(route)
      expect(lane == route or owners[id] == lane, short(id), 'is leased without a slot of', lane)
      if packed and bit.band(string.byte(packed, 14), 2) == 0 then add(route) end
    end
  end
end

-- Everything that is accepted and not over is counted.
local open = 0
for _, ids in ipairs({ waiting, leased, drained }) do
  for id in pairs(ids) do open = open + (route_of(id) and 1 or 0) end
end
expect(open == tonumber(redis.call('GET', P .. 'all') or '0'), open, 'messages are not over and counted are', redis.call('GET', P .. 'all') or '0')

for id, lane in pairs(owners) do
  expect(leased[id] or keys.c[id], short(id), 'keeps a slot of', lane, 'and is neither leased nor waiting for callbacks')
end

-- Schedules: what comes up is declared, and what is followed to its end has not come to it.
for _, uid in ipairs(redis.call('ZRANGE', P .. 'sch', 0, -1)) do
  local namespace, name = string.match(uid, '^([^/]*)/(.*)$')
  expect(redis.call('HGET', P .. 'S' .. uid, 'next'), uid, 'comes up and is not declared')
  expect(redis.call('ZSCORE', P .. 'sch\n' .. namespace, name), uid, 'is not listed in its namespace')
end
for _, id in ipairs(redis.call('HKEYS', P .. 'lfm')) do expect(keys.m[id], short(id), 'is followed for its schedule and has no record') end

local function limits_of(gate)
  local held = redis.call('HMGET', P .. 'g' .. gate, 'cap', 'rate', 'period', 'closed', 'until', 'ws', 'wc')
  for position = 1, 7 do held[position] = tonumber(held[position] or '0') end
  return { cap = string.sub(gate, 1, 1) == 'n' and mostAtOnce or held[1], rate = held[2], period = held[3], closed = held[4] == 1, opens = held[5], start = held[6], count = held[7] }
end

-- Slots: held by a lease, no more than the gate has.
for gate, key in pairs(keys.x) do
  for _, id in ipairs(redis.call('SMEMBERS', key)) do expect(leased[id], gate, 'keeps a slot for', short(id), 'which nobody holds') end
  local cap = limits_of(gate).cap
  expect(cap == 0 or redis.call('SCARD', key) <= cap, gate, 'has', redis.call('SCARD', key), 'slots taken of', cap)
end

-- Returns whether the gate stops everybody, and when it opens by itself.
local function is_shut(gate)
  local held = limits_of(gate)
  if held.closed then return true end
  if held.opens > now then return true, held.opens end
  if held.cap > 0 and redis.call('SCARD', P .. 'x' .. gate) >= held.cap then return true end
  local windowEnd = held.start + held.period + math.min(500000, math.max(50000, held.period / 40))
  if held.rate > 0 and held.start <= now and windowEnd > now and held.count >= held.rate then return true, windowEnd end
  return false
end

-- Lanes: in one place, for a reason; a queue that has nobody to start now may stand nowhere.
local earliest = nil
local lanes = {}
for lane in pairs(keys.w) do lanes[lane] = true end
for lane in pairs(keys.o) do lanes[lane] = true end

local function due_in(key) return tonumber(redis.call('ZRANGE', key, 0, 0, 'WITHSCORES')[2] or 'inf') end

-- When the first message of the queue may start; inf when that takes more than time.
local function turn_of(lane)
  local held = redis.call('HMGET', P .. 'Q' .. string.sub(lane, 2), 'par', 'paused')
  if not held[1] or held[2] == '1' then return math.huge end
  local slots = redis.call('ZCARD', P .. 'o' .. lane)
  expect(slots <= tonumber(held[1]), lane, 'has', slots, 'slots taken of', held[1])
  local owner = due_in(P .. 'o' .. lane)
  return slots < tonumber(held[1]) and math.min(owner, due_in(P .. 'w' .. lane)) or owner
end

local function gates_in_front(lane)
  if string.sub(lane, 1, 1) == 'l' then return gates_of(lane) end
  return { redis.call('HGET', P .. 'Q' .. string.sub(lane, 2), 'at') or nil }
end

for lane in pairs(lanes) do
  local isQueue = string.sub(lane, 1, 1) == 'q'
  local due = isQueue and turn_of(lane) or due_in(P .. 'w' .. lane)
  local ready = tonumber(redis.call('ZSCORE', P .. 'ready', lane) or nil)
  local places = ready and 1 or 0
  for _, gate in ipairs(gates_in_front(lane)) do
    if redis.call('ZSCORE', P .. 'p' .. gate, lane) then
      places = places + 1
      local shut, opens = is_shut(gate)
      local armed = tonumber(redis.call('ZSCORE', P .. 'ready', gate) or nil)
      expect(due <= now, lane, 'is parked at', gate, 'before it is due')
      expect(shut or armed, lane, 'is parked at', gate, 'which lets it pass')
      expect(not opens or (armed and armed <= opens), lane, 'is parked at', gate, 'which opens by itself and stands nowhere')
      expect(redis.call('SISMEMBER', P .. 'lines', gate) == 1, gate, 'has a line and is not listed')
    end
  end
  expect(places == 1 or (isQueue and due == math.huge and places == 0), lane, 'stands in', places, 'places')
  expect(redis.call('SISMEMBER', P .. 'ln\n' .. string.match(lane, '^.([^\n]*)'), lane) == 1, lane, 'has messages and is not listed')
  if ready then
    expect(ready <= math.max(due, now + 100000), lane, 'comes up', (ready - due) / 1000, 'ms after its first message is due')
    earliest = math.min(earliest or ready, ready)
  end
end
for _, member in ipairs(redis.call('ZRANGE', P .. 'ready', 0, -1)) do
  local kind = string.sub(member, 1, 1)
  if kind == 'l' or kind == 'q' then expect(lanes[member], member, 'is ready and empty') end
  if kind == 't' then expect(lanes[string.sub(member, 2)], member, 'is looked at again and empty') end
end
for gate, key in pairs(keys.p) do
  for _, lane in ipairs(redis.call('ZRANGE', key, 0, -1)) do expect(lanes[lane], lane, 'is parked at', gate, 'and empty') end
end
for _, key in pairs(keys.ln) do
  for _, lane in ipairs(redis.call('SMEMBERS', key)) do expect(lanes[lane], lane, 'is listed and empty') end
end
local armed = tonumber(redis.call('GET', P .. 'armed') or nil)
expect(not earliest or (armed and armed <= math.max(earliest, now)), 'a lane is ready', earliest and armed and (armed - earliest) / 1000 or '?', 'ms before anybody looks')

-- Flow-control keys: their lanes are the ones with messages.
for gate, key in pairs(keys.fl) do
  for _, lane in ipairs(redis.call('SMEMBERS', key)) do expect(keys.w[lane], lane, 'counts under', gate, 'and is empty') end
end
for lane in pairs(keys.w) do
  local gates = string.sub(lane, 1, 1) == 'l' and gates_of(lane) or {}
  expect(string.sub(gates[1] or '', 1, 1) ~= 'f' or redis.call('SISMEMBER', P .. 'fl' .. gates[1], lane) == 1, lane, 'does not count under', gates[1])
end

local counted = redis.call('HGETALL', P .. 'fq')
for position = 1, #counted, 2 do
  expect(queued[counted[position]] == tonumber(counted[position + 1]), counted[position], 'has', queued[counted[position]] or 0, 'queued messages and counts', counted[position + 1])
end
for gate, amount in pairs(queued) do expect(redis.call('HEXISTS', P .. 'fq', gate) == 1, gate, 'has', amount, 'queued messages and counts none') end

-- Callbacks that hold a slot: under way, and known to whom they hold it for.
local holding = redis.call('HGETALL', P .. 'cb')
for position = 1, #holding, 2 do
  local id, source = holding[position], string.sub(holding[position + 1], 1, 10)
  expect(waiting[id] or leased[id], short(id), 'holds a slot and is neither waiting nor leased')
  expect(redis.call('SISMEMBER', P .. 'c' .. source, id) == 1, short(id), 'holds a slot for', short(source), 'which does not wait for it')
end
for source, key in pairs(keys.c) do
  for _, id in ipairs(redis.call('SMEMBERS', key)) do expect(redis.call('HEXISTS', P .. 'cb', id) == 1, short(source), 'waits for the unknown callback', short(id)) end
end

-- Delivered ones stay readable, within the counted bytes.
local done, doneBytes = {}, 0
for _, entry in ipairs(redis.call('LRANGE', P .. 'done', 0, -1)) do
  local id, bytes = struct.unpack('>c10d', entry)
  done[id], doneBytes = true, doneBytes + bytes
  expect(keys.m[id], short(id), 'is delivered and has no record')
end
expect(doneBytes == tonumber(redis.call('GET', P .. 'doneb') or '0'), 'delivered bytes are', doneBytes, 'and counted as', redis.call('GET', P .. 'doneb') or '0')

-- Dead letters: in both lists, whole.
local dead, letters = {}, redis.call('ZRANGE', P .. 'dlq', 0, -1)
for _, dlqId in ipairs(letters) do
  local letter = redis.call('GET', P .. 'D' .. dlqId)
  expect(letter, dlqId, 'is listed and not kept')
  if letter then
    local id, namespace = struct.unpack('>c10Hc0', letter)
    dead[id] = true
    expect(keys.m[id], dlqId, 'has no message')
    expect((string.byte(redis.call('GETRANGE', P .. 'm' .. id, 0, 0)) or 0) >= 128, dlqId, 'has a message that does not say that it is dead')
    expect(redis.call('ZSCORE', P .. 'dlq\n' .. namespace, dlqId), dlqId, 'is not listed in its namespace')
  end
end

-- Records and states: each belongs to a message that is somewhere.
for id, bytes in pairs(keys.m) do
  expect(bytes == 0 or waiting[id] or leased[id] or drained[id] or done[id] or dead[id], short(id), 'has a record and is nowhere')
end
for _, id in ipairs(redis.call('HKEYS', P .. 's')) do expect(id == '' or waiting[id] or leased[id], short(id), 'has a state and is neither waiting nor leased') end
local suspect = redis.call('GET', P .. 'suspect')
expect(not suspect or leased[suspect], 'the suspect is not leased')

-- Deduplication: every id that is remembered will be forgotten.
local entries = 0
for _, class in ipairs({ '60000', '600000', '3600000', '86400000', '604800000' }) do entries = entries + redis.call('XLEN', P .. 'ds' .. class) end
expect(redis.call('HLEN', P .. 'dx') <= entries, redis.call('HLEN', P .. 'dx'), 'ids are remembered and', entries, 'will be forgotten')

-- Figures of Endpoints: accepted and not over is waiting or in flight.
for field, amount in pairs(endpoints) do
  local held = redis.call('HMGET', P .. 'stat', field .. '\na', field .. '\nd', field .. '\nf', field .. '\nc')
  local open = (held[1] or 0) - (held[2] or 0) - (held[3] or 0) - (held[4] or 0)
  expect(open == amount, field, 'has', amount, 'messages and counts', open)
end
return broken
