-- Reads a value and what putting a newer one will be held against.
-- KEYS: era, fence, value. ARGV: the seed of an era. Answers era, fence, now (ms), left (ms), body.
local run = string.match(redis.call('INFO', 'server'), 'run_id:(%w+)')
local era = redis.call('GET', KEYS[1])
if not era or string.sub(era, 1, #run) ~= run then
  era = run .. ARGV[1]
  redis.call('SET', KEYS[1], era)
end
local time = redis.call('TIME')
local fence = redis.call('GET', KEYS[2]) or ''
local kept = redis.call('HMGET', KEYS[3], 'era', 'body')
local left, body = 0, ''
if kept[1] == era then
  left, body = redis.call('PTTL', KEYS[3]), kept[2]
end
return {era, fence, string.format('%.0f', time[1] * 1000 + math.floor(time[2] / 1000)), tostring(left), body}
