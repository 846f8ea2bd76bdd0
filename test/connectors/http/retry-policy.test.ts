/** Which requests are sent again, and after how long. */
import { describe, expect, it } from 'vitest';
import {
  type OutboundRequest,
  type OutboundResponse,
  type Progress,
  TransportFailure,
} from '../../../src/connectors/http/exchange.ts';
import { safeRetries } from '../../../src/connectors/http/retry-policy.ts';
import { answered, outboundRequest } from '../support/outbound.ts';

const NOW = Date.parse('2026-03-01T12:00:00Z');
const INTERVAL = 30_000;
const broken = (progress: Progress, reason = 'ECONNRESET') => new TransportFailure(reason, { progress });
const GET = outboundRequest();
const POST = outboundRequest({ method: 'POST' });
const PUT = outboundRequest({ method: 'PUT' });
const VERSIONED = outboundRequest({ method: 'PUT', headers: { 'if-match': '"7"' } });
const WILDCARD = outboundRequest({ method: 'PUT', headers: { 'if-match': '*' } });

type Expected = 'soon' | 'later' | 'never' | number;

/** `soon`: a spread part of a second; `later`: after the interval. */
function kindOf(delay: number | undefined): Expected {
  if (delay === undefined) return 'never';
  if (delay === INTERVAL) return 'later';
  return delay >= 125 && delay < 375 ? 'soon' : delay;
}

const retries = safeRetries({ attempts: 2, interval: INTERVAL }, () => NOW);

describe('the first failure', () => {
  it.each<
    [what: string, request: OutboundRequest, outcome: OutboundResponse | TransportFailure, expected: Expected]
  >([
    ['a read that broke', GET, broken('sent'), 'soon'],
    ['a read whose answer broke', GET, broken('answering'), 'soon'],
    ['a read that timed out', GET, broken('sent', 'UND_ERR_HEADERS_TIMEOUT'), 'never'],
    ['a read that was cancelled', GET, broken('sent', 'ABORTED'), 'never'],
    [
      'a read of an answer that is too large',
      GET,
      broken('answering', 'UND_ERR_RES_EXCEEDED_MAX_SIZE'),
      'never',
    ],
    ['a create that never left', POST, broken('unsent', 'ECONNREFUSED'), 'soon'],
    ['a create that never left in time', POST, broken('unsent', 'ETIMEDOUT'), 'later'],
    ['a create that may have arrived', POST, broken('sent'), 'never'],
    ['an update that broke', PUT, broken('sent'), 'soon'],
    ['an update that timed out', PUT, broken('sent', 'UND_ERR_BODY_TIMEOUT'), 'later'],
    ['an update of a version that never left', VERSIONED, broken('unsent'), 'soon'],
    ['an update of a version that may have arrived', VERSIONED, broken('sent'), 'never'],
    ['an update of any version', WILDCARD, broken('sent'), 'soon'],
    ['503 that does not say when', GET, answered(503), 'never'],
    ['503 for a moment', GET, answered(503, { 'retry-after': '3' }), 3_000],
    ['503 for as long as the interval', GET, answered(503, { 'retry-after': '30' }), 'later'],
    ['503 for longer', GET, answered(503, { 'retry-after': '31' }), 'never'],
    ['503 to an update', PUT, answered(503, { 'retry-after': '3' }), 3_000],
    ['503 to a create', POST, answered(503, { 'retry-after': '3' }), 'never'],
    ['503 to an update of a version', VERSIONED, answered(503, { 'retry-after': '3' }), 'never'],
    ['502 to a read', GET, answered(502), 'soon'],
    ['504 to a read', GET, answered(504), 'soon'],
    ['502 to an update', PUT, answered(502), 'never'],
    ['500 to a read', GET, answered(500), 'never'],
    ['401', GET, answered(401), 'never'],
    ['403', GET, answered(403), 'never'],
    ['429', GET, answered(429, { 'retry-after': '1' }), 'never'],
    ['success', GET, answered(200), 'never'],
  ])('%s', (_, request, outcome, expected) => {
    expect(kindOf(retries(request, outcome, 0))).toBe(expected);
  });
});

it('connections are tried as often as told, answers once more at most', () => {
  const repeated = (outcome: OutboundResponse | TransportFailure) =>
    [0, 1, 2].map((repeats) => retries(GET, outcome, repeats) !== undefined);
  expect(repeated(broken('sent'))).toEqual([true, true, false]);
  expect(repeated(answered(502))).toEqual([true, false, false]);
  const never = safeRetries({ attempts: 0, interval: INTERVAL }, () => NOW);
  expect(never(GET, broken('sent'), 0)).toBeUndefined();
});

it('no wait is longer than the interval', () => {
  const impatient = safeRetries({ attempts: 2, interval: 0 }, () => NOW);
  expect(impatient(GET, broken('sent'), 0)).toBe(0);
});

it.each([
  [NOW + INTERVAL + 1_000, 'later'],
  [NOW + INTERVAL + 999, 'never'],
])('a wait that leaves less than a second before the deadline is none', (deadline, expected) => {
  const request = { ...PUT, deadline };
  expect(kindOf(retries(request, broken('sent', 'ETIMEDOUT'), 0))).toBe(expected);
});
