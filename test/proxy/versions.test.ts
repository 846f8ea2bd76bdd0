import { describe, expect, it } from 'vitest';
import { matchesVersion } from '../../src/proxy/versions.ts';

describe('matchesVersion', () => {
  it.each([
    ['"3"', '3', true],
    ['W/"3"', '3', true],
    ['"1", "3"', '3', true],
    ['3', '3', true],
    ['*', '3', true],
    ['*', undefined, true],
    ['"4"', '3', false],
    ['"3"', undefined, false],
    ['"', '"', true],
  ])('%s on %s: %s', (header, version, expected) => {
    expect(matchesVersion(header, version)).toBe(expected);
  });
});
