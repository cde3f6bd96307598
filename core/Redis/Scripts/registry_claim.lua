#!lua flags=allow-oom
-- Keeps a name for a source while that one writes or removes, in other slots, what belongs to it.
-- KEYS[1] {reg}
-- ARGV[1] fence
-- ARGV[2] kind: e, t or s
-- ARGV[3] namespace/name
-- ARGV[4] source
-- ARGV[5] how long, ms: one that dies meanwhile must not keep it
-- Returns: the source that holds the name now; ARGV[4] when it is ours.
-- @include owner
-- @include fence
local refused = refusal(ARGV[1])
if refused then return refused end
local kind, name, source = ARGV[2], ARGV[3], ARGV[4]
local owner = owner_of(kind, name)
if owner and owner ~= source then return owner end
redis.call('SET', P .. 'claim' .. kind .. name, source, 'PX', ARGV[5])
keep_fence(ARGV[1])
return source
