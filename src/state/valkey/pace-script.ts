/**
 * A token bucket with promises that all instances share, in Lua: step by step what `RequestSchedule` does for one
 * (`src/connectors/http/request-schedule.ts` explains it; a test holds one against the other).
 */

/** The server's own clock, in milliseconds with a fraction. */
const CLOCK = `local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + tonumber(time[2]) / 1000`;

/**
 * KEYS: the bucket, the promises, the instances.
 * ARGV: `book`, interval, tolerance, instance, debt, and the patience of each request; `promise`, interval, tolerance;
 * `shut`, interval, tolerance, time; or `look`. All times are milliseconds.
 *
 * Answers texts: for how long it is shut, a mark, and, but for `look` and `shut`, when the next one is due, how many instances
 * there are, and for each request when it is sent, or with a minus in front when to come back.
 *
 * @param clock sets `now`
 */
export function paceScript(clock = CLOCK): string {
  return `
${clock}
local GRACE, FURTHEST, KEPT, SEEN = 10000, 3600000, 7200000, 60000
local kinds = {'hash', 'list', 'zset'}
for at, key in ipairs(KEYS) do
  local kind = redis.call('TYPE', key)['ok']
  if kind ~= 'none' and kind ~= kinds[at] then redis.call('DEL', key) end
end
local function exact(number) return string.format('%.17g', number) end
local kept = redis.call('HMGET', KEYS[1], 'next', 'shut', 'seen')
local due, shut, seen = tonumber(kept[1]) or 0, tonumber(kept[2]) or 0, tonumber(kept[3]) or 0
-- A clock that was set back would keep everybody waiting until it is as late again.
if seen > now + 1000 then
  due, shut = due - seen + now, shut - seen + now
  redis.call('DEL', KEYS[2], KEYS[3])
end
if ARGV[1] == 'look' then return {exact(math.max(0, shut - now)), exact(shut)} end
local function keep()
  redis.call('HSET', KEYS[1], 'next', exact(due), 'shut', exact(shut), 'seen', exact(now))
  redis.call('PEXPIRE', KEYS[1], KEPT)
end
local interval, tolerance = tonumber(ARGV[2]), tonumber(ARGV[3])
if ARGV[1] == 'shut' then
  local till = now + tonumber(ARGV[4])
  if till > shut then
    shut, due = till, math.max(till, math.min(due, now + tolerance + interval))
    keep()
  end
  return {exact(shut - now), exact(shut)}
end
local function slot(ahead) return math.max(now, shut, due + ahead * interval - tolerance) end
local function promise()
  local last = tonumber(redis.call('LINDEX', KEYS[2], -1))
  local after = last and last + interval or 0
  local back = math.min(math.max(slot(0), after), now + FURTHEST)
  if interval > 0 and back < now + FURTHEST then
    redis.call('RPUSH', KEYS[2], exact(back))
    redis.call('PEXPIRE', KEYS[2], KEPT)
  end
  return exact(now - back)
end
if ARGV[1] == 'promise' then
  return {exact(math.max(0, shut - now)), exact(shut), exact(math.max(0, due - now)), '1', promise()}
end
local function claim()
  local first = tonumber(redis.call('LINDEX', KEYS[2], 0))
  while first and first + GRACE < now do
    redis.call('LPOP', KEYS[2])
    first = tonumber(redis.call('LINDEX', KEYS[2], 0))
  end
  if not first or first > now then return false end
  redis.call('LPOP', KEYS[2])
  return true
end
-- Looks no further than what is too late anyway: thousands may have been promised a time.
local function promised(latest)
  local count = 0
  while true do
    local some = redis.call('LRANGE', KEYS[2], count, count + 63)
    for _, each in ipairs(some) do
      local at = slot(count)
      if (tonumber(each) or 0) > at or (at > now and at > latest) then return count end
      count = count + 1
    end
    if #some < 64 then return count end
  end
end
due = math.max(due, now + tonumber(ARGV[5]))
redis.call('ZADD', KEYS[3], exact(now), ARGV[4])
redis.call('ZREMRANGEBYSCORE', KEYS[3], '-inf', exact(now - SEEN))
redis.call('PEXPIRE', KEYS[3], KEPT)
local answer = {'', '', '', exact(redis.call('ZCARD', KEYS[3]))}
for request = 6, #ARGV do
  local latest = now + tonumber(ARGV[request])
  local expected = claim()
  local at = slot(expected and 0 or promised(latest))
  if at > now and at > latest then
    answer[request - 1] = promise()
  else
    due = math.max(due, now, shut) + interval
    answer[request - 1] = exact(at - now)
  end
end
keep()
answer[1], answer[2], answer[3] = exact(math.max(0, shut - now)), exact(shut), exact(math.max(0, due - now))
return answer
`.trim();
}
