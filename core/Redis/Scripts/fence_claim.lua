#!lua flags=allow-oom
-- Takes the number of a leadership, before its first write here.
-- KEYS[1] {reg} or {p}
-- ARGV[1] scope: the Lease
-- ARGV[2] number: how often it has changed hands
-- ARGV[3] 1 for a leadership that begins: nobody may have had the number; 0 for one that goes on
-- Returns: -1 taken, else the number that stands in the way.
local key, scope, number = KEYS[1] .. 'fence', ARGV[1], tonumber(ARGV[2])
local seen = tonumber(redis.call('HGET', key, scope) or '-1')
if seen > number or (seen == number and ARGV[3] == '1') then return seen end
redis.call('HSET', key, scope, ARGV[2])
return -1
