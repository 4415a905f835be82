-- Forgets revocations that have expired.
--
-- KEYS  subjects, order, expiry
-- ARGV  1 now, 2 most to forget
--
-- Returns how many there were.
local SUBJECTS, ORDER, EXPIRY = unpack(KEYS)
local expired = redis.call('ZRANGE', EXPIRY, '-inf', '(' .. ARGV[1], 'BYSCORE', 'LIMIT', 0, ARGV[2])
if #expired > 0 then
  redis.call('HDEL', SUBJECTS, unpack(expired))
  redis.call('ZREM', ORDER, unpack(expired))
  redis.call('ZREM', EXPIRY, unpack(expired))
end
return #expired
