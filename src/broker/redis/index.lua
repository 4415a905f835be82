-- What the scripts of a channel share: how runs, the newest position and index entries are written.

-- Where the newest position stands among the runs: no run id is empty.
local HEAD = ''

-- The epoch that stands under a key; a fresh one where there is none.
local function epoch_of(key, fresh)
  local epoch = redis.call('GET', key)
  if epoch then return epoch end
  redis.call('SET', key, fresh)
  return fresh
end

-- Statuses that nothing follows.
local ENDED = { COMPLETED = true, FAILED = true, CANCELLED = true }

local function whole(number)
  return string.format('%.0f', number)
end

-- Texts sort as the numbers do.
local function padded(offset)
  return string.format('%016.0f', offset)
end

-- A run, as the hash has it: where it starts, where its last range starts, where its last event is, when that was
-- stored, its id and behind a # what tells changes without an event apart, the status, and what the nodes know of it
-- beyond that.
local function format_run(start, range, last, stored_at, last_id, status, record)
  return table.concat({ whole(start), whole(range), whole(last), whole(stored_at), last_id, status, record }, ' ')
end

local function parse_run(text)
  local start, range, last, stored_at, last_id, status = text:match('^(%d+) (%d+) (%d+) (%d+) (%S+) (%S+) ')
  return {
    start = tonumber(start),
    range = tonumber(range),
    last = tonumber(last),
    stored_at = tonumber(stored_at),
    last_id = last_id,
    status = status,
  }
end

-- The channel's newest publication: offset, id, when it was stored.
local function parse_head(text)
  if not text then return { offset = 0, id = '-', stored_at = 0 } end
  local offset, id, stored_at = text:match('^(%d+) (%S+) (%d+)$')
  return { offset = tonumber(offset), id = id, stored_at = tonumber(stored_at) }
end

-- The index is one sorted set whose members have no score but an order, that of their text. What belongs together
-- stands together, and no id has a NUL:
--   <label> NUL <start offset> NUL <run id>              for the labels all, thread, agent, parent and status
--   last NUL <last offset> NUL <run id>                  runs by their last event
--   range NUL <run id> NUL <first offset> NUL <last>     where the publications of a run stand
--   span NUL <first offset> NUL <last> NUL <run id>      the same, of all runs
local function labelled(kind, value)
  return kind .. '\0' .. value
end

local function placed(label, offset, run_id)
  return label .. '\0' .. padded(offset) .. '\0' .. run_id
end

local function ranged(run_id, first, last)
  return 'range\0' .. run_id .. '\0' .. padded(first) .. '\0' .. padded(last)
end

local function spanned(run_id, first, last)
  return 'span\0' .. padded(first) .. '\0' .. padded(last) .. '\0' .. run_id
end

-- When the server has to look at a run: at that instant, or never where there is none.
local function set_lease(leases, channel, run_id, due_at)
  local member = channel .. '\0' .. run_id
  if due_at == '' then redis.call('ZREM', leases, member) else redis.call('ZADD', leases, due_at, member) end
end
