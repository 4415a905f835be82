-- Keeps a revocation behind all others. What a subject had before is merged into it.
--
-- KEYS  head, subjects, order, expiry
-- ARGV  1 an epoch for where there is none, 2 subject, 3 not before, 4 expires at
local HEAD_KEY, SUBJECTS, ORDER, EXPIRY = unpack(KEYS)
local fresh_epoch, subject, not_before, expires_at = unpack(ARGV)

local kept = redis.call('HGET', SUBJECTS, subject)
if kept then
  local _, kept_not_before, kept_expires_at = kept:match('^(%d+) (%-?%d+) (%-?%d+)$')
  not_before = math.max(not_before, kept_not_before)
  expires_at = math.max(expires_at, kept_expires_at)
end
redis.call('HSETNX', HEAD_KEY, 'epoch', fresh_epoch)
-- By the clock, so that no number comes again where the newest were lost: whoever has read them would miss others.
local time = redis.call('TIME')
local number = math.max((redis.call('HGET', HEAD_KEY, 'number') or 0) + 1, time[1] * 1000000 + time[2])
redis.call('HSET', HEAD_KEY, 'number', whole(number))
redis.call('HSET', SUBJECTS, subject, whole(number) .. ' ' .. whole(not_before) .. ' ' .. whole(expires_at))
redis.call('ZADD', ORDER, whole(number), subject)
redis.call('ZADD', EXPIRY, whole(expires_at), subject)
