#!lua flags=allow-oom
-- Upkeep in bounded pieces: returns messages of lapsed sessions to their lanes, forgets what is past its retention.
-- KEYS[1] {p}
-- ARGV[1] lease span, µs
-- ARGV[2] age in ms up to which delivered records stay readable
-- ARGV[3] age in ms up to which dead letters stay
-- ARGV[4] age in ms up to which events stay
-- ARGV[5…] the window classes of deduplication, ms
-- Returns: { messages recovered, 1 when there is more to do at once, ms until something is ready or '', 1 when nothing but events is kept }.
local T = KEYS[1]
local kept = { T .. 'drain', T .. 'sess', T .. 'ready', T .. 'lines', T .. 'sch', T .. 'done', T .. 'dlq', T .. 'pub' }
for position = 5, #ARGV do kept[#kept + 1] = T .. 'ds' .. ARGV[position] end
local idle = redis.call('EXISTS', unpack(kept)) == 0
if idle and redis.call('EXISTS', T .. 'evn') == 0 then return { 0, 0, '', 1 } end
-- @include clock
-- @include lanes
-- @include state
-- @include gateways
-- @include store
-- @include endings
-- @include unknown_ends
-- @include drains
-- @include events
local PIECE, LINES = 200, 20
local HALF_DONE = 60000000 -- µs after which whoever deleted a queue is taken to have stopped
local OUTAGE = 5000000 -- µs; busy workers tick every second or two
local recovered, more = 0, 0

-- First crash: at once; then 1 s, 2 s, 4 s … up to 60 s.
local function crash_delay(crashes)
  if crashes <= 1 then return 0 end
  return math.min(60, 2 ^ (crashes - 2)) * 1000000
end

local changed = {}

local function end_unknown(id, route, state)
  if end_without_outcome(id, route, state, changed) then return end
  state.crashes = math.min(state.crashes + 1, 255)
  wait_again(id, route, state, crash_delay(state.crashes))
  changed[lane_through(route)] = true
  recovered = recovered + 1
end

local function recover(session, id)
  local packed = redis.call('HGET', P .. 's', id)
  local state = packed and unpack_state(packed)
  local route = route_of(id)
  if not route then
    redis.call('SREM', P .. 'L' .. session, id)
    return
  end
  local held = not state or state.token == session or state.token == NOBODY
  if state and state.token == session then end_unknown(id, route, state) end
  if held then free(session, id, route) else redis.call('SREM', P .. 'L' .. session, id) end
end

-- After a time in which nobody could tick, every session looks lapsed: its owner gets one span more to settle first.
local function after_outage()
  local ticked = tonumber(redis.call('GET', P .. 'tick') or '0')
  redis.call('SET', P .. 'tick', decimal(now))
  if ticked == 0 or now - ticked <= math.max(OUTAGE, tonumber(ARGV[1]) / 3) then return end
  for _, session in ipairs(redis.call('ZRANGEBYSCORE', P .. 'sess', '(0', decimal(now))) do
    redis.call('ZADD', P .. 'sess', decimal(now + tonumber(ARGV[1])), session)
  end
end

after_outage()
forget_gateways()
local lapsed = redis.call('ZRANGEBYSCORE', P .. 'sess', '-inf', decimal(now), 'LIMIT', 0, 1)[1]
if lapsed then
  redis.call('ZADD', P .. 'sess', 0, lapsed)
  for _, id in ipairs(redis.call('SRANDMEMBER', P .. 'L' .. lapsed, PIECE)) do recover(lapsed, id) end
  for lane in pairs(changed) do reschedule(lane) end
  if redis.call('EXISTS', P .. 'L' .. lapsed) == 0 then redis.call('ZREM', P .. 'sess', lapsed) end
  more = redis.call('ZCOUNT', P .. 'sess', '-inf', decimal(now)) > 0 and 1 or 0
end

for piece, entry in ipairs(redis.call('LRANGE', P .. 'done', 0, PIECE - 1)) do
  local bytes, at = struct.unpack('>dd', entry, ID_BYTES + 1)
  if at + tonumber(ARGV[2]) > now / 1000 then break end
  redis.call('UNLINK', P .. 'm' .. string.sub(entry, 1, ID_BYTES))
  redis.call('LPOP', P .. 'done')
  redis.call('DECRBY', P .. 'doneb', bytes)
  if piece == PIECE then more = 1 end
end

local cutoff = math.floor(now / 1000) - tonumber(ARGV[3])
for piece, dlqId in ipairs(redis.call('ZRANGEBYSCORE', P .. 'dlq', '-inf', decimal(cutoff), 'LIMIT', 0, PIECE)) do
  local letter = redis.call('GET', P .. 'D' .. dlqId)
  if letter then
    local id, namespace = struct.unpack('>c' .. ID_BYTES .. 'Hc0', letter)
    redis.call('UNLINK', P .. 'm' .. id, P .. 'D' .. dlqId)
    redis.call('ZREM', P .. 'dlq\n' .. namespace, dlqId)
  end
  redis.call('ZREM', P .. 'dlq', dlqId)
  if piece == PIECE then more = 1 end
end

for position = 5, #ARGV do
  forget_duplicates(ARGV[position], 40)
  if redis.call('XLEN', P .. 'ds' .. ARGV[position]) == 0 then redis.call('UNLINK', P .. 'ds' .. ARGV[position]) end
end

local stale = decimal(math.floor(now / 1000) - tonumber(ARGV[4]))
for _, namespace in ipairs(redis.call('ZRANGEBYSCORE', P .. 'evn', '-inf', '(' .. stale, 'LIMIT', 0, 4)) do
  keep_events(namespace, '', tonumber(ARGV[4]), math.huge, 10)
end

-- A gateway drains what it put aside, and tells of it, unless it was stopped half-way.
local draining = redis.call('SRANDMEMBER', P .. 'drain')
if draining and now - tonumber(string.match(draining, '%d+$')) > HALF_DONE and drain(draining, PIECE) then more = 1 end

-- A line that nobody woke although its gate lets lanes pass would wait for ever.
for _, gate in ipairs(redis.call('SRANDMEMBER', P .. 'lines', LINES)) do
  pass_on(gate)
  if redis.call('EXISTS', P .. 'p' .. gate) == 0 then redis.call('SREM', P .. 'lines', gate) end
end
keep_clock()
signal()
local lane = tonumber(redis.call('ZRANGE', P .. 'ready', 0, 0, 'WITHSCORES')[2])
local schedule = tonumber(redis.call('ZRANGE', P .. 'sch', 0, 0, 'WITHSCORES')[2])
local nextMoment = math.min(lane or math.huge, schedule and schedule * 1000 or math.huge)
return { recovered, more, nextMoment < math.huge and decimal(math.max(0, (nextMoment - now) / 1000)) or '', idle and 1 or 0 }
