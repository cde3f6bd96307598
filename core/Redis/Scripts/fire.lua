#!lua
-- Fires a schedule once per nominal time, whoever comes first: messages and next time in one step.
-- KEYS[1] {p}
-- ARGV[1] uid
-- ARGV[2] generation, and ARGV[3] nominal time (unix ms) that the caller computed from
-- ARGV[4] next nominal time, unix ms; '' = never again
-- ARGV[5] last nominal time fired, unix ms; '' when this one was missed for good
-- ARGV[6] why it could send nothing; ''
-- ARGV[7] most queues of a namespace
-- ARGV[8] number of items, ARGV[9…] the items, see store
-- Returns: 1 fired, 0 another was first or the schedule changed, 2 refused: it needs a queue, and as many as allowed exist.
-- @include clock
-- @include lanes
-- @include store
-- @include queue_quota
local FIRST = 9
local uid, items = ARGV[1], tonumber(ARGV[8])
local key, firing = P .. 'S' .. uid, P .. 'lf' .. uid
local held = redis.call('HMGET', key, 'gen', 'next')
if held[1] ~= ARGV[2] or held[2] ~= ARGV[3] then return 0 end
if needs_too_many_queues(FIRST, items, tonumber(ARGV[7]), {}) then return 2 end

-- What became of the messages of the last firing is kept with the schedule: see ended.
local function remember_firing()
  redis.call('DEL', firing)
  for item = 0, items - 1 do
    local id = ARGV[FIRST + item * ITEM_SIZE]
    redis.call('HSET', firing, id, '')
    redis.call('HSET', P .. 'lfm', id, uid)
  end
end

store_items(FIRST, items, {}, {})
redis.call('HSET', key, 'next', ARGV[4])
if ARGV[5] ~= '' then
  redis.call('HSET', key, 'last', ARGV[5], 'err', ARGV[6])
  remember_firing()
end
if ARGV[4] == '' then
  redis.call('ZREM', P .. 'sch', uid)
else
  redis.call('ZADD', P .. 'sch', ARGV[4], uid)
end
keep_clock()
signal()
return 1
