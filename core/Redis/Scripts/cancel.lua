#!lua flags=allow-oom
-- Cancels messages of one namespace.
-- KEYS[1] {p}
-- ARGV[1] namespace
-- ARGV[2…] ids
-- Returns per id: 1 cancelled, 0 unknown there, over or cancelled before.
-- @include clock
-- @include lanes
-- @include state
-- @include endings
-- @include cancelling
local answers, changed = {}, {}
for position = 2, #ARGV do answers[position - 1] = cancel(ARGV[position], changed, ARGV[1]) end
for lane in pairs(changed) do reschedule(lane) end
keep_clock()
signal()
return answers
