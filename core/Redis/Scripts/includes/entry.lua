-- Entries of the registry: definitions, and per kind and namespace an index with the times of each, unix ms: 'created changed'.
local CHANGES_KEPT = 2000 -- twice as many as a dispatcher reads one by one; what is made and removed all the time must not pile up

local function index_of(kind, name)
  local namespace, plain = string.match(name, '^([^/]*)/(.*)$')
  return P .. 'i' .. kind .. namespace, plain
end

-- Whether an entry is there and in the index.
local function is_indexed(kind, name)
  return redis.call('HEXISTS', index_of(kind, name)) == 1
end

-- How many of the kind the namespace has.
local function count_of(kind, name)
  return redis.call('HLEN', (index_of(kind, name)))
end

-- Writes a definition, or removes it when it is '', and tells the dispatchers.
local function write_entry(kind, name, definition)
  local time = redis.call('TIME')
  local now = string.format('%.0f', time[1] * 1000 + math.floor(time[2] / 1000))
  local index, plain = index_of(kind, name)
  local times = redis.call('HGET', index, plain)
  -- A registry that was lost begins with the time in µs: none of its versions is one that somebody has seen before.
  if redis.call('EXISTS', P .. 'v') == 0 then redis.call('SET', P .. 'v', string.format('%.0f', time[1] * 1000000 + time[2])) end
  local version = redis.call('INCR', P .. 'v')
  redis.call('ZADD', P .. 'c', version, kind .. name)
  redis.call('ZREMRANGEBYRANK', P .. 'c', 0, -1 - CHANGES_KEPT)
  if definition == '' then
    redis.call('HDEL', P .. kind, name)
    redis.call('HDEL', index, plain)
  else
    redis.call('HSET', P .. kind, name, definition)
    redis.call('HSET', index, plain, (times and string.match(times, '^%d+') or now) .. ' ' .. now)
  end
  redis.call('PUBLISH', 'postrider:registry', version)
end
