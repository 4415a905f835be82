-- Reads the revocations behind a point `<epoch>.<number>`; from the beginning where that is of another store.
--
-- KEYS  head, subjects, order
-- ARGV  1 an epoch for where there is none, 2 epoch of the point, 3 number of the point, 4 limit
--
-- Returns { epoch, newest number, subjects, what is kept of each }.
local HEAD_KEY, SUBJECTS, ORDER = unpack(KEYS)
local fresh_epoch, epoch, number, limit = ARGV[1], ARGV[2], tonumber(ARGV[3]), ARGV[4]

local head_epoch = redis.call('HGET', HEAD_KEY, 'epoch')
if not head_epoch then
  head_epoch = fresh_epoch
  redis.call('HSET', HEAD_KEY, 'epoch', head_epoch)
end
local newest = tonumber(redis.call('HGET', HEAD_KEY, 'number') or 0)
if epoch ~= head_epoch or number > newest then number = 0 end
local subjects = redis.call('ZRANGE', ORDER, '(' .. whole(number), '+inf', 'BYSCORE', 'LIMIT', 0, limit)
local kept = #subjects > 0 and redis.call('HMGET', SUBJECTS, unpack(subjects)) or {}
return { head_epoch, newest, subjects, kept }
