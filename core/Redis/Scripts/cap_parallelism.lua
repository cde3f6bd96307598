#!lua flags=allow-oom
-- Caps how many deliveries of each namespace are in flight at once, for a time: whoever wants that says it again and again.
-- KEYS[1] {p}
-- ARGV[1] deliveries
-- ARGV[2] ms after which the cap is gone unless it is said again
-- ARGV[3] 1 when a cap that stands already is to stay as it is
-- Returns: the cap that stands now.
-- @include clock
-- @include lanes
local function each_in_flight(act)
  for _, session in ipairs(redis.call('ZRANGE', P .. 'sess', 0, -1)) do
    for _, id in ipairs(redis.call('SMEMBERS', P .. 'L' .. session)) do
      local route = route_of(id)
      if route then act(id, 'n' .. namespace_of(route)) end
    end
  end
end

-- While there was no cap nobody counted.
local function count_anew()
  for _, gate in ipairs(redis.call('SMEMBERS', P .. 'ng')) do redis.call('UNLINK', P .. 'x' .. gate) end
  redis.call('DEL', P .. 'ng')
  each_in_flight(function(id, gate)
    redis.call('SADD', P .. 'x' .. gate, id)
    redis.call('SADD', P .. 'ng', gate)
  end)
end

if mostAtOnce > 0 and ARGV[3] == '1' then
  redis.call('PEXPIRE', P .. 'gp', ARGV[2])
  return mostAtOnce
end
if mostAtOnce == 0 then count_anew() end
redis.call('SET', P .. 'gp', ARGV[1], 'PX', ARGV[2])
mostAtOnce = tonumber(ARGV[1])
for _, gate in ipairs(redis.call('SMEMBERS', P .. 'ng')) do wake(gate) end
keep_clock()
signal()
return mostAtOnce
