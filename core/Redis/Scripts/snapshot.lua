#!lua flags=no-writes
-- Lists what is not over in a namespace, from one moment, when it is little: what moves meanwhile is neither missed nor met twice.
-- KEYS[1] {p}
-- ARGV[1] namespace
-- ARGV[2] most lanes, and ARGV[3] most messages, that are looked at
-- Returns: { 1, ids… }, among them what is in flight of other namespaces; { 0 } when there is more than that.
local P, zsets, sets, size = KEYS[1], {}, {}, 0
local function add(keys, key, counting)
  keys[#keys + 1] = key
  size = size + redis.call(counting, key)
end

local lanes = P .. 'ln\n' .. ARGV[1]
if redis.call('SCARD', lanes) > tonumber(ARGV[2]) then return { 0 } end
for _, lane in ipairs(redis.call('SMEMBERS', lanes)) do
  add(zsets, P .. 'w' .. lane, 'ZCARD')
  if string.sub(lane, 1, 1) == 'q' then add(zsets, P .. 'o' .. lane, 'ZCARD') end
end
for _, session in ipairs(redis.call('ZRANGE', P .. 'sess', 0, -1)) do add(sets, P .. 'L' .. session, 'SCARD') end
if size > tonumber(ARGV[3]) then return { 0 } end

local found, seen = { 1 }, {}
local function take(ids)
  for _, id in ipairs(ids) do
    if not seen[id] then found[#found + 1] = id end
    seen[id] = true
  end
end
for _, key in ipairs(zsets) do take(redis.call('ZRANGE', key, 0, -1)) end
for _, key in ipairs(sets) do take(redis.call('SMEMBERS', key)) end
return found
