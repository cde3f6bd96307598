-- The source that holds a name: the one that declared it, or the one that is about to; nil when it is free.
local P = KEYS[1]
local function owner_of(kind, name)
  local held = redis.call('HGET', P .. kind, name)
  if held then return cjson.decode(held).source, held end
  return redis.call('GET', P .. 'claim' .. kind .. name) or nil
end
