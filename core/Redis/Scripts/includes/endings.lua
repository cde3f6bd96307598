-- What ends with a message: its slot of a queue, unless callbacks of it are still under way, and the hold that a callback has on its source's;
-- and its schedule keeps how it ended.
-- 'c'id is the set of a queued message's unfinished callbacks, 'cb' a hash: callback → source and its lane.
local awaited = nil -- whether callbacks hold slots or messages of schedules are under way, looked up once

local function somebody_waits()
  if awaited == nil then awaited = redis.call('EXISTS', P .. 'cb', P .. 'lfm') > 0 end
  return awaited
end

local function hold_slot(callback, source, lane)
  awaited = true
  redis.call('SADD', P .. 'c' .. source, callback)
  redis.call('HSET', P .. 'cb', callback, source .. lane)
end

-- The queued message whose slot waits for this one too, and its lane; nil when there is none.
local function slot_owner(id, route)
  local lane = lane_through(route)
  if is_queue(lane) then return id, lane end
  local holds = somebody_waits() and redis.call('HGET', P .. 'cb', id)
  if not holds then return nil end
  return string.sub(holds, 1, ID_BYTES), string.sub(holds, ID_BYTES + 1)
end

local function leave_queue(id, route, lane)
  redis.call('HDEL', P .. 's', id) -- its callbacks ask whether it is over
  if redis.call('EXISTS', P .. 'c' .. id) == 1 then
    redis.call('ZADD', P .. 'o' .. lane, 'XX', '+inf', id)
  else
    redis.call('ZREM', P .. 'o' .. lane, id)
  end
  local gate = gates_of(route)[1]
  if is_flow(gate) and redis.call('HINCRBY', P .. 'fq', gate, -1) <= 0 then
    redis.call('HDEL', P .. 'fq', gate)
    forget_later(gate)
  end
end

-- 'lfm' says whose a scheduled message is, and 'lf'uid how those of a schedule's last firing ended: s delivered, f not.
local function tell_schedule(id, delivered)
  local uid = somebody_waits() and redis.call('HGET', P .. 'lfm', id)
  if not uid then return end
  redis.call('HDEL', P .. 'lfm', id)
  if redis.call('HEXISTS', P .. 'lf' .. uid, id) == 1 then redis.call('HSET', P .. 'lf' .. uid, id, delivered and 's' or 'f') end
end

-- Call it for each message that is over, with whether it was delivered; the lanes in which somebody may go on are added to `changed`.
local function ended(id, route, changed, delivered)
  opened = opened - 1
  tell_schedule(id, delivered)
  local lane = lane_through(route)
  if is_queue(lane) then
    leave_queue(id, route, lane)
    changed[lane] = true
    return
  end
  local source, queue = slot_owner(id, route)
  if not source then return end
  redis.call('HDEL', P .. 'cb', id)
  redis.call('SREM', P .. 'c' .. source, id)
  if redis.call('EXISTS', P .. 'c' .. source) == 0 and redis.call('HEXISTS', P .. 's', source) == 0 then
    redis.call('ZREM', P .. 'o' .. queue, source)
    changed[queue] = true
  end
end
