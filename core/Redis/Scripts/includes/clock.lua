-- Logical time in µs: Redis' own, never behind what a script of this partition has already seen.
-- A step back of more than 5 s is adopted: waiting it out would stop deliveries.
-- mostAtOnce: deliveries of one namespace; 0 = not capped. armed: µs at which somebody looks next; nil = nobody does.
local P = KEYS[1]
local ID_BYTES = 10 -- of a message's id
local writtenNumber, writtenText -- the last: messages that come together mostly have one moment
local function decimal(number)
  if number ~= writtenNumber then writtenNumber, writtenText = number, string.format('%.0f', number) end
  return writtenText
end
local clockParts = redis.call('TIME')
local now = clockParts[1] * 1000000 + clockParts[2]
local known = redis.call('MGET', P .. 'clk', P .. 'gp', P .. 'armed') -- what every script asks: one command costs less than three
local lastSeen, mostAtOnce, armed = tonumber(known[1] or '0'), tonumber(known[2] or '0'), tonumber(known[3] or '')
if lastSeen > now and lastSeen - now < 5000000 then now = lastSeen end
local opened = 0 -- messages that this script accepted, less those that it ended
local function keep_clock()
  redis.call('SET', P .. 'clk', decimal(now))
  -- Below nothing are only messages of a build that did not count them.
  if opened ~= 0 and redis.call('INCRBY', P .. 'all', opened) < 0 then redis.call('SET', P .. 'all', 0) end
end
