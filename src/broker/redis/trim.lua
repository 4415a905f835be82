-- One small step of retention in one channel.
--
-- KEYS  log, runs, index, due
-- ARGV  1 channel, 2 what was stored before this instant goes, 3 how many publications are kept, 4 most to remove now
--
-- Returns 1 if there is more to remove at once, else 0.
local LOG, RUNS, INDEX, DUE = unpack(KEYS)
local channel, stored_before, max_count, step = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])

local function stored_at(offset)
  local entry = redis.call('XRANGE', LOG, whole(offset), whole(offset), 'COUNT', 1)[1]
  return tonumber(entry[1]:match('%d+$'))
end

-- How many of the oldest `most` publications are too old. They stand in the order of storing.
local function count_expired(earliest, most)
  local low, high = 0, most
  while low < high do
    local middle = math.floor((low + high) / 2)
    if stored_at(earliest + middle) < stored_before then low = middle + 1 else high = middle end
  end
  return low
end

local length = redis.call('XLEN', LOG)
local newest = parse_head(redis.call('HGET', RUNS, HEAD)).offset
local earliest = newest - length + 1
local doomed = math.min(step, math.max(length - max_count, count_expired(earliest, math.min(step, length))))
if doomed == length then redis.call('DEL', LOG)
elseif doomed > 0 then redis.call('XTRIM', LOG, 'MINID', whole(earliest + doomed)) end
length, earliest = length - doomed, earliest + doomed

-- No more ranges than there were publications.
for _, member in ipairs(redis.call('ZRANGE', INDEX, '[span\0', '(span\0' .. padded(earliest), 'BYLEX', 'LIMIT', 0, step)) do
  local first, last, run_id = member:match('^span%z(%d+)%z(%d+)%z(.*)$')
  if tonumber(last) < earliest then redis.call('ZREM', INDEX, member, ranged(run_id, first, last)) end
end

-- A run goes with the last of its events if it has ended, or once it was silent for as long as anything is kept.
local forgotten = redis.call('ZRANGE', INDEX, '[last\0', '(last\0' .. padded(earliest), 'BYLEX', 'LIMIT', 0, step)
local silent_since = nil
local removed = 0
for _, member in ipairs(forgotten) do
  local run_id = member:match('^last%z%d+%z(.*)$')
  local text = redis.call('HGET', RUNS, run_id)
  local run = parse_run(text)
  if run.stored_at < stored_before or ENDED[run.status] then
    local record = cjson.decode(text:match('^%S+ %S+ %S+ %S+ %S+ %S+ (.*)$'))
    redis.call('HDEL', RUNS, run_id)
    redis.call('ZREM', INDEX, member, placed('all', run.start, run_id),
      placed(labelled('thread', record.threadId), run.start, run_id),
      placed(labelled('agent', record.agent.name), run.start, run_id),
      placed(labelled('status', run.status), run.start, run_id))
    if record.parentRunId ~= cjson.null then
      redis.call('ZREM', INDEX, placed(labelled('parent', record.parentRunId), run.start, run_id))
    end
    redis.call('ZREMRANGEBYLEX', INDEX, '[range\0' .. run_id .. '\0', '[range\0' .. run_id .. '\0\255')
    removed = removed + 1
  else
    silent_since = math.min(silent_since or run.stored_at, run.stored_at)
  end
end

local next_look = silent_since
if length > 0 then next_look = math.min(silent_since or math.huge, stored_at(earliest)) end
local has_more = length > max_count or (length > 0 and stored_at(earliest) < stored_before) or removed == step
if has_more then
  redis.call('ZADD', DUE, '-inf', channel)
elseif next_look then
  redis.call('ZADD', DUE, whole(next_look), channel)
else
  redis.call('ZREM', DUE, channel)
end
return has_more and 1 or 0
