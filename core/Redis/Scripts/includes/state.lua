-- Mutable state of a message, a field of the hash 's' from its first lease until it is final:
-- token (8 bytes, zero = nobody's), retried, grants, crashes, flags.
local NOBODY = string.rep('\0', 8)
local CANCELLED, FINAL = 1, 2
local DOOMED_AT = 5 -- crashes of its dispatcher after which a message is handed out only to be buried
local function unpack_state(packed)
  local token, retried, grants, crashes, flags = struct.unpack('>c8HHBB', packed)
  return { token = token, retried = retried, grants = grants, crashes = crashes, flags = flags }
end
local function pack_state(state)
  return struct.pack('>c8HHBB', state.token, math.min(state.retried, 65535), math.min(state.grants, 65535), state.crashes, state.flags)
end
-- A small hash is a list that Redis searches from end to end for each of a hundred ids. A field of no id, too long for such a list, makes it
-- an index, which it then stays.
local INDEX_FIELD, INDEX_VALUE = '', string.rep('-', 65)
local function has(state, flag) return bit.band(state.flags, flag) ~= 0 end
-- Back to where it came from after `delay` µs, nobody's; a message of a queue keeps its slot.
local function wait_again(id, route, state, delay)
  local lane = lane_through(route)
  state.token = NOBODY
  redis.call('ZADD', P .. (is_queue(lane) and 'o' or 'w') .. lane, decimal(now + delay), id)
  join(lane)
  redis.call('HSET', P .. 's', id, pack_state(state))
end
