import { describe, expect, it } from 'vitest';
import {
  type OutboundRequest,
  type OutboundResponse,
  TransportFailure,
} from '../../../src/connectors/http/exchange.ts';
import { CredentialsRefused } from '../../../src/connectors/http/refusal.ts';
import { type UpstreamCall, UpstreamClient } from '../../../src/connectors/http/upstream-client.ts';
import { ERROR_SCHEMA, ScimError } from '../../../src/scim/errors.ts';
import { callContext, scimError } from '../support/context.ts';
import { exampleBackend } from '../support/example-backend.ts';

const backend = exampleBackend();
const list: UpstreamCall = { method: 'GET', resource: 'Users' };
const put: UpstreamCall = { method: 'PUT', resource: 'Users', id: 'a', body: { id: 'a' } };

function answer(
  status: number,
  body: unknown = '',
  headers: OutboundResponse['headers'] = {},
): OutboundResponse {
  return { status, headers, body: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)) };
}

function scim(detail: string, more: object = {}) {
  return { schemas: [ERROR_SCHEMA], detail, ...more };
}

/** A client whose requests get this outcome. */
function setUp(outcome: OutboundResponse | Error) {
  const sent: OutboundRequest[] = [];
  const client = new UpstreamClient({
    backend,
    base: { origin: backend.origin, path: '/api' },
    send: async (request) => {
      sent.push(request);
      if (outcome instanceof Error) throw outcome;
      return outcome;
    },
    contentType: 'application/scim+json',
    accept: 'application/scim+json',
  });
  const context = callContext();
  return { client, sent, context, fail: (call: UpstreamCall) => scimError(client.call(call, context)) };
}

describe('UpstreamClient', () => {
  it('sends forms', async () => {
    const { client, sent, context } = setUp(answer(200, {}));
    const form = { grant_type: 'password', username: 'a+b@x', password: 'p&q=ü %' };
    await client.call({ method: 'POST', resource: 'oauth/token', form }, context);
    expect(sent[0]?.headers['content-type']).toBe('application/x-www-form-urlencoded');
    expect(Object.fromEntries(new URLSearchParams(sent[0]?.body))).toEqual(form);
  });

  it('sends writes only as long as the fence is held, and reads whatever becomes of it', async () => {
    const { client, sent, context } = setUp(answer(200, { id: 'a' }));
    const fence = { isHeld: () => true };
    await client.call(put, { ...context, fence });
    await client.call(list, { ...context, fence });
    expect(sent.map((request) => request.fence)).toEqual([fence, undefined]);
  });

  it('sends what the call says', async () => {
    const { client, sent, context } = setUp(answer(200, { id: 'a b' }));
    await client.call(
      {
        method: 'PATCH',
        resource: 'Users',
        id: 'a b',
        query: { x: '&' },
        headers: { 'if-match': '"1"' },
        body: { a: 1 },
      },
      context,
    );
    expect(sent[0]).toMatchObject({
      method: 'PATCH',
      path: '/api/Users/a%20b?x=%26',
      body: '{"a":1}',
      headers: {
        accept: 'application/scim+json',
        'content-type': 'application/scim+json',
        'if-match': '"1"',
        'x-request-id': 'request-1',
      },
    });
    expect(sent[0]?.signal).toBe(context.signal);
  });

  it('names no content type where there is no content', async () => {
    const { client, sent, context } = setUp(answer(204));
    await client.call({ method: 'DELETE', resource: 'Users', id: 'a' }, context);
    expect(sent[0]?.headers).not.toHaveProperty('content-type');
    expect(sent[0]?.body).toBeUndefined();
  });

  it('does not pass on a request id that cannot be a header', async () => {
    const { client, sent } = setUp(answer(204));
    await client.call(list, callContext('a\r\nX-Evil: 1'));
    expect(sent[0]?.headers).not.toHaveProperty('x-request-id');
  });

  it('gives the JSON of an answer, or nothing', async () => {
    const { client, context } = setUp(answer(200, '\uFEFF{"a":"ü","__proto__":{"b":1}}'));
    const { body } = await client.call(list, context);
    expect(JSON.stringify(body)).toBe('{"a":"ü","__proto__":{"b":1}}');
    expect(Object.getPrototypeOf(body)).toBe(Object.prototype);
    expect(await setUp(answer(204)).client.call(list, context)).toMatchObject({
      status: 204,
      body: undefined,
    });
  });

  it('gives whole numbers that JavaScript cannot hold as the text of their digits', async () => {
    const { client, context } = setUp(
      answer(200, '{"a":[49151123456789012345,-9007199254740993,7],"b":1e30}'),
    );
    const { body } = await client.call(list, context);
    expect(body).toEqual({ a: ['49151123456789012345', '-9007199254740993', 7], b: 1e30 });
  });

  it('does not send for an id that cannot be in a URL', async () => {
    const { fail, sent } = setUp(answer(200, {}));
    for (const id of ['..', '../Groups', 'a\0']) {
      expect(await fail({ method: 'DELETE', resource: 'Users', id })).toMatchObject({ status: 404 });
    }
    expect(sent).toEqual([]);
  });

  it.each<[string, OutboundResponse | string]>([
    ['HTML', answer(200, '<html>log on</html>', { 'content-type': 'text/html; charset=utf-8' })],
    ['broken JSON', answer(200, '{"a":')],
    ['another encoding', { ...answer(200), body: Buffer.from('{"a":"\xfc"}', 'latin1') }],
  ])('answers 502 for %s', async (_, outcome) => {
    const { fail } = setUp(typeof outcome === 'string' ? answer(200, outcome) : outcome);
    const error = await fail(list);
    expect(error).toMatchObject({ status: 502 });
    expect(error.message).toContain('GET /api/Users with 200 and a body that is not JSON');
    expect(error.message).toContain('property URL');
    expect(error.message).not.toContain('<html>');
    expect((await setUp(answer(201, '<html>')).fail({ ...put, method: 'POST' })).message).toContain(
      'The change was probably made',
    );
  });
});

describe('upstream answers', () => {
  it.each([
    [{}, '(without a content type)'],
    [{ 'content-type': 'text/html; charset=utf-8' }, '(text/html)'],
    [{ 'content-type': `text/${'x'.repeat(200)}` }, `(text/${'x'.repeat(95)})`],
  ])('that are no JSON say what they have instead: %j', async (headers, type) => {
    const { fail } = setUp(answer(200, '<html>', headers));
    expect((await fail(list)).message).toContain(
      `with 200 and a body that is not JSON ${type}. Check whether`,
    );
  });

  it.each<[string, UpstreamCall, OutboundResponse, Partial<ScimError>, string[]]>([
    [
      '400',
      put,
      answer(400, scim('bad', { scimType: 'mutability' })),
      { status: 400, scimType: 'mutability' },
      ['bad'],
    ],
    [
      '400 without scimType',
      put,
      answer(400, scim('bad')),
      { status: 400, scimType: 'invalidValue' },
      ['bad'],
    ],
    [
      '400 to a filter',
      { ...list, query: { filter: 'x' } },
      answer(400, scim('bad')),
      { status: 400, scimType: 'invalidFilter' },
      ['bad'],
    ],
    ['400 to a list', list, answer(400, scim('bad')), { status: 400, scimType: undefined }, ['bad']],
    [
      '401',
      list,
      answer(401, '<html>'),
      { status: 502 },
      ['User', 'Password', 'Five failures lock', '15 minutes'],
    ],
    ['403', put, answer(403), { status: 502 }, ['the role "Keeper"', 'property User']],
    ['404', put, answer(404, scim('User a not found')), { status: 404 }, ['User a not found']],
    ["a router's 404", put, answer(404, '<html>'), { status: 502 }, ['property URL']],
    [
      "a gateway's 404",
      put,
      answer(404, { error: 'Not Found' }),
      { status: 502 },
      ['property URL', 'Not Found'],
    ],
    ['an empty 404', put, answer(404), { status: 502 }, ['property URL']],
    ['404 for a list', list, answer(404, scim('nothing here')), { status: 502 }, ['property URL']],
    [
      '409',
      { ...put, identifiers: 'userName "ada"' },
      answer(409, scim('already exists')),
      { status: 409, scimType: 'uniqueness' },
      ['already exists', 'userName "ada"'],
    ],
    [
      '409 as text',
      put,
      answer(409, 'exists already'),
      { status: 409, scimType: 'uniqueness' },
      ['exists already'],
    ],
    ['412', put, answer(412), { status: 412 }, ['changed meanwhile']],
    ['413', put, answer(413), { status: 413 }, ['too large']],
    ['422', put, answer(422, { message: 'odd' }), { status: 400, scimType: 'invalidValue' }, ['odd']],
    [
      '422 for a collision',
      put,
      answer(422, { message: 'name already taken' }),
      { status: 409, scimType: 'uniqueness' },
      [],
    ],
    ['429', list, answer(429, '', { 'retry-after': '7' }), { status: 429, retryAfter: 7 }, ['7 seconds']],
    ['429 that does not say', list, answer(429), { status: 429, retryAfter: 60 }, ['60 seconds']],
    [
      '414 to a filter',
      { ...list, query: { filter: 'x' } },
      answer(414, '<html>'),
      { status: 400, scimType: 'invalidFilter' },
      ['too long'],
    ],
    ['431', list, answer(431), { status: 502 }, []],
    ['415', put, answer(415), { status: 502 }, ['media type: check the property URL']],
    ['405', put, answer(405), { status: 501 }, ['has no such operation', 'property URL']],
    [
      '500',
      list,
      answer(500, scim('An internal error occurred.')),
      { status: 502 },
      ['An internal error occurred.', 'property URL'],
    ],
    [
      '503',
      list,
      answer(503, '<html>down</html>', { 'retry-after': '9' }),
      { status: 502, retryAfter: 9 },
      ['property URL'],
    ],
    ['504', put, answer(504), { status: 502 }, ['Whether the change was made is not known']],
    [
      'a redirect',
      list,
      answer(301, '', { location: 'https://other.example/scim/Users?filter=secret' }),
      { status: 502 },
      ['redirect to https://other.example', 'property URL'],
    ],
    [
      'a redirect to nowhere',
      list,
      answer(302, '', { location: 'http://[' }),
      { status: 502 },
      ['property URL'],
    ],
    ['304', list, answer(304), { status: 502 }, ['property URL']],
  ])('hands on %s', async (_, call, outcome, expected, parts) => {
    const { fail } = setUp(outcome);
    const error = await fail(call);
    const { status, scimType, retryAfter } = error;
    expect({ status, scimType, retryAfter }).toEqual({
      scimType: undefined,
      retryAfter: undefined,
      ...expected,
    });
    for (const part of parts) expect(error.message).toContain(part);
    expect(error.message).toContain(`${call.method} /api/Users`);
    expect(error.message).toContain('Example Directory (system system-1, https://directory.example)');
    expect(error.message).not.toMatch(/<html>|secret/);
  });

  it('adds the hint of a call to a 400 and a 404', async () => {
    const call = { ...put, hint: 'Wrong kind of id.' };
    expect((await setUp(answer(404, scim('x'))).fail(call)).message).toContain('Wrong kind of id.');
    expect((await setUp(answer(400, scim('x'))).fail(call)).message).toContain('Wrong kind of id.');
    expect((await setUp(answer(500, scim('x'))).fail(call)).message).not.toContain('Wrong kind of id.');
  });

  it('bounds a path in a message', async () => {
    const { message } = await setUp(answer(404, scim('x'))).fail({ ...put, id: 'x'.repeat(5_000) });
    expect(message.length).toBeLessThan(1_500);
  });
});

describe('requests without an answer', () => {
  const failure = (reason: string, options: ConstructorParameters<typeof TransportFailure>[1]) =>
    new TransportFailure(reason, options);
  /** As Node fails where a host has several addresses. */
  const several = (...codes: string[]) =>
    new AggregateError(codes.map((code) => Object.assign(new Error(code), { code })));

  it.each<[string, TransportFailure, number, string]>([
    ['ECONNREFUSED', failure('ECONNREFUSED', { progress: 'unsent' }), 502, 'takes no connection'],
    ['ENOTFOUND', failure('ENOTFOUND', { progress: 'unsent' }), 502, 'has no address'],
    [
      'an address less',
      failure('ENETUNREACH', { progress: 'unsent', cause: several('ENETUNREACH', 'EADDRNOTAVAIL') }),
      502,
      'takes no connection',
    ],
    [
      'no free port',
      failure('EADDRNOTAVAIL', { progress: 'unsent' }),
      503,
      'has no free local address or port',
    ],
    ['no file descriptor', failure('EMFILE', { progress: 'unsent' }), 503, 'raise its limit (ulimit -n)'],
    [
      'none of the whole machine',
      failure('ENFILE', { progress: 'unsent' }),
      503,
      "The proxy's machine has as many",
    ],
    ['no memory', failure('ENOBUFS', { progress: 'unsent' }), 503, "The proxy's machine has no memory left"],
    [
      'no file descriptor for the second address',
      failure('ECONNREFUSED', { progress: 'unsent', cause: several('ECONNREFUSED', 'EMFILE') }),
      503,
      'EMFILE), which is not at fault',
    ],
    [
      'another protocol',
      failure('UNASKED_UPGRADE', { progress: 'sent' }),
      502,
      'changed the protocol (101), which nobody asked for',
    ],
    [
      'interim answers only',
      failure('ENDLESS_INTERIM', { progress: 'sent' }),
      502,
      'one interim answer (1xx) after the other',
    ],
    ['an expired certificate', failure('CERT_HAS_EXPIRED', { progress: 'unsent' }), 502, 'No TLS connection'],
    ['no TLS', failure('ERR_SSL_WRONG_VERSION_NUMBER', { progress: 'unsent' }), 502, 'No TLS connection'],
    [
      'a connect timeout',
      failure('UND_ERR_CONNECT_TIMEOUT', { progress: 'unsent' }),
      504,
      'did not answer in time',
    ],
    [
      'a headers timeout',
      failure('UND_ERR_HEADERS_TIMEOUT', { progress: 'sent' }),
      504,
      'did not answer in time',
    ],
    ['a reset', failure('ECONNRESET', { progress: 'sent' }), 502, 'closed the connection without an answer'],
    ['a cut answer', failure('UND_ERR_SOCKET', { progress: 'answering', status: 200 }), 502, 'broke off'],
    ['garbage', failure('HPE_INVALID_CONSTANT', { progress: 'answering' }), 502, 'not valid HTTP'],
    [
      'too much',
      failure('UND_ERR_RES_EXCEEDED_MAX_SIZE', { progress: 'answering', status: 200 }),
      502,
      'too large',
    ],
    ['closed connections', failure('UND_ERR_CLOSED', { progress: 'unsent' }), 503, 'repeat the request'],
  ])('explains %s', async (_, outcome, status, text) => {
    const error = await setUp(outcome).fail(list);
    expect(error).toMatchObject({ status });
    expect(error.message).toContain(text);
    expect(error.message).toContain('GET /api/Users');
    expect(error.message).toContain('Example Directory (system system-1, https://directory.example)');
    expect(error.message).not.toContain('change was made');
  });

  it.each([
    failure('UND_ERR_HEADERS_TIMEOUT', { progress: 'sent' }),
    failure('ECONNRESET', { progress: 'sent' }),
    failure('UND_ERR_SOCKET', { progress: 'answering', status: 200 }),
  ])('says what to do about a read that is worth repeating: $reason', async (outcome) => {
    const next = 'Repeat the request; if it stays so, look at the backend and what stands in front of it.';
    expect((await setUp(outcome).fail(list)).message).toMatch(new RegExp(` ${next}$`));
    expect((await setUp(outcome).fail(put)).message).not.toContain(next);
  });

  it.each<[TransportFailure, string]>([
    [failure('ECONNREFUSED', { progress: 'unsent' }), 'Nothing was sent, so nothing was changed.'],
    [failure('ECONNRESET', { progress: 'sent' }), 'Whether the change was made is not known'],
    [failure('UND_ERR_HEADERS_TIMEOUT', { progress: 'sent' }), 'Whether the change was made is not known'],
    [failure('UND_ERR_SOCKET', { progress: 'answering', status: 201 }), 'so the change was made'],
    [
      failure('UND_ERR_SOCKET', { progress: 'answering', status: 500 }),
      'Whether the change was made is not known',
    ],
    [failure('ABORTED', { progress: 'sent' }), 'Whether the change was made is not known'],
  ])('says what became of a write', async (outcome, text) => {
    expect((await setUp(outcome).fail(put)).message).toContain(text);
  });

  it.each<[string, unknown, number]>([
    ['a deadline', new DOMException('over', 'TimeoutError'), 504],
    ['the reason of the caller', new ScimError(503, 'The proxy stops.', { retryAfter: 3 }), 503],
    ['a client that is gone', new DOMException('gone', 'AbortError'), 503],
    ['no reason', undefined, 503],
  ])('explains an abort by %s', async (_, cause, status) => {
    const error = await setUp(failure('ABORTED', { progress: 'sent', cause })).fail(list);
    expect(error.status).toBe(status);
    expect(error.message).toContain('GET /api/Users at Example Directory');
    if (cause instanceof ScimError)
      expect(error).toMatchObject({ retryAfter: 3, message: expect.stringContaining('The proxy stops.') });
  });

  it.each([
    [502, 401, 'Unknown client', 'which answered 401 before: Unknown client. Check it.', undefined],
    [503, 500, undefined, 'which answered 500 before. Check it.', 42],
    [503, undefined, undefined, 'which broke off without an answer before. Check it.', 42],
  ] as const)(
    'says why nothing is sent for a while: %d after %s',
    async (status, answered, text, why, retryAfter) => {
      const refusal = { holds: [1_000], status, answered, text, advice: 'Check it.' } as const;
      const error = await setUp(new CredentialsRefused(refusal, 42)).fail(put);
      expect(error).toMatchObject({ status, retryAfter });
      expect(error.message).toBe(
        `PUT /api/Users/a was not sent to Example Directory (system system-1, https://directory.example), ${why} ` +
          'The next attempt is made in 42 seconds, or when the configuration is loaded again (SIGHUP).',
      );
    },
  );

  it('does not dress up a mistake of its own', async () => {
    const { client, context } = setUp(new TypeError('a bug'));
    await expect(client.call(list, context)).rejects.toThrow(TypeError);
  });
});

describe('log lines', () => {
  it('have the id of the answer, and no personal data', async () => {
    const outcome = answer(409, scim('ada@example.com exists'), { 'x-ids-id': 'ids-77' });
    const { fail, context } = setUp(outcome);
    await fail({ ...put, id: 'ada@example.com', query: { filter: 'secret' }, body: { userName: 'ada' } });
    expect(context.logged).toMatchObject([
      {
        level: 40,
        msg: 'upstream call failed',
        upstream: { method: 'PUT', path: '/api/Users/:id', status: 409, answerId: 'ids-77' },
        durationMs: expect.any(Number),
      },
    ]);
    expect(JSON.stringify(context.logged)).not.toMatch(/ada|secret/);
  });

  it('have the reason where there was no answer', async () => {
    const { fail, context } = setUp(new TransportFailure('ECONNREFUSED', { progress: 'unsent' }));
    await fail(list);
    expect(context.logged).toMatchObject([{ upstream: { path: '/api/Users', reason: 'ECONNREFUSED' } }]);
  });

  it('say where a token was missing, which has a line of its own', async () => {
    const { fail, context } = setUp(new ScimError(503, 'UAA answered POST /oauth/token with 500.'));
    expect(await fail(list)).toMatchObject({
      status: 503,
      message: expect.stringContaining('POST /oauth/token'),
    });
    expect(context.logged).toMatchObject([{ upstream: { path: '/api/Users', reason: 'UPSTREAM_NO_TOKEN' } }]);
  });

  it('do not repeat an answer id that is none', async () => {
    const { fail, context } = setUp(answer(500, '', { 'x-ids-id': 'with spaces and \u0007' }));
    await fail(list);
    expect(context.logged[0]?.['upstream']).not.toHaveProperty('answerId');
  });

  it('are not written for what succeeds', async () => {
    const { client, context } = setUp(answer(200, {}));
    await client.call(list, context);
    expect(context.logged).toEqual([]);
  });
});
