#!lua flags=allow-oom
-- Stops a flow-control key, known or not, or lets it go on. Its rate window runs on meanwhile.
-- KEYS[1] {p}
-- ARGV[1] gate
-- ARGV[2] 1 stop, 0 go on
-- Returns: 1 done, 0 a key that should go on is unknown.
-- @include clock
-- @include lanes
-- @include flow_keys
local gate = ARGV[1]
if ARGV[2] == '1' then
  keep(gate)
  redis.call('HSET', P .. 'g' .. gate, 'closed', 1)
  return 1
end
if not is_known(gate) then return 0 end
redis.call('HDEL', P .. 'g' .. gate, 'closed')
wake(gate)
forget_later(gate)
keep_clock()
signal()
return 1
