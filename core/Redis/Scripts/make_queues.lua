#!lua
-- Makes the queues of one namespace that are not there yet: all of them, or none when as many as allowed would exist.
-- KEYS[1] {p}
-- ARGV[1] most queues of the namespace
-- ARGV[2] '1' to make none and only say what would come of it
-- ARGV[3…] lanes of the queues
-- Returns: 1 they are there, or could be; 0 they would be too many.
-- @include clock
-- @include lanes
local missing = {}
for at = 3, #ARGV do
  if redis.call('EXISTS', queue_key(ARGV[at])) == 0 then missing[#missing + 1] = ARGV[at] end
end
if #missing == 0 then return 1 end
if redis.call('ZCARD', P .. 'qs\n' .. namespace_of(missing[1])) + #missing > tonumber(ARGV[1]) then return 0 end
if ARGV[2] == '1' then return 1 end
for _, lane in ipairs(missing) do create_queue(lane) end
keep_clock()
return 1
