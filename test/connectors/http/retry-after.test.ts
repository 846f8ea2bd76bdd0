import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { retryAfterSeconds } from '../../../src/connectors/http/retry-after.ts';

const NOW = Date.parse('2026-03-01T12:00:00Z');

describe('Retry-After', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['Date'], now: NOW });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

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
    expect(retryAfterSeconds({ 'retry-after': header })).toBe(seconds);
  });

  it('is rounded up', () => {
    const header = 'Sun, 01 Mar 2026 12:00:30 GMT';
    vi.setSystemTime(NOW + 1);
    expect(retryAfterSeconds({ 'retry-after': header })).toBe(30);
    vi.setSystemTime(NOW - 1);
    expect(retryAfterSeconds({ 'retry-after': header })).toBe(31);
  });

  it.each([
    ['hours behind', 'Sun, 01 Mar 2026 07:00:00 GMT', 'Sun, 01 Mar 2026 07:00:30 GMT', 30],
    ['days ahead', 'Wed, 04 Mar 2026 12:00:00 GMT', 'Wed, 04 Mar 2026 12:00:30 GMT', 30],
    [
      'days ahead, for longer than is waited',
      'Wed, 04 Mar 2026 12:00:00 GMT',
      'Wed, 04 Mar 2026 14:00:00 GMT',
      3_600,
    ],
    ['ahead of what it says', 'Wed, 04 Mar 2026 12:00:00 GMT', 'Sun, 01 Mar 2026 12:00:30 GMT', 0],
    ['not to be read', 'today', 'Sun, 01 Mar 2026 12:00:30 GMT', 30],
    ['empty', '', 'Sun, 01 Mar 2026 12:00:30 GMT', 30],
    ['of no matter for seconds', 'Wed, 04 Mar 2026 12:00:00 GMT', '5', 5],
  ])('is one of the clock of the backend: %s', (_, date, header, seconds) => {
    expect(retryAfterSeconds({ date, 'retry-after': header })).toBe(seconds);
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
    expect(retryAfterSeconds({ 'retry-after': header })).toBeUndefined();
  });
});
