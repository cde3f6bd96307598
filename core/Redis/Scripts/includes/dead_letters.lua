-- Dead letters: 'D'‹dlqId› holds message id, namespace and reason; 'dlq' and 'dlq\n'‹namespace› hold the ids by ms of entry.
-- The message's record says that it is one: by the high bit of its first byte, and behind the body by the ms at which it became one.
local function mark_dead(id, ms)
  local key = P .. 'm' .. id
  local version = string.byte(redis.call('GETRANGE', key, 0, 0))
  if not version then return end
  redis.call('SETRANGE', key, 0, string.char(bit.bor(version, 128)))
  redis.call('APPEND', key, struct.pack('>d', ms))
end

-- Returns the message id of the namespace's dead letter; nil when there is none.
local function dead_letter(dlqId, namespace)
  local head = redis.call('GETRANGE', P .. 'D' .. dlqId, 0, ID_BYTES + 1 + #namespace)
  if #head < ID_BYTES + 2 then return nil end
  local id, size = struct.unpack('>c' .. ID_BYTES .. 'H', head)
  return size == #namespace and string.sub(head, ID_BYTES + 3) == namespace and id or nil
end

local function remove_dead_letter(dlqId, namespace)
  local id = dead_letter(dlqId, namespace)
  redis.call('ZREM', P .. 'dlq', dlqId)
  redis.call('ZREM', P .. 'dlq\n' .. namespace, dlqId)
  redis.call('UNLINK', P .. 'D' .. dlqId, P .. 'm' .. id)
end
