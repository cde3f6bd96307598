#!lua flags=allow-oom
-- Closes a gate for a while, because what is behind it cannot be resolved now. No attempt is used.
-- KEYS[1] {p}
-- ARGV[1] gate
-- ARGV[2] for how long, µs
-- ARGV[3] 1 when the destination is gone for sure: the first such call starts its grace
-- ARGV[4] grace, µs
-- Returns: 1 when the grace is over: what waits is to be buried; else 0.
-- @include clock
-- @include lanes
local gate = ARGV[1]
if ARGV[3] == '1' then
  local since = tonumber(redis.call('HGET', P .. 'g' .. gate, 'since') or decimal(now))
  if since + tonumber(ARGV[4]) <= now then return 1 end
  redis.call('HSET', P .. 'g' .. gate, 'since', decimal(since))
end
redis.call('HSET', P .. 'g' .. gate, 'until', decimal(now + tonumber(ARGV[2])))
return 0
