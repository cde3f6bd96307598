#!lua flags=allow-oom
-- Stores the number of partitions where none is stored yet.
-- KEYS[1] {reg}
-- ARGV[1] fence
-- ARGV[2] number
-- Returns: the number that stands.
local P = KEYS[1]
-- @include fence
local stored = redis.call('HGET', P .. 'cfg', 'partitions')
if stored then return stored end
local refused = refusal(ARGV[1])
if refused then return refused end
redis.call('HSET', P .. 'cfg', 'partitions', ARGV[2])
keep_fence(ARGV[1])
return ARGV[2]
