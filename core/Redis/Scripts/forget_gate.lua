#!lua flags=allow-oom
-- Drops the limits and figures of an Endpoint that is no longer declared; what waits for it goes through the grace of a missing one.
-- KEYS[1] {p}
-- ARGV[1] gate
-- @include clock
-- @include lanes
local gate = ARGV[1]
redis.call('DEL', P .. 'g' .. gate)
for _, figure in ipairs({ 'a', 'd', 'f', 'c' }) do
  redis.call('HDEL', P .. 'stat', string.sub(gate, 2) .. '\n' .. figure)
end
wake(gate)
signal()
return 1
