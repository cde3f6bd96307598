#!lua flags=allow-oom
-- Takes out a piece of what waited in a deleted queue.
-- KEYS[1] {p}
-- ARGV[1] name of what is to be drained
-- ARGV[2] most messages
-- Returns: { 1 when there is more, else 0; of each that is gone its id and its record without the body }.
-- @include clock
-- @include lanes
-- @include endings
-- @include drains
local told = {}
local more = drain(ARGV[1], tonumber(ARGV[2]), told)
keep_clock()
return { more and 1 or 0, told }
