#!lua flags=allow-oom
-- Removes dead letters of one namespace.
-- KEYS[1] {p}
-- ARGV[1] namespace
-- ARGV[2…] ids of dead letters
-- Returns per id: 1 removed, 0 there is none.
-- @include clock
-- @include dead_letters
local answers, removed = {}, false
for position = 2, #ARGV do
  local there = dead_letter(ARGV[position], ARGV[1]) ~= nil
  if there then remove_dead_letter(ARGV[position], ARGV[1]) end
  answers[position - 1] = there and 1 or 0
  removed = removed or there
end
if removed then keep_clock() end
return answers
