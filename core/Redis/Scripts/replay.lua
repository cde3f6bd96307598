#!lua
-- Sends a dead letter again under a new id, and removes it, in one step. Deduplication is not asked.
-- KEYS[1] {p}
-- ARGV[1] dead-letter id
-- ARGV[2] namespace
-- ARGV[3…] the item, see store
-- Returns: 1 sent, now or by an earlier call; 0 there is no such dead letter.
-- @include clock
-- @include lanes
-- @include store
-- @include dead_letters
if not dead_letter(ARGV[1], ARGV[2]) then return redis.call('EXISTS', P .. 'm' .. ARGV[3]) end
store_items(3, 1, {})
remove_dead_letter(ARGV[1], ARGV[2])
keep_clock()
signal()
return 1
