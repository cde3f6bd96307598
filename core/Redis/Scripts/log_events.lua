#!lua
-- Appends batches of events to the streams of their namespaces; a full Redis refuses it.
-- KEYS[1] {p}
-- ARGV[1] age in ms, and ARGV[2] bytes, up to which a namespace's events stay
-- ARGV[3…] pairs: namespace, batch
-- Returns: OK.
-- @include clock
-- @include events
local PIECE = 8 -- more than one batch adds: what is too much goes
for at = 3, #ARGV, 2 do keep_events(ARGV[at], ARGV[at + 1], tonumber(ARGV[1]), tonumber(ARGV[2]), PIECE) end
return redis.status_reply('OK')
