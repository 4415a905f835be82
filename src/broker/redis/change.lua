-- Changes what is kept of a run beside its events, or keeps a run that has none yet, if it is still what the caller took
-- it for; else says what it is now.
--
-- KEYS  epoch, runs, index, leases
-- ARGV  1 channel, 2 an epoch for where there is none, 3 now, 4 run id, 5 mark of the run as the caller knows it,
--       6 what makes its next mark another one, 7 status, 8 record, or nothing to keep it as it is, 9 when it is due, or
--       nothing, then the labels of the index entries of a new run
--
-- Returns { 'stored', epoch, run }, or { 'changed', epoch, run } and nothing was stored.
local EPOCH, RUNS, INDEX, LEASES = unpack(KEYS)
local channel, fresh_epoch, now, run_id, known_mark, next_mark, status, record, due_at = unpack(ARGV, 1, 9)

local epoch = epoch_of(EPOCH, fresh_epoch)

local run = redis.call('HGET', RUNS, run_id)
local before = run and parse_run(run)
if (before and before.last_id or '') ~= known_mark then return { 'changed', epoch, run or '' } end

if record == '' then
  -- Nothing is new, but whoever repeats a change waits until it is safe: a write can be waited for.
  redis.call('HSET', RUNS, run_id, run)
  return { 'stored', epoch, run }
end

local newest = parse_head(redis.call('HGET', RUNS, HEAD))
-- A run without events stands before what comes next, where its range begins as well.
local place = before or { start = newest.offset + 1, range = newest.offset + 1, last = newest.offset, last_id = newest.id,
  stored_at = newest.stored_at }
local stored_at = math.max(now, place.stored_at)
-- What positions are checked by stays before the mark.
local last_id = place.last_id:match('^[^#]*') .. '#' .. next_mark
local changed = format_run(place.start, place.range, place.last, stored_at, last_id, status, record)
redis.call('HSET', RUNS, run_id, changed)

if not before then
  for i = 10, #ARGV do redis.call('ZADD', INDEX, 0, placed(ARGV[i], place.start, run_id)) end
  redis.call('ZADD', INDEX, 0, placed('last', place.last, run_id))
elseif before.status ~= status then
  redis.call('ZREM', INDEX, placed(labelled('status', before.status), place.start, run_id))
end
redis.call('ZADD', INDEX, 0, placed(labelled('status', status), place.start, run_id))

set_lease(LEASES, channel, run_id, due_at)
return { 'stored', epoch, changed }
