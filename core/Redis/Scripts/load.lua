#!lua flags=no-writes
-- How much there is to do, in the time that a few looks take however much is kept.
-- KEYS[1] {p}
-- Returns: { messages waiting, messages in delivery, what is due, when the next is due (unix ms; '' = never), dead letters }.
--   Due are lanes whose turn has come, gates that would let some pass, schedules, and what dead workers hold.
-- @include clock
local inFlight, lapsed = 0, 0
local sessions = redis.call('ZRANGE', P .. 'sess', 0, -1, 'WITHSCORES')
for position = 1, #sessions, 2 do
  local held = redis.call('SCARD', P .. 'L' .. sessions[position])
  inFlight = inFlight + held
  if held > 0 and tonumber(sessions[position + 1]) <= now then lapsed = lapsed + 1 end -- one that holds nothing lapses too, and leaves nothing to do
end
local due = redis.call('ZCOUNT', P .. 'ready', '-inf', decimal(now)) + redis.call('ZCOUNT', P .. 'sch', '-inf', decimal(now / 1000)) + lapsed
local lane = tonumber(redis.call('ZRANGE', P .. 'ready', 0, 0, 'WITHSCORES')[2] or math.huge)
local schedule = tonumber(redis.call('ZRANGE', P .. 'sch', 0, 0, 'WITHSCORES')[2] or math.huge)
local next = math.min(lane / 1000, schedule)
local waiting = math.max(0, tonumber(redis.call('GET', P .. 'all') or '0') - inFlight)
return { waiting, inFlight, due, next < math.huge and decimal(math.ceil(next)) or '', redis.call('ZCARD', P .. 'dlq') }
