-- Queues. 'Q'namespace\nname is a hash: par, paused, created, updated (ms), at (the gate in whose line the lane stands), from (the place of the
-- first due owner to look at, where those before it were all stopped). Of its lane, 'w' holds
-- what waits, by the µs at which it became eligible, and 'o' what owns one of the queue's slots, by its next attempt: +inf while it is leased
-- or waits for its callbacks. 't'lane in 'ready' is a moment at which a parked queue is looked at again.
local OWNERS_SEEN = 128        -- owners that are looked at for one whose gates are open
local BLOCKED_PAUSE = 1000000  -- µs after which a queue whose owners stand at several gates is looked at again

local function queue_key(lane) return P .. 'Q' .. string.sub(lane, 2) end

-- Slots that are free now, none while the queue is paused or gone; whether it is; and from where on its owners are looked at.
local function free_slots(lane)
  local held = redis.call('HMGET', queue_key(lane), 'par', 'paused', 'from')
  if not held[1] or held[2] == '1' then return 0, true, 0 end
  return math.max(0, tonumber(held[1]) - redis.call('ZCARD', P .. 'o' .. lane)), false, tonumber(held[3] or 0)
end

local function due_owners(lane, from, most) return redis.call('ZRANGEBYSCORE', P .. 'o' .. lane, '-inf', decimal(now), 'LIMIT', from, most) end

-- Owners whose moment has come, then, while slots are free, who is longest in the queue; and how many are owners.
local function due_ids(lane, from, most, free)
  local ids = due_owners(lane, from, most)
  local owners = #ids
  if free == 0 then return ids, owners end
  for _, id in ipairs(redis.call('ZRANGEBYSCORE', P .. 'w' .. lane, '-inf', decimal(now), 'LIMIT', 0, math.min(free, most))) do
    ids[#ids + 1] = id
  end
  return ids, owners
end

-- Ids that may be next: owners whose moment has come, then, while slots are free, who is longest in the queue; how many are owners; and from
-- where on they were looked at.
local function candidates(lane, most)
  local free, paused, from = free_slots(lane)
  if paused then return {}, 0, from end
  local ids, owners = due_ids(lane, from, most, free)
  if owners == 0 and from > 0 then
    redis.call('HDEL', queue_key(lane), 'from')
    from, ids, owners = 0, due_ids(lane, 0, most, free)
  end
  return ids, owners, from
end

-- Of more owners than are looked at, all of them stopped, the next look is for those behind them. Whether any are left out.
local function look_on(lane, isOpen, owners, from)
  if not isOpen and owners == OWNERS_SEEN then
    redis.call('HSET', queue_key(lane), 'from', from + OWNERS_SEEN)
  elseif not isOpen and from > 0 then
    redis.call('HDEL', queue_key(lane), 'from')
  end
  return owners == OWNERS_SEEN or from > 0
end

-- The next µs after now at which somebody of the queue comes up; nil when that takes more than time.
local function next_turn(lane)
  local free, paused = free_slots(lane)
  if paused then return nil end
  local from = '(' .. decimal(now)
  local owner = redis.call('ZRANGEBYSCORE', P .. 'o' .. lane, from, '(+inf', 'WITHSCORES', 'LIMIT', 0, 1)[2]
  local waiting = free > 0 and redis.call('ZRANGEBYSCORE', P .. 'w' .. lane, from, '(+inf', 'WITHSCORES', 'LIMIT', 0, 1)[2]
  local next = math.min(tonumber(owner or math.huge), tonumber(waiting or math.huge))
  return next < math.huge and next or nil
end

-- The place of a message that becomes eligible at µs `due`: behind those of the same moment, one µs each.
local function place_in(lane, due)
  local function is_full(span) return redis.call('ZCOUNT', P .. 'w' .. lane, decimal(due), decimal(due + span - 1)) >= span end
  if not is_full(1) then return due end
  local full, open = 1, 2
  while is_full(open) do full, open = open, open * 2 end
  while open - full > 1 do
    local middle = math.floor((full + open) / 2)
    if is_full(middle) then full = middle else open = middle end
  end
  return due + full
end

local function create_queue(lane)
  local namespace, ms = namespace_of(lane), decimal(math.floor(now / 1000))
  if redis.call('EXISTS', queue_key(lane)) == 1 then return end
  redis.call('HSET', queue_key(lane), 'par', 1, 'paused', 0, 'created', ms, 'updated', ms)
  redis.call('ZADD', P .. 'qs\n' .. namespace, ms, string.sub(lane, #namespace + 3))
end

-- Whether somebody of the queue may pass now; else the gate that stops it, when that opens by itself, and whether it is not the only one.
local function look_at(ids, owners)
  local stop, opensAt, several = nil, nil, false
  for position = 1, math.min(#ids, owners + 1) do -- of those that wait only the first: they go in order
    local route = route_of(ids[position])
    local gate, at = nil, nil
    if route then gate, at = first_stop(gates_of(route)) end
    if not gate then return true end
    several = several or (stop and stop ~= gate)
    if not stop then stop, opensAt = gate, at end
  end
  return false, stop, opensAt, several
end

-- Has a queue that stands in a line looked at again when its next one comes up, and at the latest at µs `latest`, if that is given.
local function look_again(lane, latest)
  local again = math.min(next_turn(lane) or math.huge, latest or math.huge)
  if again < math.huge then make_ready('t' .. lane, again) end
end

local function reschedule_queue(lane, since)
  local at = redis.call('HGET', queue_key(lane), 'at')
  local standing = redis.call('ZSCORE', P .. 'ready', lane) or (at and redis.call('ZSCORE', P .. 'p' .. at, lane))
  since = since or (standing and tonumber(standing) <= now and tonumber(standing)) or now
  redis.call('ZREM', P .. 'ready', 't' .. lane)
  local ids, owners, from = candidates(lane, OWNERS_SEEN)
  local open, stop, opensAt, several = look_at(ids, owners)
  several = look_on(lane, open, owners, from) or several
  local again = not open and not stop and next_turn(lane) or nil
  if stop then
    redis.call('HSET', queue_key(lane), 'at', stop)
    park(lane, stop, since, opensAt)
    look_again(lane, several and now + BLOCKED_PAUSE or nil)
  elseif open then
    make_ready(lane, since)
  elseif again then
    make_ready(lane, again)
  else
    redis.call('ZREM', P .. 'ready', lane)
  end
  if at and at ~= stop then
    redis.call('ZREM', P .. 'p' .. at, lane)
    if not stop then redis.call('HDEL', queue_key(lane), 'at') end
    pass_on(at)
  end
  if redis.call('EXISTS', P .. 'w' .. lane, P .. 'o' .. lane) == 0 then unlist(lane) end
end
