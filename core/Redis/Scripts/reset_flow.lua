#!lua flags=allow-oom
-- Begins the rate window of a flow-control key anew: what waits for the next one may start at once.
-- KEYS[1] {p}
-- ARGV[1] gate
-- Returns: 1 done, 0 unknown.
-- @include clock
-- @include lanes
-- @include flow_keys
local gate = ARGV[1]
if not is_known(gate) then return 0 end
restart_window(gate)
wake(gate)
keep_clock()
signal()
return 1
