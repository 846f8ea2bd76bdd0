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
