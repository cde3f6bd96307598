-- Dead letters: 'D'‹dlqId› holds message id, namespace and reason; 'dlq' and 'dlq\n'‹namespace› hold the ids by ms of entry.
-- Returns the message id of the namespace's dead letter; nil when there is none.
local function dead_letter(dlqId, namespace)
  local letter = redis.call('GET', P .. 'D' .. dlqId)
  if not letter then return nil end
  local id, owner = struct.unpack('>c' .. ID_BYTES .. 'Hc0', letter)
  return owner == namespace and id or nil
end

local function remove_dead_letter(dlqId, namespace)
  local id = dead_letter(dlqId, namespace)
  redis.call('ZREM', P .. 'dlq', dlqId)
  redis.call('ZREM', P .. 'dlq\n' .. namespace, dlqId)
  redis.call('UNLINK', P .. 'D' .. dlqId, P .. 'm' .. id)
end
