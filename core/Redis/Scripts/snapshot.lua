#!lua flags=no-writes
-- Lists what is not over in a namespace, from one moment, when it is little: what moves meanwhile is neither missed nor met twice.
-- KEYS[1] {p}
-- ARGV[1] namespace
-- ARGV[2] most lanes, and ARGV[3] most messages, that are looked at
-- Returns: { 1, ids… }, among them what is in flight of other namespaces; { 0 } when there is more than that.
local P, sources, size = KEYS[1], {}, 0
local function add(command, sizeCommand, key)
  local members = redis.call(sizeCommand, key)
  if members == 0 then return end
  size = size + members
  sources[#sources + 1] = { command, key }
end

local lanes = P .. 'ln\n' .. ARGV[1]
if redis.call('SCARD', lanes) > tonumber(ARGV[2]) then return { 0 } end
for _, lane in ipairs(redis.call('SMEMBERS', lanes)) do
  add('ZRANGE', 'ZCARD', P .. 'w' .. lane)
  if string.sub(lane, 1, 1) == 'q' then add('ZRANGE', 'ZCARD', P .. 'o' .. lane) end
end
for _, session in ipairs(redis.call('ZRANGE', P .. 'sess', 0, -1)) do add('SMEMBERS', 'SCARD', P .. 'L' .. session) end
if size > tonumber(ARGV[3]) then return { 0 } end
local found, seen = { 1 }, {}
for _, source in ipairs(sources) do
  local ids = source[1] == 'ZRANGE' and redis.call('ZRANGE', source[2], 0, -1) or redis.call('SMEMBERS', source[2])
  for _, id in ipairs(ids) do
    if not seen[id] then
      seen[id] = true
      found[#found + 1] = id
    end
  end
end
return found
