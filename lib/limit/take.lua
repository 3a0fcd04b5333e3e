-- Admits ARGV[4] of KEYS[1] if no more than ARGV[3] are then in the window of ARGV[1]
-- microseconds, counting in slots of ARGV[2] microseconds. The hash holds, by the number
-- of each slot, how many were admitted in it. Answers: admitted or not, how many are
-- used, and the microseconds until a slot leaves the window or, refused, until it fits.
local window, grain, limit, cost = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
local need = math.max(cost, 1)
local clock = redis.call('TIME')
local now = clock[1] * 1000000 + clock[2]

local found, slots, gone, used = redis.call('HGETALL', KEYS[1]), {}, {}, 0
for i = 1, #found, 2 do
  local leaves, count = (found[i] + 1) * grain - 1 + window, tonumber(found[i + 1])
  if leaves <= now then
    gone[#gone + 1] = found[i]
  else
    slots[#slots + 1] = { leaves = leaves, count = count }
    used = used + count
  end
end
if #gone > 0 then
  redis.call('HDEL', KEYS[1], unpack(gone))
end
table.sort(slots, function(a, b) return a.leaves < b.leaves end)

if used + need <= limit then
  if cost > 0 then
    local number = math.floor(now / grain)
    redis.call('HINCRBY', KEYS[1], string.format('%.0f', number), cost)
    redis.call('PEXPIRE', KEYS[1], math.ceil((window + grain) / 1000) + 1)
    slots[#slots + 1] = { leaves = (number + 1) * grain - 1 + window, count = cost }
  end
  return { 1, used + cost, slots[1] and slots[1].leaves - now or 0 }
end
local rest = used
for _, slot in ipairs(slots) do
  rest = rest - slot.count
  if rest + need <= limit then
    return { 0, used, slot.leaves - now }
  end
end
return { 0, used, window }
