#!lua flags=allow-oom
-- Sets one of the marks by which programs see how far the registry is.
-- KEYS[1] {reg} or {p}
-- ARGV[1] fence
-- ARGV[2] name of the mark: complete, seen, or reg in a partition
-- ARGV[3] value
-- Returns: 1; or what the fence refused it with.
local P = KEYS[1]
-- @include fence
local refused = refusal(ARGV[1])
if refused then return refused end
redis.call('SET', P .. ARGV[2], ARGV[3])
keep_fence(ARGV[1])
return 1
