-- Routes: what a message's record starts with. 'l' namespace \n flow key \n destination is the name of its lane too; a message of a queue has
-- 'r' namespace \n flow key \n destination \n queue, and waits in 'q' namespace \n queue.
-- The gates that must let it pass: 'f' namespace \n flow key where it has one, 'n' namespace while deliveries of a namespace are capped, and
-- 'd' namespace \n destination, in this order.

local function parts_of(route)
  local first = string.find(route, '\n', 2, true)
  local second = string.find(route, '\n', first + 1, true)
  local third = string.byte(route, 1) == 114 and string.find(route, '\n', second + 1, true) or nil -- 114 is 'r'
  return string.sub(route, 2, first - 1), string.sub(route, first + 1, second - 1), string.sub(route, second + 1, third and third - 1), third and string.sub(route, third + 1)
end

local gatesOf = {} -- by route: one script often has many messages of one

local function gates_of(route)
  local gates = gatesOf[route]
  if gates then return gates end
  local namespace, flow, destination = parts_of(route)
  gates = {}
  gatesOf[route] = gates
  if flow ~= '' then gates[1] = 'f' .. namespace .. '\n' .. flow end
  if mostAtOnce > 0 then gates[#gates + 1] = 'n' .. namespace end
  gates[#gates + 1] = 'd' .. namespace .. '\n' .. destination
  return gates
end

-- The lane in which a message of the route waits.
local function lane_through(route)
  if string.byte(route, 1) ~= 114 then return route end
  local namespace, _, _, queue = parts_of(route)
  return 'q' .. namespace .. '\n' .. queue
end

local function is_queue(lane) return string.byte(lane, 1) == 113 end -- 'q'

local function namespace_of(route) return string.sub(route, 2, string.find(route, '\n', 2, true) - 1) end

-- Of an Endpoint that is gone, marked by 'g', only what is not over is counted, for it may be declared again; the last one ends it.
local function count_down(name, amount)
  if redis.call('HINCRBY', P .. 'stat', name .. '\na', amount) <= 0 then redis.call('HDEL', P .. 'stat', name .. '\na', name .. '\ng') end
end

-- Adds to a figure of a declared Endpoint; a URL has none, for hosts are unbounded. 'news' says which were given messages, and when last:
-- who shows figures has to look at those only, and at what was not through when it looked.
local function count(route, figure, amount)
  local namespace, _, destination = parts_of(route)
  if string.sub(destination, 1, 2) == 'e/' then
    local name = namespace .. '\n' .. destination
    local isGone = redis.call('HEXISTS', P .. 'stat', name .. '\ng') == 1
    if isGone then return count_down(name, figure == 'a' and amount or -amount) end
    redis.call('HINCRBY', P .. 'stat', name .. '\n' .. figure, amount)
    if figure == 'a' then redis.call('ZADD', P .. 'news', decimal(now), name) end
  end
end

-- The route stands at the front of each record; nil when there is no record, or what stands there is none.
local function route_of(id)
  local head = redis.call('GETRANGE', P .. 'm' .. id, 0, 2047)
  if #head < 3 or #head < 3 + struct.unpack('>H', head, 2) then return nil end
  local _, route = struct.unpack('>BHc0', head)
  return route
end
