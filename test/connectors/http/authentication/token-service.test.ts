/** Requests that carry tokens, over real HTTP, and token services that fail in every way. */
import type { ServerResponse } from 'node:http';
import { pino } from 'pino';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { logonWords } from '../../../../src/connectors/http/authentication/logon-words.ts';
import { parseTokenUrl } from '../../../../src/connectors/http/authentication/token-url.ts';
import type { Backend } from '../../../../src/connectors/http/backend.ts';
import { maskOf } from '../../../../src/connectors/http/destination.ts';
import { openDestination } from '../../../../src/connectors/http/destination-client.ts';
import type { UpstreamCall } from '../../../../src/connectors/http/upstream-client.ts';
import { UpstreamClient } from '../../../../src/connectors/http/upstream-client.ts';
import { SharedState } from '../../../../src/connectors/shared-state.ts';
import { ScimError } from '../../../../src/scim/errors.ts';
import { until } from '../../../support/until.ts';
import { json } from '../../support/backend.ts';
import { callContext, scimError } from '../../support/context.ts';
import { CLIENT, startTokenService, type TokenService } from '../../support/token-service.ts';

const LIST: UpstreamCall = { method: 'GET', resource: 'Users' };
const CREATE: UpstreamCall = { method: 'POST', resource: 'Users', body: { userName: 'a' } };
const ENCODED = 'ge%3Aheim%2B%C3%BC%25+%3D%26';
const FORMS = [
  CLIENT.secret,
  ENCODED,
  ...[CLIENT.secret, ENCODED].map((text) => Buffer.from(text).toString('base64')),
];

interface Options {
  readonly clientSecret?: string | undefined;
  readonly clientId?: string;
  readonly scope?: string;
  readonly now?: () => number;
  readonly tokenUrl?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly lasting?: SharedState;
}

async function connect(service: TokenService, options: Options = {}) {
  const log: string[] = [];
  const tokenUrl = parseTokenUrl(options.tokenUrl ?? service.tokenUrl);
  if (typeof tokenUrl === 'string') throw new Error(tokenUrl);
  const destination = {
    base: { origin: service.origin, path: '/scim' },
    headers: options.headers ?? {},
    notices: [],
    way: { texts: {}, certificate: undefined, webProxy: 'environment' },
    authentication: {
      kind: 'oauth',
      tokenUrl,
      clientId: options.clientId ?? CLIENT.id,
      clientSecret: 'clientSecret' in options ? options.clientSecret : CLIENT.secret,
      scope: options.scope,
    },
  } as const;
  const now = options.now ?? Date.now;
  const backend: Backend = {
    name: 'Example Directory',
    systemId: 'system-1',
    origin: service.origin,
    mask: maskOf(destination),
    logon: logonWords(destination.authentication),
    requiredRole: () => 'the role "Keeper"',
    lockout: '',
    retryAfter: 60,
  };
  const environment = {
    systemId: 'system-1',
    log: pino({ level: 'trace' }, { write: (line: string) => log.push(line) }),
    connectTimeout: 5_000,
    now,
    shared: new SharedState(),
    lasting: options.lasting ?? new SharedState(),
  };
  const opened = openDestination(destination, backend, environment, {
    wait: async () => {},
    retries: () => undefined,
    attempts: 0,
  });
  onTestFinished(() => opened.close());
  const client = new UpstreamClient({
    backend,
    base: destination.base,
    send: opened.send,
    contentType: 'application/scim+json',
    accept: 'application/scim+json',
  });
  return { call: (call = LIST, context = callContext()) => client.call(call, context), log };
}

async function setUp(service: Parameters<typeof startTokenService>[0] = {}, options: Options = {}) {
  const started = await startTokenService(service);
  onTestFinished(() => started[Symbol.asyncDispose]());
  return { service: started, ...(await connect(started, options)) };
}

describe('a request', () => {
  it('carries a token of the client, whose id and secret go form-urlencoded by Basic', async () => {
    const { service, call } = await setUp({}, { scope: 'a b' });
    await call();
    await call(CREATE);
    const [asked, ...others] = service.tokenRequests();
    expect(others).toEqual([]);
    expect(asked).toMatchObject({
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', 'x-cf-encoded-credentials': 'true' },
      body: 'grant_type=client_credentials&scope=a+b',
    });
    const basic = Buffer.from(asked?.headers.authorization?.slice(6) ?? '', 'base64').toString();
    expect(basic).toBe(`sb-client%21t1:${ENCODED}`);
    for (const { headers } of service.calls())
      expect(headers.authorization).toBe(`Bearer ${service.tokens[0]}`);
    expect(service.calls().map(({ method }) => method)).toEqual(['GET', 'POST']);
  });

  it('of a client with a certificate has its id in the form, and no secret anywhere', async () => {
    const { service, call } = await setUp({}, { clientSecret: undefined });
    await call();
    const [asked] = service.tokenRequests();
    expect(asked?.body).toBe('grant_type=client_credentials&client_id=sb-client%21t1');
    expect(asked?.headers).not.toHaveProperty('authorization');
  });

  it('asks where the URL says, with what else it has', async () => {
    const { service, call } = await setUp();
    const query = '?grant_type=client_credentials&zone=z';
    const other = await connect(service, { tokenUrl: `${service.tokenUrl}${query}` });
    await Promise.all([call(), other.call()]);
    expect(service.tokenRequests().map(({ target }) => target)).toEqual(
      expect.arrayContaining(['/oauth/token', '/oauth/token?zone=z']),
    );
  });

  it('hands headers of the backend to its own host alone', async () => {
    const { service } = await setUp();
    const elsewhere = await startTokenService();
    onTestFinished(() => elsewhere[Symbol.asyncDispose]());
    const headers = { 'x-api-key': 'key-0815-4711' };
    const own = await connect(service, { headers });
    await own.call();
    expect(service.tokenRequests()[0]?.headers).toMatchObject(headers);
    const other = await connect(service, { headers, tokenUrl: elsewhere.tokenUrl });
    await other.call().catch(() => undefined);
    expect(elsewhere.tokenRequests()).toHaveLength(1);
    expect(elsewhere.tokenRequests()[0]?.headers).not.toHaveProperty('x-api-key');
  });
});

describe('a token that the backend does not take any more', () => {
  it('is replaced once for a hundred requests, each of which is sent once more, writes too', async () => {
    const { service, call } = await setUp();
    await call();
    service.revoke();
    await Promise.all(Array.from({ length: 100 }, (_, index) => call(index % 2 === 0 ? LIST : CREATE)));
    expect(service.tokenRequests()).toHaveLength(2);
    expect(service.tokens).toHaveLength(2);
    const done = service
      .calls()
      .filter(({ headers }) => headers.authorization?.endsWith(service.tokens[1] ?? ''));
    expect(done).toHaveLength(100);
  });

  it('although it is new is a 502 that names the token service, after one repetition', async () => {
    const { service, call } = await setUp({
      backend: (_, response) => json(response, 401, { detail: 'no' }),
    });
    const error = await scimError(call());
    expect(error.status).toBe(502);
    expect(error.message).toContain(`does not take the tokens of ${service.origin}`);
    expect(error.message).toContain('OAuth2TokenServiceURL');
    expect([service.tokenRequests().length, service.calls().length]).toEqual([2, 2]);
  });

  it('of five seconds is replaced before its end, while requests go on', async () => {
    let now = Date.now();
    const { service, call } = await setUp({ more: { expires_in: 5 } }, { now: () => now });
    for (let round = 0; round < 20; round += 1) {
      await Promise.all([call(), call()]);
      // Whoever asks for the next one waits for nobody here.
      await until(() => service.tokens.length === service.tokenRequests().length);
      now += 1_000;
    }
    expect(service.calls()).toHaveLength(40);
    expect(service.tokenRequests().length).toBeLessThanOrEqual(8);
    expect(service.tokenRequests().length).toBeGreaterThanOrEqual(5);
  });
});

type Answer = (response: ServerResponse, count: number) => boolean;
const answerJson = (status: number, body: unknown, headers: Record<string, string> = {}): Answer => {
  return (response) => {
    json(response, status, body, { 'content-type': 'application/json', ...headers });
    return true;
  };
};
const answerPage = (status: number): Answer => {
  return (response) => {
    response.writeHead(status, { 'content-type': 'text/html' }).end('<html><body>Log on</body></html>');
    return true;
  };
};

describe('a token service', () => {
  it.each<[what: string, answer: Answer, status: number, requests: number, said: readonly string[]]>([
    ['is down', answerJson(500, {}), 502, 1, ['with 500', 'look at the token service']],
    ['is behind a gateway that is down', answerPage(503), 502, 3, ['with 503', 'look at the token service']],
    ['is behind a gateway that waits in vain', answerPage(504), 504, 3, ['with 504']],
    ['answers with a page', answerPage(200), 502, 1, ['not JSON (text/html)']],
    ['answers without a token', answerJson(200, { token: 'x' }), 502, 1, ['without an access_token']],
    ['answers with a list', answerJson(200, []), 502, 1, ['without an access_token']],
    ['answers with no text', answerJson(200, { access_token: 7 }), 502, 1, ['without an access_token']],
    [
      'answers with what no header can carry',
      answerJson(200, { access_token: 'a\nb' }),
      502,
      1,
      ['that no header can carry'],
    ],
    [
      'issues another type of token',
      answerJson(200, { access_token: 'SecretTokenOfMac', token_type: 'mac' }),
      502,
      1,
      ['another type than Bearer (mac)'],
    ],
    [
      'is moved',
      answerJson(302, {}, { location: 'https://other.example/t' }),
      502,
      1,
      ['https://other.example'],
    ],
    ['is not there', answerPage(404), 502, 1, ['with 404', 'leads to a token service']],
    ['does not know the scope', answerJson(400, { error: 'invalid_scope' }), 502, 1, ['OAuth2TokenScope']],
    ['has no such grant', answerJson(400, { error: 'unsupported_grant_type' }), 502, 1, ['no grant']],
    ['closes', (response) => response.destroy() !== undefined, 502, 3, ['closed the connection']],
    [
      'is too busy',
      answerJson(429, {}, { 'retry-after': '77' }),
      503,
      1,
      ['limit of requests', '77 seconds'],
    ],
  ])('that %s is told', async (_, answer, status, requests, said) => {
    const { service, call, log } = await setUp({ answer });
    const error = await scimError(call(CREATE));
    expect([error.message, error.status]).toEqual([error.message, status]);
    for (const text of [...said, service.origin, 'OAuth2TokenServiceURL', 'changed nothing']) {
      expect(error.message).toContain(text);
    }
    expect(error.message).toContain('Token service (system system-1');
    expect(service.tokenRequests()).toHaveLength(requests);
    expect(service.calls()).toEqual([]);
    expect(`${error.message}${log.join('')}`).not.toContain('SecretTokenOfMac');
  });

  it('that hangs ends nobody but those whose time is over, and serves the others when it answers', async () => {
    const hanging: ServerResponse[] = [];
    const { service, call } = await setUp({
      answer: (response) => {
        hanging.push(response);
        return true;
      },
    });
    const short = callContext();
    const failed = scimError(call(LIST, short));
    const served = call();
    await until(() => hanging.length === 1);
    short.abort(new DOMException('over', 'TimeoutError'));
    const error = await failed;
    expect(error.status).toBe(504);
    expect(error.message).toContain(
      `${service.origin}) issued no token in time (property OAuth2TokenServiceURL)`,
    );
    const [first] = hanging;
    if (first === undefined) throw new Error('nothing hangs');
    json(first, 200, { access_token: 'late-token', token_type: 'BEARER' });
    await served;
    expect(service.calls()).toMatchObject([{ headers: { authorization: 'Bearer late-token' } }]);
    expect(service.tokenRequests()).toHaveLength(1);
  });

  it('that hangs for 40 seconds has failed for all who wait, whatever time they have', async () => {
    const over = new AbortController();
    const timeout = vi.spyOn(AbortSignal, 'timeout').mockReturnValue(over.signal);
    onTestFinished(() => timeout.mockRestore());
    const { service, call } = await setUp({ answer: () => true });
    const waiting = Array.from({ length: 10 }, () => scimError(call()));
    await until(() => service.tokenRequests().length > 0);
    expect(timeout.mock.calls).toEqual([[40_000]]);
    over.abort(new DOMException('over', 'TimeoutError'));
    for (const error of await Promise.all(waiting)) {
      expect(error.status).toBe(504);
      expect(error.message).toContain('Token service (system system-1');
      expect(error.message).toContain('(property OAuth2TokenServiceURL)');
    }
    expect(service.calls()).toEqual([]);
  });

  it.each<[what: string, more: object]>([
    ['no life', { expires_in: undefined }],
    ['a life that is none', { expires_in: 'soon' }],
    ['a life of nothing', { expires_in: 0 }],
    ['a life of five minutes as text', { expires_in: '300' }],
    ['no type', { token_type: undefined }],
  ])('that says %s is understood: five minutes, Bearer', async (what, more) => {
    let now = Date.now();
    const { service, call } = await setUp({ more }, { now: () => now });
    await call();
    now += what === 'no type' ? 3_539_000 : 239_000;
    await call();
    expect(service.tokenRequests()).toHaveLength(1);
    now += 60_000;
    await call();
    expect(service.tokenRequests()).toHaveLength(2);
  });
});

describe('a secret that was refused', () => {
  it.each([
    [401, { error: 'invalid_client' }],
    [400, { error: 'invalid_client' }],
    [400, { error: 'unauthorized_client' }],
    [403, undefined],
    [400, 'no JSON'],
  ])(
    'with %d and %j is shown once, however many need a token, until a quarter of an hour later',
    async (status, body) => {
      let now = Date.now();
      const { service, call } = await setUp({ answer: answerJson(status, body) }, { now: () => now });
      const errors = await Promise.all(Array.from({ length: 20 }, () => scimError(call())));
      errors.push(await scimError(call(CREATE)));
      for (const error of errors) {
        expect(error.status).toBe(502);
        expect(error.message).toContain(
          'check the properties User and Password, which are client id and secret',
        );
        expect(error.message).toContain('15 minutes');
        expect(error.message).toContain(service.origin);
      }
      expect(service.tokenRequests()).toHaveLength(1);
      now += 15 * 60_000;
      await scimError(call());
      expect(service.tokenRequests()).toHaveLength(2);
    },
  );

  it('is shown once by all systems that have it, and once more after a reload', async () => {
    const lasting = new SharedState();
    const { service, call } = await setUp({ answer: answerJson(401, {}) }, { lasting });
    await scimError(call());
    const reloaded = await connect(service, { lasting });
    await scimError(reloaded.call());
    await scimError(reloaded.call());
    expect(service.tokenRequests()).toHaveLength(2);
  });

  it('is no secret where the client has a certificate: what is said names that', async () => {
    const { service, call } = await setUp({ answer: answerJson(401, {}) }, { clientSecret: undefined });
    const error = await scimError(call());
    expect(error.message).toContain('client certificate');
    expect(error.message).not.toContain('Password');
    await scimError(call());
    expect(service.tokenRequests()).toHaveLength(2);
  });
});

it('what services repeat of secrets and tokens is neither told nor logged', async () => {
  const echo = `bad: ${FORMS.join(' ; ')} ;`;
  const refused = await setUp({
    answer: answerJson(400, { error: 'invalid_client', error_description: echo }),
  });
  const failing = await setUp({
    backend: ({ headers }, response) =>
      json(response, 500, { detail: `got ${headers.authorization?.slice(7)} ; ${echo}` }),
  });
  for (const { call, log, service } of [refused, failing]) {
    const error = await call().then(
      () => undefined,
      (reason: unknown) => reason,
    );
    if (!(error instanceof ScimError)) throw new Error('no error');
    expect(error.message).toContain('***');
    for (const secret of [...FORMS, ...service.tokens]) {
      expect(`${error.message}\n${log.join('\n')}`).not.toContain(secret);
    }
  }
  expect(failing.service.tokens).toHaveLength(1);
});
