#!lua flags=allow-oom
-- Sets what a declared Endpoint limits, opens what was closed because it was missing, and wakes the lanes that may go on.
-- KEYS[1] {p}
-- ARGV[1] fence
-- ARGV[2] gate
-- ARGV[3] parallelism, 0 = none
-- ARGV[4] starts per period, 0 = none
-- ARGV[5] period, µs
-- ARGV[6] 1 suspended, 0 not
-- @include clock
-- @include lanes
-- @include fence
local refused = refusal(ARGV[1])
if refused then return refused end
local gate = ARGV[2]
redis.call('HSET', P .. 'g' .. gate, 'cap', ARGV[3], 'rate', ARGV[4], 'period', ARGV[5], 'closed', ARGV[6])
redis.call('HDEL', P .. 'g' .. gate, 'until', 'since')
wake(gate)
keep_fence(ARGV[1])
keep_clock()
signal()
return 1
