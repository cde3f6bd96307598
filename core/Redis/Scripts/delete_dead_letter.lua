#!lua flags=allow-oom
-- Removes a dead letter.
-- KEYS[1] {p}
-- ARGV[1] dead-letter id
-- ARGV[2] namespace
-- Returns: 1 removed, 0 there is none.
-- @include clock
-- @include dead_letters
if not dead_letter(ARGV[1], ARGV[2]) then return 0 end
remove_dead_letter(ARGV[1], ARGV[2])
keep_clock()
return 1
