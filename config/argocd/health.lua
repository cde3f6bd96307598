-- Health of Endpoints, Topics and Schedules, for Argo CD. It goes by what the status says of the present generation.
-- Lua 5.1, as Argo CD runs it; `obj` is the resource.
local function health(status, message)
  return { status = status, message = message }
end

if obj.metadata.deletionTimestamp ~= nil then
  return health("Progressing", "Being deleted")
end

local status = obj.status or {}
if status.conditions == nil or status.observedGeneration ~= obj.metadata.generation then
  return health("Progressing", "Waiting for the operator to look at it")
end

local conditions = {}
for _, condition in ipairs(status.conditions) do
  conditions[condition.type] = condition
end

local ready = conditions.Ready
if ready == nil then
  return health("Progressing", "Waiting for the operator to look at it")
end

local message = ready.reason .. ": " .. ready.message
if ready.status == "True" then
  return health(ready.reason == "Suspended" and "Suspended" or "Healthy", message)
end

-- What it needs may be on its way.
if conditions.Reconciling ~= nil and conditions.Reconciling.status == "True" then
  return health("Progressing", message)
end

if ready.status == "False" or (conditions.Stalled ~= nil and conditions.Stalled.status == "True") then
  return health("Degraded", message)
end

return health("Progressing", message)
