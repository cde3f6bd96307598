#!lua flags=allow-oom
-- Lets a due schedule that cannot fire yet stand back, so that those behind it get their turn. Its nominal time stays.
-- KEYS[1] {p}
-- ARGV[1] uid
-- ARGV[2] why it cannot
-- Returns whether it was due: another worker may have fired it, or somebody changed it.
-- @include clock
-- @include lanes
local SHORTEST, LONGEST = 1000, 10000 -- ms; in between, as long again as it is late: many that wait for long must not keep Redis busy
local uid = ARGV[1]
local key, nowMs = P .. 'S' .. uid, math.floor(now / 1000)
local nominal = tonumber(redis.call('HGET', key, 'next') or '')
local standing = tonumber(redis.call('ZSCORE', P .. 'sch', uid) or '')
if not nominal or not standing or standing > nowMs then return 0 end
local again = nowMs + math.max(SHORTEST, math.min(LONGEST, nowMs - nominal))
redis.call('ZADD', P .. 'sch', decimal(again), uid)
redis.call('HSET', key, 'err', ARGV[2])
earliest = again * 1000
keep_clock()
signal()
return 1
