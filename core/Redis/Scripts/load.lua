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

-- Nobody has looked yet at the gates of a lane that became ready while no worker ran.
local function is_stopped(member) return string.sub(member, 1, 1) == 'l' and first_stop(gates_of(member)) ~= nil end

-- How many of 'ready' are due now, and the µs of the first that is not stopped.
local function look_at_ready()
  local due, first = redis.call('ZCOUNT', P .. 'ready', '-inf', decimal(now)), nil
  local front = redis.call('ZRANGE', P .. 'ready', 0, LOOKED_AT - 1, 'WITHSCORES')
  for position = 1, #front, 2 do
    local moment = tonumber(front[position + 1])
    if moment <= now and is_stopped(front[position]) then due = due - 1 else first = first or moment end
  end
  if not first and #front > 0 then
    first = tonumber(redis.call('ZRANGEBYSCORE', P .. 'ready', '(' .. decimal(now), '+inf', 'WITHSCORES', 'LIMIT', 0, 1)[2] or math.huge)
  end
  return due, first or math.huge
end

local due, lane = look_at_ready()
due = due + redis.call('ZCOUNT', P .. 'sch', '-inf', decimal(now / 1000)) + lapsed
local schedule = tonumber(redis.call('ZRANGE', P .. 'sch', 0, 0, 'WITHSCORES')[2] or math.huge)
local next = math.min(lane / 1000, schedule)
local waiting = math.max(0, tonumber(redis.call('GET', P .. 'all') or '0') - inFlight)
return { waiting, inFlight, due, next < math.huge and decimal(math.ceil(next)) or '', redis.call('ZCARD', P .. 'dlq') }
