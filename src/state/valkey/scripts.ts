/** What Valkey does in one step, in Lua: whoever else counts at the same time, nothing gets lost. */

/**
 * KEYS: the counter. ARGV: amount, lifetime in milliseconds or -1 for good, most or nothing.
 *
 * Answers: the total as text, the milliseconds that are left or -1 for good, whether the amount is in it (1 or 0)
 */
export const ADD = `
local present = redis.call('GET', KEYS[1])
local total = tonumber(present or '0') or 0
local amount = tonumber(ARGV[1])
local left = tonumber(ARGV[2])
if present then left = redis.call('PTTL', KEYS[1]) end
if ARGV[3] and total + amount > tonumber(ARGV[3]) then
  return {string.format('%.0f', total), left, 0}
end
total = math.max(0, total + amount)
local text = string.format('%.0f', total)
if present then
  redis.call('SET', KEYS[1], text, 'KEEPTTL')
elseif total > 0 and left >= 0 then
  redis.call('SET', KEYS[1], text, 'PX', ARGV[2])
elseif total > 0 then
  redis.call('SET', KEYS[1], text)
end
return {text, left, 1}
`.trim();

/**
 * One who takes, renews or releases a lease. A lease is an entry `state:kind:place:end` below
 * its token: state `h` held or `w` waiting, kind `a` alone or `t` together with others of that kind, the place in the order of
 * arrival, and when it ends by the clock of the server.
 *
 * A server that started anew, or took over, may not know of all leases, nor one whose data were deleted: it is another one than the
 * one that was noted. It gives none away then until all that there may be have ended; those who hold one get it back.
 *
 * KEYS: the entries, the server that was noted, the mark of such a time. ARGV: `take`, `renew` or `release`, token, kind,
 * milliseconds that a lease lasts, milliseconds that one who waits keeps the place without asking again.
 *
 * Answers: whether the lease is held (1 or 0), and the milliseconds until leases are given away again, 0 where they are
 */
export const LEASE = `
local step, token, kind = ARGV[1], ARGV[2], ARGV[3]
local info = redis.pcall('INFO', 'server')
local server = type(info) == 'string' and string.match(info, 'run_id:(%w+)') or 'unknown'
if redis.call('GET', KEYS[2]) ~= server then
  redis.call('SET', KEYS[2], server)
  redis.call('SET', KEYS[3], '1', 'PX', ARGV[4])
end
local rest = math.max(0, redis.call('PTTL', KEYS[3]))
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local mine, others, last = nil, {}, 0
local entries = redis.call('HGETALL', KEYS[1])
for at = 1, #entries, 2 do
  local state, entryKind, place, ending = string.match(entries[at + 1], '^(%a):(%a):(%d+):(%d+)$')
  local entry = {state = state, kind = entryKind, place = tonumber(place)}
  if tonumber(ending) <= now then
    redis.call('HDEL', KEYS[1], entries[at])
  else
    last = math.max(last, entry.place)
    if entries[at] == token then mine = entry else others[#others + 1] = entry end
  end
end
if step == 'release' then
  redis.call('HDEL', KEYS[1], token)
  return {0, rest}
end
local place = mine and mine.place or last + 1
local isFree = true
for _, other in ipairs(others) do
  local isAhead = other.state == 'h' or (step == 'take' and other.place < place)
  if isAhead and (other.kind == 'a' or kind == 'a') then isFree = false end
end
local isHeld
if step == 'take' then
  isHeld = isFree and rest == 0
else
  isHeld = mine ~= nil and mine.state == 'h' or (isFree and rest > 0)
  if not isHeld then return {0, rest} end
end
local lasts = isHeld and ARGV[4] or ARGV[5]
local entry = (isHeld and 'h' or 'w') .. ':' .. kind .. ':' .. place .. ':'
redis.call('HSET', KEYS[1], token, entry .. string.format('%.0f', now + lasts))
redis.call('PEXPIRE', KEYS[1], ARGV[4])
return {isHeld and 1 or 0, rest}
`.trim();
