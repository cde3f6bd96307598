#!lua flags=allow-oom
-- Upkeep in bounded pieces: returns messages of lapsed sessions to their lanes, forgets what is past its retention.
-- KEYS[1] {p}
-- ARGV[1] 1 to recover lapsed sessions, 0 shortly after Redis came back: their owners settle first
-- ARGV[2] age in ms up to which delivered records stay readable
-- ARGV[3] age in ms up to which dead letters stay
-- Returns: { messages recovered, 1 when there is more to do at once, ms until something is ready or '', 1 when nothing at all is kept }.
local T = KEYS[1]
if redis.call('EXISTS', T .. 'sess', T .. 'ready', T .. 'sch', T .. 'done', T .. 'dlq', T .. 'ds1', T .. 'ds2', T .. 'ds3', T .. 'ds4', T .. 'ds5') == 0 then
  return { 0, 0, '', 1 }
end
-- @include clock
-- @include lanes
-- @include state
-- @include store
local PIECE = 200
local recovered, more = 0, 0

-- First crash: at once; then 1 s, 2 s, 4 s … up to 60 s.
local function crash_delay(crashes)
  if crashes <= 1 then return 0 end
  return math.min(60, 2 ^ (crashes - 2)) * 1000000
end

local function recover(session, id)
  local packed = redis.call('HGET', P .. 's', id)
  local state = packed and unpack_state(packed)
  local lane = lane_of(id)
  redis.call('SREM', P .. 'L' .. session, id)
  if not lane or not state or state.token ~= session then return end
  if has(state, FINAL) then
    local bytes = redis.call('STRLEN', P .. 'm' .. id)
    redis.call('RPUSH', P .. 'done', id .. struct.pack('>dd', bytes, math.floor(now / 1000)))
    redis.call('INCRBY', P .. 'doneb', bytes)
    redis.call('HDEL', P .. 's', id)
  elseif has(state, CANCELLED) then
    redis.call('DEL', P .. 'm' .. id)
    redis.call('HDEL', P .. 's', id)
    count(lane, 'c', 1)
  else
    state.crashes = math.min(state.crashes + 1, 255)
    state.token = NOBODY
    redis.call('ZADD', P .. 'w' .. lane, decimal(now + crash_delay(state.crashes)), id)
    redis.call('HSET', P .. 's', id, pack_state(state))
    recovered = recovered + 1
  end
  if redis.call('GET', P .. 'suspect') == id then redis.call('DEL', P .. 'suspect') end
  for _, gate in ipairs(gates_of(lane)) do
    redis.call('SREM', P .. 'x' .. gate, id)
    wake(gate)
  end
  reschedule(lane)
end

if ARGV[1] == '1' then
  local session = redis.call('ZRANGEBYSCORE', P .. 'sess', '-inf', decimal(now), 'LIMIT', 0, 1)[1]
  if session then
    for _, id in ipairs(redis.call('SRANDMEMBER', P .. 'L' .. session, PIECE)) do recover(session, id) end
    if redis.call('EXISTS', P .. 'L' .. session) == 0 then redis.call('ZREM', P .. 'sess', session) end
    more = redis.call('ZCOUNT', P .. 'sess', '-inf', decimal(now)) > 0 and 1 or 0
  end
end

for _, entry in ipairs(redis.call('LRANGE', P .. 'done', 0, PIECE - 1)) do
  local bytes, at = struct.unpack('>dd', entry, 13)
  if at + tonumber(ARGV[2]) > now / 1000 then break end
  redis.call('UNLINK', P .. 'm' .. string.sub(entry, 1, 12))
  redis.call('LPOP', P .. 'done')
  redis.call('DECRBY', P .. 'doneb', bytes)
end

local cutoff = math.floor(now / 1000) - tonumber(ARGV[3])
for _, dlqId in ipairs(redis.call('ZRANGEBYSCORE', P .. 'dlq', '-inf', decimal(cutoff), 'LIMIT', 0, PIECE)) do
  local letter = redis.call('GET', P .. 'D' .. dlqId)
  if letter then
    local id, namespace = struct.unpack('>c12Hc0', letter)
    redis.call('UNLINK', P .. 'm' .. id, P .. 'D' .. dlqId)
    redis.call('ZREM', P .. 'dlq\n' .. namespace, dlqId)
  end
  redis.call('ZREM', P .. 'dlq', dlqId)
end

for class = 1, 5 do forget_duplicates(tostring(class), 40) end
keep_clock()
signal()
local nextLane = tonumber(redis.call('ZRANGE', P .. 'ready', 0, 0, 'WITHSCORES')[2])
local nextSchedule = tonumber(redis.call('ZRANGE', P .. 'sch', 0, 0, 'WITHSCORES')[2])
local nextMoment = math.min(nextLane or math.huge, nextSchedule and nextSchedule * 1000 or math.huge)
return { recovered, more, nextMoment < math.huge and decimal(math.max(0, (nextMoment - now) / 1000)) or '', 0 }
