#!lua flags=allow-oom
-- Removes a dead letter; with an item, its message goes out again under a new id in the same step.
-- KEYS[1] {p}
-- ARGV[1] dead-letter id
-- ARGV[2] namespace
-- ARGV[3] number of items: 0 or 1, ARGV[4…] the item, see store
-- Returns: 1 removed, 0 there is none.
-- @include clock
-- @include lanes
-- @include store
local letter = redis.call('GET', P .. 'D' .. ARGV[1])
if not letter then return 0 end
local id, namespace = struct.unpack('>c12Hc0', letter)
if namespace ~= ARGV[2] then return 0 end
store_items(4, tonumber(ARGV[3]), 0)
redis.call('ZREM', P .. 'dlq', ARGV[1])
redis.call('ZREM', P .. 'dlq\n' .. namespace, ARGV[1])
redis.call('UNLINK', P .. 'D' .. ARGV[1], P .. 'm' .. id)
keep_clock()
signal()
return 1
