#!lua flags=allow-oom
-- Sets limits of a flow-control key, known or not, that messages do not change; the rate window begins anew.
-- KEYS[1] {p}
-- ARGV[1] gate
-- ARGV[2] parallelism; '' = as messages say
-- ARGV[3] starts per period, and ARGV[4] period, µs; both '' = as messages say, one '' = as it is now
-- Returns: 1.
-- @include clock
-- @include lanes
-- @include flow_keys
local gate = ARGV[1]
keep(gate)
if ARGV[2] ~= '' then redis.call('HSET', P .. 'g' .. gate, 'cap', ARGV[2], 'pinc', 1) end
if ARGV[3] ~= '' then redis.call('HSET', P .. 'g' .. gate, 'rate', ARGV[3], 'pinr', 1) end
if ARGV[4] ~= '' then redis.call('HSET', P .. 'g' .. gate, 'period', ARGV[4], 'pinr', 1) end
restart_window(gate)
wake(gate)
keep_clock()
signal()
return 1
