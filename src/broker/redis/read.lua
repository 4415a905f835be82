-- Reads a page of a channel, and what is needed to judge whether a position can be continued from.
--
-- KEYS  epoch, log, runs
-- ARGV  1 an epoch for where there is none, 2 offset whose id is asked for, 3 offset to read behind, 4 limit, 5 most text
--
-- Returns { epoch, head, earliest offset (-1 where nothing is stored), id ('' where there is none), entries, run ids, runs }.
local EPOCH, LOG, RUNS = unpack(KEYS)
local fresh_epoch, checked, behind = ARGV[1], ARGV[2], tonumber(ARGV[3])
local limit, max_text = tonumber(ARGV[4]), tonumber(ARGV[5])

local epoch = epoch_of(EPOCH, fresh_epoch)

local oldest = redis.call('XRANGE', LOG, '-', '+', 'COUNT', 1)[1]
local earliest = oldest and tonumber(oldest[1]:match('^%d+')) or -1
local at = redis.call('XRANGE', LOG, checked, checked, 'COUNT', 1)[1]

local page = { log = LOG, entries = {}, text = 0, limit = limit, max_text = max_text }
if limit > 0 and oldest then add_to(page, math.max(behind + 1, earliest), '+') end

local run_ids, runs = {}, {}
for _, entry in ipairs(page.entries) do
  local run_id = entry[2][2]
  if not runs[run_id] then
    runs[run_id] = true
    run_ids[#run_ids + 1] = run_id
  end
end
local texts = #run_ids > 0 and redis.call('HMGET', RUNS, unpack(run_ids)) or {}
return { epoch, redis.call('HGET', RUNS, HEAD) or '', earliest, at and at[2][6] or '', page.entries, run_ids, texts }
