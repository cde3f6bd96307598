#!lua flags=allow-oom
-- Cancels one message.
-- KEYS[1] {p}
-- ARGV[1] id
-- Returns: 1 cancelled, 0 unknown, final or cancelled before.
-- @include clock
-- @include lanes
-- @include state
-- @include endings
-- @include cancelling
local changed = {}
local cancelled = cancel(ARGV[1], changed)
for lane in pairs(changed) do reschedule(lane) end
keep_clock()
signal()
return cancelled
