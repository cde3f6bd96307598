#!lua flags=allow-oom
-- Removes a schedule; messages that it sent go on.
-- KEYS[1] {p}
-- ARGV[1] uid, namespace/name
-- ARGV[2] the source that removes it: only its own
-- Returns: as set_schedule: 0 done, 1 held by another source, 3 there is none.
local P, uid, source = KEYS[1], ARGV[1], ARGV[2]
local owner = redis.call('HGET', P .. 'S' .. uid, 'src')
if not owner then return { 3, 0, '' } end
if owner ~= source then return { 1, 0, owner } end
local namespace, name = string.match(uid, '^([^/]*)/(.*)$')
redis.call('ZREM', P .. 'sch', uid)
redis.call('ZREM', P .. 'sch\n' .. namespace, name)
redis.call('DEL', P .. 'S' .. uid, P .. 'lf' .. uid)
return { 0, 0, '' }
