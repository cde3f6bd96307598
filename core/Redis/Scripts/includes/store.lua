-- Stores the items from ARGV[first] on; each is 9 values:
-- id, record, lane, delay µs, not before µs (0 = none), limits 'cap,rate,period µs' or '', dedup hash or '', window ms, window class.
-- Reads come before the writes of each item, and an id is taken only together with its message.
-- Returns per item a code and an id: 0 stored, 1 duplicate of that id, 2 stored before under the same id, 3 too many deduplication ids.
local ITEM_SIZE = 9

local function set_limits(lane, limits)
  local gate = gates_of(lane)[1]
  local cap, rate, period = string.match(limits, '^(%d+),(%d+),(%d+)$')
  local held = redis.call('HMGET', P .. 'g' .. gate, 'cap', 'rate', 'period')
  if held[1] == cap and held[2] == rate and held[3] == period then return end
  redis.call('HSET', P .. 'g' .. gate, 'cap', cap, 'rate', rate, 'period', period)
  wake(gate)
end

-- Forgets up to `most` ids of the class whose window is over. What was renewed in another class is that one's to forget:
-- it must not keep this class waiting.
local function forget_duplicates(class, most)
  local oldest = redis.call('XRANGE', P .. 'ds' .. class, '-', '+', 'COUNT', most)
  for _, entry in ipairs(oldest) do
    local hash = entry[2][2]
    local named = redis.call('HGET', P .. 'dx', hash)
    if named and string.sub(named, 21) == class then
      if struct.unpack('>d', named, 13) * 1000 > now then return end
      redis.call('HDEL', P .. 'dx', hash)
    end
    redis.call('XDEL', P .. 'ds' .. class, entry[1])
  end
end

local function store_items(first, items, maxDuplicates)
  local answers, lanes = {}, {}
  for item = 0, items - 1 do
    local at = first + item * ITEM_SIZE
    local id, record, lane = ARGV[at], ARGV[at + 1], ARGV[at + 2]
    local hash = ARGV[at + 6]
    local code, answered = 0, id
    if redis.call('EXISTS', P .. 'm' .. id) == 1 then
      code = 2
    elseif hash ~= '' then
      local named = redis.call('HGET', P .. 'dx', hash)
      if named and struct.unpack('>d', named, 13) * 1000 > now then
        code, answered = 1, string.sub(named, 1, 12)
      elseif not named and redis.call('HLEN', P .. 'dx') >= maxDuplicates then
        code = 3
      end
    end
    if code == 0 then
      local due = math.max(now + tonumber(ARGV[at + 3]), tonumber(ARGV[at + 4]))
      redis.call('SET', P .. 'm' .. id, record)
      redis.call('ZADD', P .. 'w' .. lane, decimal(due), id)
      if hash ~= '' then
        local class = ARGV[at + 8]
        redis.call('XADD', P .. 'ds' .. class, '*', 'h', hash)
        redis.call('HSET', P .. 'dx', hash, id .. struct.pack('>d', math.floor(now / 1000) + tonumber(ARGV[at + 7])) .. class)
        forget_duplicates(class, 4)
      end
      if ARGV[at + 5] ~= '' then set_limits(lane, ARGV[at + 5]) end
      local seen = lanes[lane]
      if seen then
        seen.count = seen.count + 1
        seen.due = math.min(seen.due, due)
      else
        lanes[lane] = { count = 1, due = due }
      end
    end
    answers[#answers + 1] = code
    answers[#answers + 1] = answered
  end
  for lane, added in pairs(lanes) do
    local standing = redis.call('ZSCORE', P .. 'ready', lane)
    if not standing or tonumber(standing) > added.due then reschedule(lane) end
    count(lane, 'a', added.count)
  end
  return answers
end
