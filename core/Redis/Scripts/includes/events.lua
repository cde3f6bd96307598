-- The event log: 'ev\n'‹namespace› is a stream of batches, 'evb' holds the bytes of each stream, 'evn' the ms of its oldest batch.
local ENTRY_OVERHEAD = 64 -- bytes that Redis needs for an entry beyond its batch

-- Appends a batch ('' = none), and forgets up to `most` of the oldest that are past `age` ms or more than `limit` bytes.
local function keep_events(namespace, batch, age, limit, most)
  local key, cutoff = P .. 'ev\n' .. namespace, math.floor(now / 1000) - age
  local bytes = tonumber(redis.call('HGET', P .. 'evb', namespace) or '0')
  local oldestMs = tonumber(redis.call('ZSCORE', P .. 'evn', namespace) or '')
  if batch ~= '' then bytes = bytes + #batch + ENTRY_OVERHEAD end
  local gone = {}
  if oldestMs and (oldestMs < cutoff or bytes > limit) then
    oldestMs = nil
    for _, entry in ipairs(redis.call('XRANGE', key, '-', '+', 'COUNT', most + 1)) do
      local ms = tonumber(string.match(entry[1], '^%d+'))
      if #gone == most or (ms >= cutoff and bytes <= limit) then
        oldestMs = ms
        break
      end
      gone[#gone + 1] = entry[1]
      bytes = bytes - #entry[2][2] - ENTRY_OVERHEAD
    end
  end
  if batch ~= '' then
    local id = redis.call('XADD', key, '*', 'e', batch)
    oldestMs = oldestMs or tonumber(string.match(id, '^%d+'))
  end
  if oldestMs then
    if #gone > 0 then redis.call('XDEL', key, unpack(gone)) end
    redis.call('HSET', P .. 'evb', namespace, decimal(bytes))
    redis.call('ZADD', P .. 'evn', decimal(oldestMs), namespace)
  else
    redis.call('UNLINK', key)
    redis.call('HDEL', P .. 'evb', namespace)
    redis.call('ZREM', P .. 'evn', namespace)
  end
end
