#!lua flags=no-writes
-- Since when messages to the Endpoints of a namespace are held up, lanes of the namespace piece by piece: the earliest due moment that is over.
-- Of a queue the first few of those that own a slot, and of those that wait, are looked at: what is further behind waits for them.
-- KEYS[1] {p}
-- ARGV[1] namespace
-- ARGV[2] cursor, 0 at first, and ARGV[3] lanes of a piece
-- Returns: { the next cursor, 0 after the last piece, then pairs of an Endpoint's destination and µs }.
-- @include clock
-- @include routes
local OF_QUEUE = 16
local earliest = {}

local function note(destination, due)
  if string.sub(destination, 1, 2) ~= 'e/' or due > now then return end
  if not earliest[destination] or earliest[destination] > due then earliest[destination] = due end
end

local function note_queue(key)
  local first = redis.call('ZRANGEBYSCORE', key, '-inf', decimal(now), 'WITHSCORES', 'LIMIT', 0, OF_QUEUE)
  for position = 1, #first, 2 do
    local route = route_of(first[position])
    if route then
      local _, _, destination = parts_of(route)
      note(destination, tonumber(first[position + 1]))
    end
  end
end

local piece = redis.call('SSCAN', P .. 'ln\n' .. ARGV[1], ARGV[2], 'COUNT', ARGV[3])
for _, lane in ipairs(piece[2]) do
  if is_queue(lane) then
    note_queue(P .. 'o' .. lane)
    note_queue(P .. 'w' .. lane)
  else
    local _, _, destination = parts_of(lane)
    local head = redis.call('ZRANGE', P .. 'w' .. lane, 0, 0, 'WITHSCORES')
    if head[2] then note(destination, tonumber(head[2])) end
  end
end

local answer = { piece[1] }
for destination, due in pairs(earliest) do
  answer[#answer + 1] = destination
  answer[#answer + 1] = decimal(due)
end
return answer
