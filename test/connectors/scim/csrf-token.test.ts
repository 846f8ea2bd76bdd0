/** Requests that wait for a CSRF token which another one fetches. */
import { expect, it } from 'vitest';
import {
  abortedFailure,
  type OutboundRequest,
  type Send,
  TransportFailure,
} from '../../../src/connectors/http/exchange.ts';
import { SecretMask } from '../../../src/connectors/http/masking/secret-mask.ts';
import { csrfProtection } from '../../../src/connectors/scim/csrf-token.ts';
import { answered, outboundRequest } from '../support/outbound.ts';

const options = {
  backend: {
    name: 'SCIM System',
    systemId: 'one',
    origin: 'https://backend.example',
    requiredRole: () => '',
    lockout: '',
    retryAfter: 60,
    mask: new SecretMask({ headers: {} }),
  },
  path: '/scim/Users',
  property: 'scim.csrf.token.path',
  cookies: undefined,
  now: Date.now,
};

interface Fetch {
  readonly resolve: (token: string) => void;
  readonly reject: (error: unknown) => void;
}

/** A server whose answers to fetches the test gives; writes are done at once. */
function setUp() {
  const fetches: Fetch[] = [];
  const written: OutboundRequest[] = [];
  const next: Send = async (request) => {
    if (request.method !== 'GET') {
      written.push(request);
      return answered(201);
    }
    const { promise, resolve, reject } = Promise.withResolvers<string>();
    fetches.push({ resolve, reject });
    const { signal } = request;
    signal.addEventListener('abort', () => reject(abortedFailure(signal, { progress: 'sent' })));
    return answered(200, { 'x-csrf-token': await promise });
  };
  const send = csrfProtection(options)(next);
  const write = () => {
    const controller = new AbortController();
    const answer = send(outboundRequest({ method: 'POST', signal: controller.signal }));
    return { leave: () => controller.abort(), outcome: answer.catch((error: unknown) => error) };
  };
  return { fetches, written, write };
}

it('fetch one themselves where whoever fetched has gone', async () => {
  const { fetches, written, write } = setUp();
  const [first, second, third] = [write(), write(), write()];
  expect(fetches).toHaveLength(1);
  first.leave();
  expect(await first.outcome).toMatchObject({ message: expect.stringContaining('No CSRF token: ') });
  expect(fetches).toHaveLength(2);
  fetches[1]?.resolve('token-2');
  expect(await Promise.all([second.outcome, third.outcome])).toMatchObject([
    { status: 201 },
    { status: 201 },
  ]);
  expect(fetches).toHaveLength(2);
  expect(written.map(({ headers }) => headers['x-csrf-token'])).toEqual(['token-2', 'token-2']);
});

it('do not fetch again what another one did not get', async () => {
  const { fetches, written, write } = setUp();
  const waiting = [write(), write()];
  fetches[0]?.reject(new TransportFailure('ECONNRESET', { progress: 'sent' }));
  for (const { outcome } of waiting) {
    expect(await outcome).toMatchObject({ message: expect.stringContaining('Nothing was changed.') });
  }
  expect([fetches.length, written]).toEqual([1, []]);
});

it('end where they have gone themselves', async () => {
  const { fetches, written, write } = setUp();
  const [first, second] = [write(), write()];
  second.leave();
  expect(await second.outcome).toMatchObject({ message: expect.stringContaining('No CSRF token: ') });
  fetches[0]?.resolve('token-1');
  expect(await first.outcome).toMatchObject({ status: 201 });
  expect([fetches.length, written.length]).toEqual([1, 1]);
});
