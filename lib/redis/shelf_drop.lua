-- Takes a value away and tells everybody, whether it was there or not.
-- KEYS: fence, value. ARGV: what the fence becomes, for how long (ms).
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
redis.call('DEL', KEYS[2])
return {1}
