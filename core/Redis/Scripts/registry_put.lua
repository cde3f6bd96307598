#!lua
-- Writes or removes one declared object and tells the dispatchers.
-- KEYS[1] {reg}
-- ARGV[1] kind: e, t or s
-- ARGV[2] namespace/name
-- ARGV[3] definition; '' removes it
-- Returns: the new version, 0 when nothing changed.
local P = KEYS[1]
local held = redis.call('HGET', P .. ARGV[1], ARGV[2])
if (held or '') == ARGV[3] then return 0 end
local version = redis.call('INCR', P .. 'v')
redis.call('ZADD', P .. 'c', version, ARGV[1] .. ARGV[2])
if ARGV[3] == '' then
  redis.call('HDEL', P .. ARGV[1], ARGV[2])
else
  redis.call('HSET', P .. ARGV[1], ARGV[2], ARGV[3])
end
redis.call('PUBLISH', 'postrider:registry', version)
return version
