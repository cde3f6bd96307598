#!lua flags=allow-oom
-- Writes or removes one declared object and tells the dispatchers. What another source holds is left alone.
-- KEYS[1] {reg}
-- ARGV[1] fence
-- ARGV[2] kind: e, t or s
-- ARGV[3] namespace/name
-- ARGV[4] source
-- ARGV[5] definition; '' removes it
-- Returns: the source that holds the name, or held it until now; ARGV[4] when it is ours.
-- @include owner
-- @include entry
-- @include fence
local kind, name, source, definition = ARGV[2], ARGV[3], ARGV[4], ARGV[5]
local refused = refusal(ARGV[1])
if refused then return refused end
local owner, held = owner_of(kind, name)
if owner and owner ~= source then return owner end
if (held or '') ~= definition or (held and not is_indexed(kind, name)) then
  write_entry(kind, name, definition)
end
keep_fence(ARGV[1])
redis.call('DEL', P .. 'claim' .. kind .. name)
return source
