-- Puts a value, unless something happened since it was looked for.
-- KEYS: era, fence, value. ARGV: era, fence, then (ms), patience (ms), keep (ms), body. Answers 1 when it was put.
local run = string.match(redis.call('INFO', 'server'), 'run_id:(%w+)')
if redis.call('GET', KEYS[1]) ~= ARGV[1] or string.sub(ARGV[1], 1, #run) ~= run then
  return {0}
end
if (redis.call('GET', KEYS[2]) or '') ~= ARGV[2] then
  return {0}
end
local time = redis.call('TIME')
local took = time[1] * 1000 + math.floor(time[2] / 1000) - ARGV[3]
local keep = ARGV[5] - took
if took < 0 or took > tonumber(ARGV[4]) or keep < 1 then
  return {0}
end
redis.call('HSET', KEYS[3], 'era', ARGV[1], 'body', ARGV[6])
redis.call('PEXPIRE', KEYS[3], string.format('%.0f', keep))
return {1}
