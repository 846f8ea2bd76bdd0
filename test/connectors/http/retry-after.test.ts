import { describe, expect, it } from 'vitest';
import { retryAfterSeconds } from '../../../src/connectors/http/retry-after.ts';

const NOW = Date.parse('2026-03-01T12:00:00Z');

describe('Retry-After', () => {
  it.each([
    ['0', 0],
    ['1', 1],
    [' 30 ', 30],
    ['3600', 3_600],
    ['3601', 3_600],
    ['999999999', 3_600],
    ['Sun, 01 Mar 2026 12:00:30 GMT', 30],
    ['Sun, 01 Mar 2026 11:59:00 GMT', 0],
    ['Sun, 01 Mar 2026 14:00:00 GMT', 3_600],
    ['sun, 01 mar 2026 12:00:05 gmt', 5],
  ])('%s is %d seconds', (header, seconds) => {
    expect(retryAfterSeconds(header, NOW)).toBe(seconds);
  });

  it('is rounded up', () => {
    expect(retryAfterSeconds('Sun, 01 Mar 2026 12:00:30 GMT', NOW + 1)).toBe(30);
    expect(retryAfterSeconds('Sun, 01 Mar 2026 12:00:30 GMT', NOW - 1)).toBe(31);
  });

  it.each([
    undefined,
    '',
    '-1',
    '1.5',
    '1e3',
    '0x10',
    'x1',
    '1x',
    '9999999999',
    'soon',
    'Sun, 99 Foo 2026',
    '2026-03-01T12:00:30Z',
    '1Sun',
    '01 Mar 2026 12:00:30 GMT',
  ])('%s says nothing', (header) => {
    expect(retryAfterSeconds(header, NOW)).toBeUndefined();
  });
});
