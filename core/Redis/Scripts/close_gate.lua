#!lua flags=allow-oom
-- Closes a gate for a while, because what is behind it cannot be resolved now. No attempt is used.
-- KEYS[1] {p}
-- ARGV[1] gate
-- ARGV[2] for how long, µs
-- ARGV[3] 1 when the destination is gone for sure: the first such call starts its grace
-- ARGV[4] grace, µs
-- ARGV[5] version of the registry that the worker knew: an entry that is newer than that proves nothing, and closes for a moment only
-- Returns: 1 when the grace is over: what waits is to be buried; else 0.
-- @include clock
-- @include lanes
local MOMENT = 100000 -- µs
local REMEMBERED = 600000 -- ms that a destination which is gone is remembered for, beyond its grace
local key, duration = P .. 'g' .. ARGV[1], tonumber(ARGV[2])
local isNewer = tonumber(redis.call('HGET', key, 'ver') or '0') > tonumber(ARGV[5])
if isNewer then
  duration = math.min(duration, MOMENT)
elseif ARGV[3] == '1' then
  local since = tonumber(redis.call('HGET', key, 'since') or decimal(now))
  if since + tonumber(ARGV[4]) <= now then return 1 end
  redis.call('HSET', key, 'since', decimal(since))
end
redis.call('HSET', key, 'until', decimal(now + duration))
if redis.call('HEXISTS', key, 'cap') == 0 then redis.call('PEXPIRE', key, decimal(tonumber(ARGV[4]) / 1000 + REMEMBERED)) end -- nobody declares it
return 0
