-- Stores the items from ARGV[first] on; each is 4 values: id, record, route, settings. Settings are '' of a message for now with nothing
-- else to say, or: delay µs, not before µs (0 = none), limits 'cap,rate,period µs' or '-', window ms, window class, dedup hash or '', each
-- but the hash followed by a blank. A window class is the longest window, in ms, whose ids share one stream.
local ITEM_SIZE = 4
local STORED, DUPLICATE, STORED_BEFORE, TOO_MANY = 0, 1, 2, 3
local MOST_AT_ONCE = 2000 -- values that go into one command: Lua passes no more than 8,000
local PLAIN = { delay = 0, notBefore = 0, limits = '-', hash = '' }

local function settings_at(at)
  local text = ARGV[at + 3]
  if text == '' then return PLAIN end
  local delay, notBefore, limits, windowMs, class, hash = string.match(text, '^(%d+) (%d+) (%S+) (%d+) (%d+) (.*)$')
  return { delay = tonumber(delay), notBefore = tonumber(notBefore), limits = limits, windowMs = tonumber(windowMs), class = class, hash = hash }
end

-- The newest message says what its key limits, but for what is pinned.
local function set_limits(route, limits)
  local gate = gates_of(route)[1]
  local cap, rate, period = string.match(limits, '^(%d+),(%d+),(%d+)$')
  local held = redis.call('HMGET', P .. 'g' .. gate, 'cap', 'rate', 'period', 'pinc', 'pinr')
  if held[4] then cap = held[1] end
  if held[5] then rate, period = held[2], held[3] end
  if held[1] == cap and held[2] == rate and held[3] == period then return end
  redis.call('HSET', P .. 'g' .. gate, 'cap', cap, 'rate', rate, 'period', period)
  list_key(gate)
  wake(gate)
end

local CLOCK_STEP_MS = 10000 -- the stream has Redis' own time, which may be behind that of scripts; twice what that can be

-- Forgets up to `most` ids of the class whose window is over, and entries of ids that were accepted again since.
local function forget_duplicates(class, most)
  local oldest = redis.call('XRANGE', P .. 'ds' .. class, '-', '+', 'COUNT', most)
  for _, entry in ipairs(oldest) do
    local hash, acceptedMs = entry[2][2], tonumber(string.match(entry[1], '^%d+'))
    local named = redis.call('HGET', P .. 'dx', hash)
    local expiryMs = named and struct.unpack('>d', named, ID_BYTES + 1)
    local stale = not named or string.sub(named, ID_BYTES + 9) ~= class or expiryMs - tonumber(class) > acceptedMs + CLOCK_STEP_MS
    if not stale and expiryMs * 1000 > now then return end
    if not stale then redis.call('HDEL', P .. 'dx', hash) end
    redis.call('XDEL', P .. 'ds' .. class, entry[1])
  end
end

-- The id that was accepted under the hash and is still remembered; nil when there is none.
local function accepted_as(hash)
  local named = redis.call('HGET', P .. 'dx', hash)
  return named and struct.unpack('>d', named, ID_BYTES + 1) * 1000 > now and string.sub(named, 1, ID_BYTES) or nil
end

local function remember(id, hash, windowMs, class)
  redis.call('XADD', P .. 'ds' .. class, '*', 'h', hash)
  redis.call('HSET', P .. 'dx', hash, id .. struct.pack('>d', math.floor(now / 1000) + windowMs) .. class)
  forget_duplicates(class, 4)
end

-- What waits in a queue has no lane of its key to keep the key's limits.
local function count_flow(route)
  local gate = gates_of(route)[1]
  if is_flow(gate) and redis.call('HINCRBY', P .. 'fq', gate, 1) == 1 then redis.call('PERSIST', P .. 'g' .. gate) end
end

-- Stores the record unless the id is taken. Returns a code, and the id accepted before under the same hash.
local function keep_record(at, hash)
  local id = ARGV[at]
  if hash ~= '' then
    if redis.call('EXISTS', P .. 'm' .. id) == 1 then return STORED_BEFORE end
    local accepted = accepted_as(hash)
    if accepted then return DUPLICATE, accepted end
  end
  return redis.call('SET', P .. 'm' .. id, ARGV[at + 1], 'NX') and STORED or STORED_BEFORE
end

-- Behind those of a queue that are there already; a lane that is no queue takes all that came at once, see place.
local function line_up(lane, route, due, id)
  create_queue(lane)
  due = place_in(lane, due)
  count_flow(route)
  redis.call('ZADD', P .. 'w' .. lane, decimal(due), id)
  return due
end

-- A message whose record is stored waits. What came, by route, and from which µs on and where, by lane, is noted in `added`.
local function let_wait(at, settings, added)
  local id, route = ARGV[at], ARGV[at + 2]
  local lane = lane_through(route)
  local due = math.max(now + settings.delay, settings.notBefore)
  local coming = added.lanes[lane] or { due = due }
  added.lanes[lane] = coming
  if lane ~= route then
    due = line_up(lane, route, due, id)
  else
    coming[#coming + 1] = decimal(due)
    coming[#coming + 1] = id
  end
  coming.due = math.min(coming.due, due)
  if settings.hash ~= '' then remember(id, settings.hash, settings.windowMs, settings.class) end
  if settings.limits ~= '-' then set_limits(route, settings.limits) end
  added.routes[route] = (added.routes[route] or 0) + 1
  opened = opened + 1
end

-- Returns the code of an item and, of a duplicate, the id that answers it.
local function store_item(at, added)
  local settings = settings_at(at)
  local code, accepted = keep_record(at, settings.hash)
  if code == STORED then let_wait(at, settings, added) end
  return code, accepted
end

local function nothing_added() return { lanes = {}, routes = {} } end

local function place(added)
  for lane, coming in pairs(added.lanes) do
    for first = 1, #coming, MOST_AT_ONCE do redis.call('ZADD', P .. 'w' .. lane, unpack(coming, first, math.min(first + MOST_AT_ONCE - 1, #coming))) end
    local standing = redis.call('ZSCORE', P .. 'ready', lane)
    if not standing then join(lane) end
    if not standing or tonumber(standing) > coming.due then reschedule(lane) end
  end
  for route, amount in pairs(added.routes) do count(route, 'a', amount) end
end

-- Whether the items are few enough, none of them is deduplicated, and their records are stored, in one command for all.
local function keep_records(first, items)
  local records = {}
  if 2 * items > MOST_AT_ONCE then return false end
  for at = first, first + (items - 1) * ITEM_SIZE, ITEM_SIZE do
    if settings_at(at).hash ~= '' then return false end
    records[#records + 1] = P .. 'm' .. ARGV[at]
    records[#records + 1] = ARGV[at + 1]
  end
  return items > 0 and redis.call('MSETNX', unpack(records)) == 1
end

-- Items whose code `refused` names already are not stored, nor those whose ids are `known` as stored before: their records may be gone again.
-- Returns position (from 0), code and id of each that has something to answer: that it is refused, or a duplicate.
local function store_items(first, items, refused, known)
  local answers, added = {}, nothing_added()
  local function answer(item, code, id)
    for _, value in ipairs({ item, code, id }) do answers[#answers + 1] = value end
  end
  local kept = next(refused) == nil and next(known) == nil and keep_records(first, items)
  for item = 0, items - 1 do
    local at = first + item * ITEM_SIZE
    if kept then
      let_wait(at, settings_at(at), added)
    elseif refused[item] then
      answer(item, refused[item], ARGV[at])
    elseif not known[ARGV[at]] then
      local code, accepted = store_item(at, added)
      if code == DUPLICATE then answer(item, code, accepted) end
    end
  end
  place(added)
  return answers
end
