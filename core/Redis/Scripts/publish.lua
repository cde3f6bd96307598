#!lua
-- Accepts messages: record, place in the lane and deduplication in one step.
-- KEYS[1] {p}, the partition's tag
-- ARGV[1] number of items
-- ARGV[2] most deduplication ids kept
-- ARGV[3] sizes of the groups that the items come in, in order, each followed by a blank: of a group all are accepted or none.
--   '!' behind a size: the group goes to something declared; '+': it goes on with a group accepted before, and is not refused
-- ARGV[4] token of the gateway, which calls again only when it has the answer, or takes back what it does not know
-- ARGV[5] most queues of a namespace
-- ARGV[6] 1 when the gateway repeats its last call, or a part of it, whose answer it did not get
-- ARGV[7…] the items, see store
-- Returns for each item that is not stored, now or before under its id: its position from 0, a code and an id: 1 duplicate of that id,
--   3 refused: too many deduplication ids, 4 refused: what is declared is still being written, 5 refused: as many queues as allowed exist.
-- @include clock
-- @include lanes
-- @include gateways
-- @include store
-- @include queue_quota
local FIRST = 7
local UNDECLARED, TOO_MANY_QUEUES = 4, 5
local items = tonumber(ARGV[1])

local function exceeds(first, size)
  for at = first, first + (size - 1) * ITEM_SIZE, ITEM_SIZE do
    local hash = settings_at(at).hash
    if hash ~= '' and redis.call('HEXISTS', P .. 'dx', hash) == 0 then return true end
  end
  return false
end

local function refuse_groups(full, undeclared, queued)
  local refused, item, made = {}, 0, {}
  for size, kind in string.gmatch(ARGV[3], '(%d+)([!+]*) ') do
    local code = nil
    if undeclared and string.find(kind, '!', 1, true) then
      code = UNDECLARED
    elseif full and not string.find(kind, '+', 1, true) and exceeds(FIRST + item * ITEM_SIZE, tonumber(size)) then
      code = TOO_MANY
    elseif queued and not string.find(kind, '+', 1, true) and needs_too_many_queues(FIRST + item * ITEM_SIZE, tonumber(size), tonumber(ARGV[5]), made) then
      code = TOO_MANY_QUEUES
    end
    for position = item, item + size - 1 do refused[position] = code end
    item = item + size
  end
  return refused
end

-- The ids that a call stored which is repeated. Of a message that was cancelled or delivered meanwhile nothing else is left.
local function stored_before()
  local ids = {}
  local entry = ARGV[6] == '1' and redis.call('HGET', P .. 'pub', ARGV[4])
  if entry then ids_of(entry, ids) end
  return ids
end

-- Whatever has something to answer was not stored.
local function note_stored(answers)
  local ids, isLeftOut = { struct.pack('>d', now) }, {}
  for answer = 1, #answers, 3 do isLeftOut[answers[answer]] = true end
  for item = 0, items - 1 do
    if not isLeftOut[item] then ids[#ids + 1] = ARGV[FIRST + item * ITEM_SIZE] end
  end
  redis.call('HSET', P .. 'pub', ARGV[4], table.concat(ids))
end

local full = redis.call('HLEN', P .. 'dx') >= tonumber(ARGV[2])
local undeclared = string.find(ARGV[3], '!', 1, true) and redis.call('EXISTS', P .. 'reg') == 0
local queued = false
for item = 0, items - 1 do queued = queued or string.byte(ARGV[FIRST + item * ITEM_SIZE + 2], 1) == 114 end -- 'r'
local known = stored_before()
local refused = (full or undeclared or queued) and refuse_groups(full, undeclared, queued) or {}
for item in pairs(refused) do
  if known[ARGV[FIRST + item * ITEM_SIZE]] then refused[item] = nil end
end
local answers = store_items(FIRST, items, refused, known)
note_stored(answers)
keep_clock()
signal()
return answers
