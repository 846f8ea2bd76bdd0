/** Which requests to a UAA are sent again, and after how long. */
import { describe, expect, it } from 'vitest';
import {
  type OutboundRequest,
  type OutboundResponse,
  TransportFailure,
} from '../../../src/connectors/http/exchange.ts';
import { uaaRetries } from '../../../src/connectors/uaa/retry-policy.ts';
import { answered, outboundRequest } from '../support/outbound.ts';

const NOW = Date.parse('2026-03-01T12:00:00Z');
const PATCH = outboundRequest({ method: 'PATCH', headers: { 'if-match': '*' } });
const PATCH_OF_VERSION = outboundRequest({ method: 'PATCH', headers: { 'if-match': '"7"' } });
const PUT = outboundRequest({ method: 'PUT', headers: { 'if-match': '*' } });
const MEMBER = outboundRequest({ method: 'POST', repeatable: true });
const broken = (reason: string) => new TransportFailure(reason, { progress: 'sent' });

const policy = (interval = 30_000) => uaaRetries({ attempts: 2, interval }, () => NOW);
const delay = (request: OutboundRequest, outcome: OutboundResponse | TransportFailure, interval?: number) =>
  policy(interval)(request, outcome, 0);

describe('a PATCH', () => {
  it('of any version is repeated after a 502, after the interval, but after 50 seconds at most', () => {
    expect(delay(PATCH, answered(502))).toBe(30_000);
    expect(delay(PATCH, answered(502), 60_000)).toBe(50_000);
    expect([0, 1, 2].map((repeats) => policy()(PATCH, answered(502), repeats))).toEqual([
      30_000,
      30_000,
      undefined,
    ]);
    expect(delay({ ...PATCH, deadline: NOW + 20_000 }, answered(502))).toBeUndefined();
  });

  it('of a version is not, as the first attempt may have changed it', () => {
    expect(delay(PATCH_OF_VERSION, answered(502))).toBeUndefined();
    expect(delay(outboundRequest({ method: 'PATCH' }), answered(502))).toBeUndefined();
  });

  it.each([200, 409, 500, 503, 504])('is not after a %i', (status) => {
    expect(delay(PATCH, answered(status))).toBeUndefined();
  });
});

it('a PUT is not repeated after a 502', () => {
  expect(delay(PUT, answered(502))).toBeUndefined();
});

describe('a change of one member', () => {
  it.each([502, 503, 504])('is repeated soon after a %i', (status) => {
    expect(delay(MEMBER, answered(status))).toBeLessThan(1_000);
    expect(delay(MEMBER, answered(status), 1)).toBe(1);
  });

  it('is repeated where the connection broke, and not where the answer says something else', () => {
    expect(delay(MEMBER, broken('ECONNRESET'))).toBeLessThan(1_000);
    expect(delay(MEMBER, broken('ABORTED'))).toBeUndefined();
    expect(delay(MEMBER, answered(500))).toBeUndefined();
    expect(policy()(MEMBER, answered(502), 2)).toBeUndefined();
  });
});
