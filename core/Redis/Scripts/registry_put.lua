#!lua
-- Writes or removes one declared object and tells the dispatchers. What another source holds is left alone.
-- KEYS[1] {reg}
-- ARGV[1] kind: e, t or s
-- ARGV[2] namespace/name
-- ARGV[3] source
-- ARGV[4] definition; '' removes it
-- Returns: the source that holds the name, or held it until now; ARGV[3] when it is ours.
-- @include owner
-- @include entry
local kind, name, source, definition = ARGV[1], ARGV[2], ARGV[3], ARGV[4]
local owner, held = owner_of(kind, name)
if owner and owner ~= source then return owner end
if (held or '') ~= definition or (held and not is_indexed(kind, name)) then
  write_entry(kind, name, definition)
end
redis.call('DEL', P .. 'claim' .. kind .. name)
return source
