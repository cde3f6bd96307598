#!lua flags=allow-oom
-- Sets what a declared Endpoint limits, opens what was closed because it was missing, and wakes the lanes that may go on.
-- KEYS[1] {p}
-- ARGV[1] gate
-- ARGV[2] parallelism, 0 = none
-- ARGV[3] starts per period, 0 = none
-- ARGV[4] period, µs
-- ARGV[5] 1 suspended, 0 not
-- @include clock
-- @include lanes
local gate = ARGV[1]
redis.call('HSET', P .. 'g' .. gate, 'cap', ARGV[2], 'rate', ARGV[3], 'period', ARGV[4], 'closed', ARGV[5])
redis.call('HDEL', P .. 'g' .. gate, 'until', 'since')
wake(gate)
keep_clock()
signal()
return 1
