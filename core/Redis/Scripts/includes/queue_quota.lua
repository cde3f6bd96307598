-- Whether a queue that the items from ARGV[first] on would make is one too many; a namespace may have `most`. `made` holds the new queues of
-- the items before, and gets these.
local function needs_too_many_queues(first, items, most, made)
  local new, counts = {}, {}
  for at = first, first + (items - 1) * ITEM_SIZE, ITEM_SIZE do
    local lane = lane_through(ARGV[at + 2])
    if is_queue(lane) and not made[lane] and redis.call('EXISTS', queue_key(lane)) == 0 then new[lane] = namespace_of(lane) end
  end
  for lane, namespace in pairs(new) do
    if not counts[namespace] then
      counts[namespace] = redis.call('ZCARD', P .. 'qs\n' .. namespace)
      for _, of in pairs(made) do counts[namespace] = counts[namespace] + (of == namespace and 1 or 0) end
    end
    counts[namespace] = counts[namespace] + 1
    if counts[namespace] > most then return true end
  end
  for lane, namespace in pairs(new) do made[lane] = namespace end
  return false
end
