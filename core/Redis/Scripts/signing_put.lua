#!lua flags=allow-oom
-- Puts sealed signing keys in the place of those that the caller saw, and tells the dispatchers. Two at once: the second finds other keys.
-- KEYS[1] {reg}
-- ARGV[1] namespace; '' = the pair that every namespace without its own is derived from
-- ARGV[2] what the caller saw there, and ARGV[3] what it saw at ''; '' = nothing
-- ARGV[4] sealed pair
-- ARGV[5] version: another text than any before, also after Redis was flushed
-- Returns: 1 written, 0 something else stands there now.
local P = KEYS[1]
local held = redis.call('HMGET', P .. 'k', ARGV[1], '')
if (held[1] or '') ~= ARGV[2] or (held[2] or '') ~= ARGV[3] then return 0 end
redis.call('HSET', P .. 'k', ARGV[1], ARGV[4])
redis.call('SET', P .. 'kv', ARGV[5])
redis.call('PUBLISH', 'postrider:registry', 'keys')
return 1
