#!lua
-- Keeps a name for a source while that one writes or removes, in other slots, what belongs to it.
-- KEYS[1] {reg}
-- ARGV[1] kind: e, t or s
-- ARGV[2] namespace/name
-- ARGV[3] source
-- ARGV[4] how long, ms: one that dies meanwhile must not keep it
-- Returns: the source that holds the name now; ARGV[3] when it is ours.
-- @include owner
local owner = owner_of(ARGV[1], ARGV[2])
if owner and owner ~= ARGV[3] then return owner end
redis.call('SET', P .. 'claim' .. ARGV[1] .. ARGV[2], ARGV[3], 'PX', ARGV[4])
return ARGV[3]
