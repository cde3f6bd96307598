-- Heads: what records hold before the body, for whoever tells what became of the messages.

-- Adds id and head of a message to `told`, if it has a record.
local function tell(id, told)
  local key = P .. 'm' .. id
  local length = redis.call('GETRANGE', key, 1, 2)
  if #length < 2 then return end
  local at = 3 + struct.unpack('>H', length)
  local envelope = redis.call('GETRANGE', key, at, at + 3)
  if #envelope < 4 then return end
  told[#told + 1] = id
  told[#told + 1] = redis.call('GETRANGE', key, 0, at + 3 + struct.unpack('>I4', envelope))
end
