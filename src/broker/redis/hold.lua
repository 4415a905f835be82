-- Writes down how many of a kind a node has in use for one channel, unless all nodes together would have too many.
--
-- KEYS  uses: a hash, `<use> <node>` -> `<count> <when that was written>`
-- ARGV  1 use, 2 node, 3 how many that node has in use now, 4 limit, 5 milliseconds after which a node that is not among the
--       living counts for nothing, 6 milliseconds after which all may be forgotten, then the nodes that are known to live
--
-- Returns 1, or 0 and nothing was written.
local USES = KEYS[1]
local use, node, count, limit = ARGV[1], ARGV[2], tonumber(ARGV[3]), tonumber(ARGV[4])
local stale_after, forget_after = tonumber(ARGV[5]), ARGV[6]

-- Redis's own clock: those of nodes differ.
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local living = {}
for i = 7, #ARGV do living[ARGV[i]] = true end

local others = 0
local all = redis.call('HGETALL', USES)
for i = 1, #all, 2 do
  local its_use, its_node = all[i]:match('^(%S+) (%S+)$')
  local its_count, written = all[i + 1]:match('^(%d+) (%d+)$')
  -- A node that has just begun is among the living that this one knows of only later.
  local is_gone = not living[its_node] and now - written > stale_after
  if its_node ~= node and is_gone then
    redis.call('HDEL', USES, all[i])
  elseif its_node ~= node and its_use == use then
    others = others + its_count
  end
end

if count > 0 and others + count > limit then return 0 end
if count == 0 then
  redis.call('HDEL', USES, use .. ' ' .. node)
else
  redis.call('HSET', USES, use .. ' ' .. node, count .. ' ' .. whole(now))
end
redis.call('PEXPIRE', USES, forget_after)
return 1
