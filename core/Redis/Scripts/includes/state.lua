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
local function has(state, flag) return bit.band(state.flags, flag) ~= 0 end
-- The lane stands at the front of each record.
local function lane_of(id)
  local head = redis.call('GETRANGE', P .. 'm' .. id, 0, 2047)
  if #head < 3 then return nil end
  local _, lane = struct.unpack('>BHc0', head)
  return lane
end
-- Back into its lane after `delay` µs, nobody's.
local function wait_again(id, lane, state, delay)
  state.token = NOBODY
  redis.call('ZADD', P .. 'w' .. lane, decimal(now + delay), id)
  join(lane)
  redis.call('HSET', P .. 's', id, pack_state(state))
end
