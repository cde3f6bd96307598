#!lua flags=allow-oom
-- Removes a schedule; messages that it sent go on.
-- KEYS[1] {p}
-- ARGV[1] fence
-- ARGV[2] uid, namespace/name
-- ARGV[3] the source that removes it: only its own
-- ARGV[4] the generation that it must have, '' = any
-- Returns: as set_schedule: 0 done, 1 held by another source, 3 there is none, or one of another generation.
local P, uid, source = KEYS[1], ARGV[2], ARGV[3]
-- @include fence
local refused = refusal(ARGV[1])
if refused then return refused end
local owner, generation = unpack(redis.call('HMGET', P .. 'S' .. uid, 'src', 'gen'))
if not owner then return { 3, 0, '' } end
if owner ~= source then return { 1, 0, owner } end
if ARGV[4] ~= '' and ARGV[4] ~= generation then return { 3, 0, '' } end
local namespace, name = string.match(uid, '^([^/]*)/(.*)$')
redis.call('ZREM', P .. 'sch', uid)
redis.call('ZREM', P .. 'sch\n' .. namespace, name)
keep_fence(ARGV[1])
redis.call('DEL', P .. 'S' .. uid, P .. 'lf' .. uid)
return { 0, 0, '' }
