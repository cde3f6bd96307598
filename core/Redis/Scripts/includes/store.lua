-- Stores the items from ARGV[first] on; each is 9 values:
-- id, record, route, delay µs, not before µs (0 = none), limits 'cap,rate,period µs' or '', dedup hash or '', window ms, window class.
-- A window class is the longest window, in ms, whose ids share one stream.
local ITEM_SIZE = 9
local STORED, DUPLICATE, STORED_BEFORE, TOO_MANY = 0, 1, 2, 3

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

-- Forgets up to `most` ids of the class whose window is over, and entries of ids that were accepted again since.
local function forget_duplicates(class, most)
  local oldest = redis.call('XRANGE', P .. 'ds' .. class, '-', '+', 'COUNT', most)
  for _, entry in ipairs(oldest) do
    local hash, acceptedMs = entry[2][2], tonumber(string.match(entry[1], '^%d+'))
    local named = redis.call('HGET', P .. 'dx', hash)
    local expiryMs = named and struct.unpack('>d', named, ID_BYTES + 1)
    local stale = not named or string.sub(named, ID_BYTES + 9) ~= class or expiryMs - tonumber(class) > acceptedMs
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

-- Returns the code of an item and the id that answers it. What came, by route, and from which µs on, by lane, is noted in `added`.
local function store_item(at, added)
  local id, route, hash = ARGV[at], ARGV[at + 2], ARGV[at + 6]
  if hash ~= '' then
    if redis.call('EXISTS', P .. 'm' .. id) == 1 then return STORED_BEFORE, id end
    local accepted = accepted_as(hash)
    if accepted then return DUPLICATE, accepted end
  end
  if not redis.call('SET', P .. 'm' .. id, ARGV[at + 1], 'NX') then return STORED_BEFORE, id end
  local lane = lane_through(route)
  local due = math.max(now + tonumber(ARGV[at + 3]), tonumber(ARGV[at + 4]))
  if lane ~= route then
    create_queue(lane)
    due = place_in(lane, due)
    count_flow(route)
  end
  redis.call('ZADD', P .. 'w' .. lane, decimal(due), id)
  if hash ~= '' then remember(id, hash, tonumber(ARGV[at + 7]), ARGV[at + 8]) end
  if ARGV[at + 5] ~= '' then set_limits(route, ARGV[at + 5]) end
  added.lanes[lane] = math.min(added.lanes[lane] or due, due)
  added.routes[route] = (added.routes[route] or 0) + 1
  opened = opened + 1
  return STORED, id
end

local function nothing_added() return { lanes = {}, routes = {} } end

local function place(added)
  for lane, due in pairs(added.lanes) do
    local standing = redis.call('ZSCORE', P .. 'ready', lane)
    if not standing then join(lane) end
    if not standing or tonumber(standing) > due then reschedule(lane) end
  end
  for route, amount in pairs(added.routes) do count(route, 'a', amount) end
end

-- Items whose code `refused` names already are not stored. Returns code and id per item.
local function store_items(first, items, refused)
  local answers, added = {}, nothing_added()
  for item = 0, items - 1 do
    local at = first + item * ITEM_SIZE
    local code, id = refused[item], ARGV[at]
    if not code then code, id = store_item(at, added) end
    answers[#answers + 1] = code
    answers[#answers + 1] = id
  end
  place(added)
  return answers
end
