/** Which requests to the UAA and to Cloud Controller are sent again. */
import { describe, expect, it } from 'vitest';
import { logonRetries, resourceRetries } from '../../../src/connectors/cloud-foundry/retry-policy.ts';
import {
  type OutboundRequest,
  type OutboundResponse,
  type Progress,
  TransportFailure,
} from '../../../src/connectors/http/exchange.ts';
import { answered, outboundRequest } from '../support/outbound.ts';

const broken = (progress: Progress, reason = 'ECONNRESET') => new TransportFailure(reason, { progress });
const GET = outboundRequest();
const DELETE = outboundRequest({ method: 'DELETE' });
const POST = outboundRequest({ method: 'POST' });
const ROLE = outboundRequest({ method: 'POST', repeatable: true });
const PUT = outboundRequest({ method: 'PUT' });
const UAA_AWAY = {
  errors: [{ code: 20004, title: 'CF-UaaUnavailable', detail: 'The UAA service is unavailable' }],
};

const NOW = Date.parse('2026-03-01T12:00:00Z');
const SETTINGS = { attempts: 2, interval: 30_000 };
const retries = resourceRetries(SETTINGS, () => NOW);

type Outcome = OutboundResponse | TransportFailure;

/** How often it is sent again. */
function times(request: OutboundRequest, outcome: Outcome, policy = retries): number {
  const delays = [0, 1, 2, 3, 4].map((repeats) => policy(request, outcome, repeats));
  return delays.indexOf(undefined);
}

describe('a request', () => {
  it.each<[what: string, request: OutboundRequest, outcome: Outcome, times: number]>([
    ['a read that broke', GET, broken('sent'), 2],
    ['a read that timed out', GET, broken('sent', 'UND_ERR_HEADERS_TIMEOUT'), 0],
    ['a read that was cancelled', GET, broken('sent', 'ABORTED'), 0],
    ['a removal that broke', DELETE, broken('sent'), 2],
    ['a role that may have been given', ROLE, broken('sent'), 2],
    ['a user who may have been created', POST, broken('sent'), 0],
    ['a user who was not sent', POST, broken('unsent', 'ECONNREFUSED'), 2],
    ['an update that may have been made', PUT, broken('sent'), 0],
    ['an update that was not sent', PUT, broken('unsent', 'ECONNREFUSED'), 2],
    ...[502, 503, 504].flatMap((status): [string, OutboundRequest, Outcome, number][] => [
      [`${status} to a read`, GET, answered(status), 2],
      [`${status} to a removal`, DELETE, answered(status), 2],
      [`${status} to a role`, ROLE, answered(status), 2],
      [`${status} to a create`, POST, answered(status), 0],
      [`${status} to an update`, PUT, answered(status), 0],
      [`${status} after a minute of trying`, GET, answered(status, {}, UAA_AWAY), 0],
    ]),
    ['500 to a read', GET, answered(500), 1],
    ['500 to a role', ROLE, answered(500), 1],
    ['500 to a removal', DELETE, answered(500), 0],
    ['500 to a create', POST, answered(500), 0],
    ['501', GET, answered(501), 0],
    ['401', GET, answered(401), 0],
    ['429', GET, answered(429), 0],
    ['success', GET, answered(200), 0],
  ])('%s', (_, request, outcome, expected) => {
    expect(times(request, outcome)).toBe(expected);
  });

  it('waits longer the second time', () => {
    const [first = 0, second = 0] = [0, 1].map((repeats) => retries(GET, broken('sent'), repeats));
    expect(first).toBeGreaterThanOrEqual(125);
    expect(first).toBeLessThan(375);
    expect(second).toBeGreaterThanOrEqual(500);
    expect(second).toBeLessThan(1_500);
  });
});

describe('the properties of all systems', () => {
  it.each([0, 1, 3])('say how often: %d times', (attempts) => {
    const policy = resourceRetries({ ...SETTINGS, attempts }, () => NOW);
    expect(times(GET, broken('sent'), policy)).toBe(attempts);
  });

  it('say how long a wait is at most', () => {
    const policy = resourceRetries({ ...SETTINGS, interval: 100 }, () => NOW);
    expect(policy(GET, broken('sent'), 1)).toBe(100);
  });
});

it('nothing is sent again past the deadline', () => {
  const policy = resourceRetries({ attempts: 3, interval: 100 }, () => NOW);
  const until = (deadline: number) => policy({ ...GET, deadline }, broken('sent'), 1);
  expect(until(NOW + 1_100)).toBe(100);
  expect(until(NOW + 1_099)).toBeUndefined();
});

describe('a logon', () => {
  it.each<[what: string, outcome: Outcome, times: number]>([
    ['a connection that broke', broken('sent'), 1],
    ['one that timed out', broken('sent', 'UND_ERR_HEADERS_TIMEOUT'), 0],
    ['500', answered(500), 0],
    ['503', answered(503), 0],
    ['401', answered(401), 0],
  ])('%s shows the password so often again', (_, outcome, expected) => {
    expect(
      times(
        ROLE,
        outcome,
        logonRetries(SETTINGS, () => NOW),
      ),
    ).toBe(expected);
  });
});
