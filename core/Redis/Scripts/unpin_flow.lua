#!lua flags=allow-oom
-- Lets messages change limits of a flow-control key again. The numbers stay until one that says others is accepted.
-- KEYS[1] {p}
-- ARGV[1] gate
-- ARGV[2] 1 parallelism, and ARGV[3] 1 rate and period; 0 = as it is
-- Returns: 1 done, 0 unknown.
-- @include clock
-- @include lanes
-- @include flow_keys
local gate = ARGV[1]
if not is_known(gate) then return 0 end
if ARGV[2] == '1' then redis.call('HDEL', P .. 'g' .. gate, 'pinc') end
if ARGV[3] == '1' then redis.call('HDEL', P .. 'g' .. gate, 'pinr') end
forget_later(gate)
return 1
