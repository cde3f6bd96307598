#!lua
-- Declares schedules of one namespace: all of them or none. An unchanged generation leaves the next firing alone, so that a resync skips nothing.
-- KEYS[1] {p}
-- ARGV[1] fence
-- ARGV[2] the source that declares them: it replaces only its own
-- ARGV[3] most schedules that the namespace may have then; '' = any number
-- ARGV[4…] items of 5 values: uid (namespace/name), generation, definition, next nominal time in unix ms ('' = none), and the
--   generation that it must have now ('' = any, or none at all; '-' = there must be none)
-- Returns: a code, the number of the item to blame from 0 on, and the source that holds it.
--   0 done, 1 held by another source, 2 beyond the most, 3 it does not have the generation that it must have.
-- @include clock
-- @include lanes
-- @include fence
local refused = refusal(ARGV[1])
if refused then return refused end
local FIRST, ITEM_SIZE = 4, 5
local DONE, OWNED, FULL, CHANGED = 0, 1, 2, 3
local source, most, items = ARGV[2], ARGV[3], (#ARGV - FIRST + 1) / ITEM_SIZE
local namespace = string.match(ARGV[FIRST], '^[^/]*')
local index = P .. 'sch\n' .. namespace
local fresh, added, held = {}, 0, {}
for item = 0, items - 1 do
  local at = FIRST + item * ITEM_SIZE
  local uid, expected = ARGV[at], ARGV[at + 4]
  held[item] = redis.call('HMGET', P .. 'S' .. uid, 'src', 'gen')
  local owner, generation = held[item][1], held[item][2]
  if owner and owner ~= source then return { OWNED, item, owner } end
  if expected ~= '' and (generation or '-') ~= expected then return { CHANGED, item, '' } end
  if not generation and not fresh[uid] then
    fresh[uid], added = true, added + 1
  end
  if most ~= '' and added > 0 and redis.call('ZCARD', index) + added > tonumber(most) then return { FULL, item, '' } end
end

local function declare(uid, generation, definition, nextMs)
  local key = P .. 'S' .. uid
  redis.call('HSET', key, 'src', source, 'gen', generation, 'def', definition, 'next', nextMs)
  redis.call('HDEL', key, 'err')
  redis.call('HSETNX', key, 'made', decimal(math.floor(now / 1000)))
  redis.call('ZADD', index, 'NX', decimal(math.floor(now / 1000)), string.sub(uid, #namespace + 2))
  if nextMs == '' then
    redis.call('ZREM', P .. 'sch', uid)
  else
    redis.call('ZADD', P .. 'sch', nextMs, uid)
    earliest = math.min(earliest or math.huge, tonumber(nextMs) * 1000)
  end
end

for item = 0, items - 1 do
  local at = FIRST + item * ITEM_SIZE
  local same = held[item][1] and held[item][2] == ARGV[at + 1]
  if not same then declare(ARGV[at], ARGV[at + 1], ARGV[at + 2], ARGV[at + 3]) end
end
keep_clock()
keep_fence(ARGV[1])
signal()
return { DONE, 0, '' }
