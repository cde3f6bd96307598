#!lua
-- Accepts what a schedule of another partition sends. Its ids follow from the firing: sent twice, it is stored once.
-- KEYS[1] {p}
-- ARGV[1] most queues of a namespace
-- ARGV[2] number of items, ARGV[3…] the items, see store
-- Returns: 1 stored, 0 refused: it needs a queue, and as many as allowed exist.
-- @include clock
-- @include lanes
-- @include store
-- @include queue_quota
local FIRST = 3
local items = tonumber(ARGV[2])
if needs_too_many_queues(FIRST, items, tonumber(ARGV[1]), {}) then return 0 end
store_items(FIRST, items, {}, {})
keep_clock()
signal()
return 1
