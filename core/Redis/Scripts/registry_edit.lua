#!lua
-- Makes, changes or removes what a source keeps in the registry alone, if it is still what the caller read: of two at once, one reads again.
-- KEYS[1] {reg}
-- ARGV[1] kind: t or s
-- ARGV[2] namespace/name
-- ARGV[3] source
-- ARGV[4] definition as it was read; '' when there was none
-- ARGV[5] definition; '' removes it; the same again writes nothing
-- ARGV[6] most of the kind in the namespace
-- ARGV[7] another kind that must not have the name when nothing of this kind does; '' for none
-- Returns a code and a source: 0 done, 1 it is another one by now, 2 the namespace is full, 3 the name is of that source,
--   4 of the other kind and that source.
-- @include owner
-- @include entry
local DONE, CHANGED, FULL, OTHER_SOURCE, OTHER_KIND = 0, 1, 2, 3, 4
local kind, name, source, read, definition = ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5]
local owner, held = owner_of(kind, name)
if owner and owner ~= source then return { OTHER_SOURCE, owner } end
if not held and ARGV[7] ~= '' then
  local other = owner_of(ARGV[7], name)
  if other then return { OTHER_KIND, other } end
end
if (held or '') ~= read then return { CHANGED, source } end
if read == definition then return { DONE, source } end
if not held and count_of(kind, name) >= tonumber(ARGV[6]) then return { FULL, source } end
write_entry(kind, name, definition)
return { DONE, source }
