-- A write of an operator that leads by a Lease carries 'number scope': how often the Lease has changed hands, and which Lease that is.
-- A number that is lower than one seen here is refused. So is one where none has been seen, for then Redis lost what it held, and a leader
-- that slept through that and through the end of its leadership must not be the first to write. '' is no leader and not fenced.
local function fence_parts(fence)
  local number, scope = string.match(fence, '^(%d+) (.+)$')
  return tonumber(number), scope
end

-- The error to answer with when the write must not happen; nil when it may.
local function refusal(fence)
  if fence == '' then return nil end
  local number, scope = fence_parts(fence)
  local seen = redis.call('HGET', P .. 'fence', scope)
  if seen and tonumber(seen) <= number then return nil end
  return redis.error_reply('FENCED ' .. (seen or ''))
end

-- Comes with the first write: older data may have come back with an older number.
local function keep_fence(fence)
  if fence == '' then return end
  local number, scope = fence_parts(fence)
  redis.call('HSET', P .. 'fence', scope, string.format('%.0f', number))
end
