-- Appends a batch to one run, if the run is still what the caller took it for; else says what it is now.
--
-- The rules of runs (lifecycle, writer, order) are the caller's, in src/events. Here is what must not be torn
-- apart: compare, number, store, index, announce.
--
-- KEYS  epoch, log, runs, index, due, and leases if the run has or had one: a key that is not there could not be asked
--       for while its slot moves
-- ARGV  1 channel, 2 an epoch for where there is none, 3 now, 4 how many publications are kept, 5 run id,
--       6 mark of the run as the caller knows it, 7 parent's run id, 8 status, 9 record, 10 first seq,
--       11 announcement, 12 when the run is due, or nothing, 13 how many labels, labels of the run's index entries, then id, type, time, body of each event
--
-- Returns { 'stored', epoch, newest offset before }, or { 'changed', epoch, run, parent } and nothing was stored.
local EPOCH, LOG, RUNS, INDEX, DUE, LEASES = unpack(KEYS)
local channel, fresh_epoch, now, max_count, run_id, known_id, parent_id, status, record, first_seq, announcement, due_at =
  unpack(ARGV, 1, 12)
local first_event = 14 + ARGV[13]
local count = (#ARGV - first_event + 1) / 4

local epoch = epoch_of(EPOCH, fresh_epoch)

local run = redis.call('HGET', RUNS, run_id)
local parent = parent_id ~= '' and redis.call('HGET', RUNS, parent_id)
local before = run and parse_run(run)
if (before and before.last_id or '') ~= known_id or (parent_id ~= '' and not parent) then
  return { 'changed', epoch, run or '', parent or '' }
end

local newest = parse_head(redis.call('HGET', RUNS, HEAD))
if count == 0 then
  -- Nothing is new, but whoever repeats a batch waits until it is safe: a write can be waited for.
  redis.call('HSET', RUNS, run_id, run)
  return { 'stored', epoch, newest.offset }
end

-- The clocks of nodes differ; what is stored later is never older.
local stored_at = math.max(now, newest.stored_at)
local first, last = newest.offset + 1, newest.offset + count
local last_id = ARGV[#ARGV - 3]

for i = 0, count - 1 do
  local at = first_event + 4 * i
  redis.call('XADD', LOG, whole(first + i) .. '-' .. whole(stored_at), 'run', run_id, 'seq', whole(first_seq + i),
    'id', ARGV[at], 'type', ARGV[at + 1], 'time', ARGV[at + 2], 'body', ARGV[at + 3])
end

-- Neighbouring batches of a run are one range.
local continues = before and before.last == newest.offset
local range = continues and before.range or first
local start = before and before.start or first
redis.call('HSET', RUNS,
  run_id, format_run(start, range, last, stored_at, last_id, status, record),
  HEAD, whole(last) .. ' ' .. last_id .. ' ' .. whole(stored_at))

if before then
  redis.call('ZREM', INDEX, placed('last', before.last, run_id))
  if continues then
    redis.call('ZREM', INDEX, ranged(run_id, range, before.last), spanned(run_id, range, before.last))
  end
  if before.status ~= status then redis.call('ZREM', INDEX, placed(labelled('status', before.status), start, run_id)) end
end
for i = 14, first_event - 1 do
  redis.call('ZADD', INDEX, 0, placed(ARGV[i], start, run_id))
end
redis.call('ZADD', INDEX, 0, placed(labelled('status', status), start, run_id), 0, placed('last', last, run_id),
  0, ranged(run_id, range, last), 0, spanned(run_id, range, last))

if LEASES then set_lease(LEASES, channel, run_id, due_at) end

local length = redis.call('XLEN', LOG)
if length > tonumber(max_count) then
  redis.call('ZADD', DUE, '-inf', channel)
elseif length == count then
  redis.call('ZADD', DUE, 'LT', whole(stored_at), channel)
end

-- Whoever hears of it can read it: this script runs as a whole.
redis.call('SPUBLISH', LOG, epoch .. ' ' .. whole(first) .. ' ' .. newest.id .. '\n' .. announcement)
return { 'stored', epoch, newest.offset }
