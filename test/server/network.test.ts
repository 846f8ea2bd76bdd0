import type { IncomingMessage } from 'node:http';
import { expect, it } from 'vitest';
import { networkOf } from '../../src/server/http/network.ts';
import { clientAddress } from '../../src/server/http/origin.ts';

it.each([
  ['192.0.2.1', '192.0.2.1'],
  ['192.0.2.1:4711', '192.0.2.1'],
  ['::ffff:192.0.2.1', '192.0.2.1'],
  ['::FFFF:192.0.2.1', '192.0.2.1'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:0DB8:1:2::1', '2001:db8:1:2::/64'],
  ['[2001:db8:1:2::1]:443', '2001:db8:1:2::/64'],
  ['[2001:db8::1]', '2001:db8:0:0::/64'],
  ['2001:db8::', '2001:db8:0:0::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ['::1', '0:0:0:0::/64'],
  ['1::192.0.2.1', '1:0:0:0::/64'],
  ['', undefined],
  ['unknown', undefined],
  ['_hidden', undefined],
  ['1.2.3', undefined],
  ['1.2.3.4:x', undefined],
  ['x'.repeat(10_000), undefined],
])('%s counts as %s', (address, network) => {
  expect(networkOf(address)).toBe(network);
});

it.each([
  ['203.0.113.9', true, '203.0.113.9'],
  ['198.51.100.1, 203.0.113.9:1234', true, '203.0.113.9'],
  ['198.51.100.1, 2001:db8::7', true, '2001:db8::7'],
  ['198.51.100.1, [2001:db8::7]:443', true, '2001:db8::7'],
  ['fe80::1%eth0', true, 'fe80::1'],
  [`fe80::1%${'x'.repeat(10_000)}`, true, 'fe80::1'],
  ['198.51.100.1, nonsense', true, '192.0.2.1'],
  [undefined, true, '192.0.2.1'],
  ['203.0.113.9', false, '192.0.2.1'],
])('with X-Forwarded-For: %s (trusted: %s) the client is %s', (forwarded, trustForwardedHeaders, address) => {
  const headers = { 'x-forwarded-for': forwarded };
  const request = { headers, socket: { remoteAddress: '::ffff:192.0.2.1' } } as unknown as IncomingMessage;
  expect(clientAddress(request, { trustForwardedHeaders })).toBe(address);
});
