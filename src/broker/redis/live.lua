-- Says that a node lives, and tells which ones do.
--
-- KEYS  nodes: a sorted set, by until when they count as living
-- ARGV  1 node, 2 for how many milliseconds it does; 0 where it ends
local NODES = KEYS[1]
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
redis.call('ZADD', NODES, whole(now + ARGV[2]), ARGV[1])
redis.call('ZREMRANGEBYSCORE', NODES, '-inf', whole(now))
return redis.call('ZRANGE', NODES, 0, -1)
