#!lua flags=allow-oom
-- The partition's time: of the node that has it, which a command without a key need not ask. Fails where nothing could be written.
-- KEYS[1] {p}
-- Returns: now, µs.
-- @include clock
return decimal(now)
