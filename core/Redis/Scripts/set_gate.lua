#!lua flags=allow-oom
-- Sets what a declared Endpoint limits, in two calls: before its entry is in the registry what is stricter than it was, for nobody may go by the
-- new entry without it; after that everything, what was closed because it was missing opens, and the lanes that may go on wake.
-- KEYS[1] {p}
-- ARGV[1] fence
-- ARGV[2] gate
-- ARGV[3] parallelism, 0 = none
-- ARGV[4] starts per period, 0 = none
-- ARGV[5] period, µs
-- ARGV[6] 1 suspended, 0 not
-- ARGV[7] version of the registry that has the entry; '' = it has not yet
-- Returns: 1; or what the fence refused it with.
-- @include clock
-- @include lanes
-- @include fence
local refused = refusal(ARGV[1])
if refused then return refused end
local gate, version = ARGV[2], ARGV[7]
local key = P .. 'g' .. gate
local cap, rate, period, closed = tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5]), ARGV[6]

-- Limits of 0 are none.
local function keep_what_is_stricter()
  local held = redis.call('HMGET', key, 'cap', 'rate', 'period', 'closed')
  local heldCap, heldRate, heldPeriod = tonumber(held[1] or '0'), tonumber(held[2] or '0'), tonumber(held[3] or '0')
  if heldCap > 0 and (cap == 0 or heldCap < cap) then cap = heldCap end
  if heldRate > 0 and (rate == 0 or heldRate / heldPeriod < rate / period) then rate, period = heldRate, heldPeriod end
  if held[4] == '1' then closed = '1' end
end

if version == '' then keep_what_is_stricter() end
redis.call('HSET', key, 'cap', cap, 'rate', rate, 'period', decimal(period), 'closed', closed)
if version ~= '' then
  redis.call('HSET', key, 'ver', version)
  redis.call('PERSIST', key) -- it may have been removed a moment ago
  redis.call('HDEL', key, 'until', 'since')
  redis.call('HDEL', P .. 'stat', string.sub(gate, 2) .. '\ng')
  wake(gate)
end
keep_fence(ARGV[1])
keep_clock()
signal()
return 1
