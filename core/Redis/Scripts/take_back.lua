#!lua flags=allow-oom
-- Takes back messages whose acceptance could not be confirmed in time: their publishers were told that nothing was accepted.
-- A publish that is still under way finds the id taken and stores nothing. Without ids: all that the gateway published is answered.
-- KEYS[1] {p}
-- ARGV[1] token of the gateway
-- ARGV[2] ms for which the ids stay taken
-- ARGV[3…] pairs of id and dedup hash or ''
-- Returns: how many were in delivery, sent before, or over already; nothing is sent again.
-- @include clock
-- @include lanes
-- @include state
-- @include endings
-- @include cancelling
local late, changed = 0, {}

local function forget_hash(id, hash)
  local named = hash ~= '' and redis.call('HGET', P .. 'dx', hash)
  if named and string.sub(named, 1, ID_BYTES) == id then redis.call('HDEL', P .. 'dx', hash) end
end

-- A lease proves nothing: one that Redis gave out while nobody heard its answer was never sent. Its deduplication id goes all the same:
-- a repeat must not be answered by a message that is dropped.
local function take_back(id, hash)
  local stored = route_of(id)
  local packed = stored and redis.call('HGET', P .. 's', id)
  local state = packed and unpack_state(packed)
  if state and (state.token ~= NOBODY or state.retried > 0) then late = late + 1 end
  if stored and cancel(id, changed) == 0 then
    if not state then late = late + 1 end
    return
  end
  forget_hash(id, hash)
  if not route_of(id) then redis.call('SET', P .. 'm' .. id, '', 'PX', ARGV[2]) end
end

if #ARGV == 2 then redis.call('HDEL', P .. 'pub', ARGV[1]) end
for at = 3, #ARGV, 2 do take_back(ARGV[at], ARGV[at + 1]) end
for lane in pairs(changed) do reschedule(lane) end
keep_clock()
signal()
return late
