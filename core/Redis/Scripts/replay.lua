#!lua
-- Sends a dead letter again under a new id, and removes it, in one step. Deduplication is not asked.
-- KEYS[1] {p}
-- ARGV[1] dead-letter id
-- ARGV[2] namespace
-- ARGV[3] most queues of a namespace
-- ARGV[4…] the item, see store
-- Returns: 1 sent, now or by an earlier call; 0 there is no such dead letter; 2 refused: it needs a queue, and as many as allowed exist.
-- @include clock
-- @include lanes
-- @include store
-- @include queue_quota
-- @include dead_letters
local ITEM = 4
if not dead_letter(ARGV[1], ARGV[2]) then return redis.call('EXISTS', P .. 'm' .. ARGV[ITEM]) end
if needs_too_many_queues(ITEM, 1, tonumber(ARGV[3]), {}) then return 2 end
store_items(ITEM, 1, {}, {})
remove_dead_letter(ARGV[1], ARGV[2])
keep_clock()
signal()
return 1
