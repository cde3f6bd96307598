#!lua flags=allow-oom
-- Keeps a session alive for another span; never revives one that was recovered.
-- KEYS[1] {p}
-- ARGV[1] session token
-- ARGV[2] lease span, µs
-- Returns: 1 extended, 0 lost.
-- @include clock
-- @include sessions
if not is_alive(ARGV[1]) then return 0 end
redis.call('ZADD', P .. 'sess', decimal(now + tonumber(ARGV[2])), ARGV[1])
keep_clock()
return 1
