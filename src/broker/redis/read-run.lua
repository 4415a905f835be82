-- Reads a page of one run: the ranges of its publications, one after the other.
--
-- KEYS  epoch, log, index, runs
-- ARGV  1 run id, 2 offset to read behind, 3 limit, 4 most text
--
-- Returns { epoch, run, entries }, or nothing where there is no such run.
local EPOCH, LOG, INDEX, RUNS = unpack(KEYS)
local run_id, after, limit, max_text = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
local RANGES_AT_ONCE = 50

local run = redis.call('HGET', RUNS, run_id)
if not run then return false end

-- What was trimmed need not be looked for.
local oldest = redis.call('XRANGE', LOG, '-', '+', 'COUNT', 1)[1]
if not oldest then return { redis.call('GET', EPOCH), run, {} } end
after = math.max(after, tonumber(oldest[1]:match('^%d+')) - 1)

local of_run = 'range\0' .. run_id .. '\0'
local all = '[' .. of_run .. '\255'
-- The range that began last before it may reach beyond it.
local current = redis.call('ZRANGE', INDEX, '[' .. of_run .. padded(after + 1) .. '\255', '[' .. of_run, 'BYLEX', 'REV',
  'LIMIT', 0, 1)[1]
local from = '[' .. (current or of_run)
local page = { log = LOG, entries = {}, text = 0, limit = limit, max_text = max_text }
repeat
  local ranges = redis.call('ZRANGE', INDEX, from, all, 'BYLEX', 'LIMIT', 0, RANGES_AT_ONCE)
  for _, range in ipairs(ranges) do
    local first, last = range:match('(%d+)%z(%d+)$')
    if tonumber(last) > after then add_to(page, math.max(tonumber(first), after + 1), whole(last)) end
    from = '(' .. range
  end
until #ranges < RANGES_AT_ONCE or #page.entries >= limit or page.text >= max_text
return { redis.call('GET', EPOCH), run, page.entries }
