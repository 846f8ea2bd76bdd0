import { describe, expect, it } from 'vitest';
import { AddressRanges, isAddressRange } from '../../src/config/address-ranges.ts';

describe('ranges of addresses', () => {
  it.each([
    ['10.1.2.3', true],
    ['10.0.0.0/8', true],
    ['0.0.0.0/0', true],
    ['10.0.0.0/33', false],
    ['10.0.0.0/', false],
    ['10.0.0.0/-1', false],
    ['10.0.0.0/8/8', false],
    ['10.0.0', false],
    ['010.0.0.1', false],
    ['::1', true],
    ['2001:db8::/32', true],
    ['::/129', false],
    ['fe80::1%eth0', false],
    ['::ffff:10.0.0.0/104', false],
    ['::ffff:a00:0/104', false],
    ['0::FFFF:10.0.0.1', false],
    ['::/0', true],
    ['', false],
    ['localhost', false],
    [' 10.0.0.1', false],
  ])('%j: %s', (text, isRange) => {
    expect(isAddressRange(text)).toBe(isRange);
  });

  it.each([
    ['10.1.255.255', true],
    ['10.2.0.0', false],
    ['192.168.0.7', true],
    ['192.168.0.8', false],
    ['2001:db8:ffff::1', true],
    ['2001:0DB8:0:0::1', true],
    ['2001:db9::1', false],
    // Callers of the proxy are looked up by what addressOf makes of what a socket says.
    ['::ffff:10.1.0.1', false],
    ['unknown', false],
    ['', false],
  ])('%s is in them: %s', (address, isIn) => {
    expect(new AddressRanges(['10.1.0.0/16', '192.168.0.7', '2001:db8::/32']).has(address)).toBe(isIn);
  });

  it('of one family have none of the other', () => {
    expect(new AddressRanges(['::/0']).has('10.0.0.1')).toBe(false);
    expect(new AddressRanges(['0.0.0.0/0']).has('::1')).toBe(false);
  });
});
