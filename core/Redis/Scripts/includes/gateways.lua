-- Gateways: 'pub' holds per gateway the ids that its last publish stored, with the µs of it. It calls again only when it has the answer, or with the same.
local GATEWAY_GONE = 30000000 -- µs after which nobody takes back any more

local function ids_of(entry, ids)
  for at = 9, #entry, ID_BYTES do ids[string.sub(entry, at, at + ID_BYTES - 1)] = true end
end

-- The ids of publishes before µs `before` that may never have been answered.
local function unanswered(before)
  local ids = {}
  if before == 0 then return ids end
  for _, entry in ipairs(redis.call('HVALS', P .. 'pub')) do
    local at = struct.unpack('>d', entry)
    if at < before and now - before < GATEWAY_GONE then ids_of(entry, ids) end
  end
  return ids
end

local function forget_gateways()
  local entries = redis.call('HGETALL', P .. 'pub')
  for position = 1, #entries, 2 do
    if struct.unpack('>d', entries[position + 1]) < now - 10 * GATEWAY_GONE then redis.call('HDEL', P .. 'pub', entries[position]) end
  end
end
