#!lua
-- Accepts messages: record, place in the lane and deduplication in one step.
-- KEYS[1] {p}, the partition's tag
-- ARGV[1] number of items
-- ARGV[2] most deduplication ids kept
-- ARGV[3…] the items, see store
-- Returns: code and id per item.
-- @include clock
-- @include lanes
-- @include store
local answers = store_items(3, tonumber(ARGV[1]), tonumber(ARGV[2]))
keep_clock()
signal()
return answers
