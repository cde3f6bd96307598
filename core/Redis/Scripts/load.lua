#!lua flags=no-writes
-- How much there is to do, in the time that a few looks take however much is kept.
-- KEYS[1] {p}
-- Returns: { messages waiting, messages in delivery, what is due, when the next is due (unix ms; '' = never), dead letters }.
--   Due are lanes whose turn has come and whose gates let some pass, gates that would, schedules, and what dead workers hold.
-- @include clock
-- @include lanes
local LOOKED_AT = 32 -- of what is ready, for the gates; a worker that is there for nothing puts the rest where it belongs
local inFlight, lapsed = 0, 0
local sessions = redis.call('ZRANGE', P .. 'sess', 0, -1, 'WITHSCORES')
for position = 1, #sessions, 2 do
  local held = redis.call('SCARD', P .. 'L' .. sessions[position])
  inFlight = inFlight + held
  if held > 0 and tonumber(sessions[position + 1]) <= now then lapsed = lapsed + 1 end -- one that holds nothing lapses too, and leaves nothing to do
end

-- Nobody has looked yet at the gates of what became ready while no worker ran. Whether they let nothing pass, and until when that is for a time only.
local function is_stopped(member)
  local kind = string.sub(member, 1, 1)
  if kind == 'l' then
    local stop, opensAt = first_stop(gates_of(member))
    return stop ~= nil, opensAt
  end
  if kind ~= 'q' then return false end
  local free, _, from = free_slots(member)
  local open, _, opensAt = look_at(due_ids(member, from, OWNERS_SEEN, free))
  return not open, opensAt
end

-- How many of 'ready' are due now, and the µs at which the first of all is or will be.
local function look_at_ready()
  local due, first = redis.call('ZCOUNT', P .. 'ready', '-inf', decimal(now)), math.huge
  local front = redis.call('ZRANGE', P .. 'ready', 0, LOOKED_AT - 1, 'WITHSCORES')
  local later = redis.call('ZRANGEBYSCORE', P .. 'ready', '(' .. decimal(now), '+inf', 'WITHSCORES', 'LIMIT', 0, 1)[2]
  for position = 1, #front, 2 do
    local moment, stopped, opensAt = tonumber(front[position + 1]), false, nil
    if moment <= now then stopped, opensAt = is_stopped(front[position]) end
    if stopped then due = due - 1 end
    first = math.min(first, stopped and (opensAt or math.huge) or moment)
  end
  return due, due > 0 and math.min(first, now) or math.min(first, tonumber(later or math.huge))
end

local due, lane = look_at_ready()
due = due + redis.call('ZCOUNT', P .. 'sch', '-inf', decimal(now / 1000)) + lapsed
local schedule = tonumber(redis.call('ZRANGE', P .. 'sch', 0, 0, 'WITHSCORES')[2] or math.huge)
local next = math.min(lane / 1000, schedule)
local waiting = math.max(0, tonumber(redis.call('GET', P .. 'all') or '0') - inFlight)
return { waiting, inFlight, due, next < math.huge and decimal(math.ceil(next)) or '', redis.call('ZCARD', P .. 'dlq') }
