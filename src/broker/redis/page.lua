-- Adds the entries from one offset to another to a page, until it has `limit` of them or so much text. A body may be
-- large, so that no more than a few are looked at together.
local CHUNK = 50

local function add_to(page, from, to)
  while #page.entries < page.limit and page.text < page.max_text do
    local count = math.min(CHUNK, page.limit - #page.entries)
    local found = redis.call('XRANGE', page.log, whole(from), to, 'COUNT', count)
    for _, entry in ipairs(found) do
      if page.text >= page.max_text then return end
      page.entries[#page.entries + 1] = entry
      page.text = page.text + #entry[2][12]
    end
    if #found < count then return end
    from = tonumber(found[#found][1]:match('^%d+')) + 1
  end
end
