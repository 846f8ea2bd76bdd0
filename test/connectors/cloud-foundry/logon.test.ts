/** What the token endpoint answers to a logon, how long the password is held back then, and what is said meanwhile. */
import { describe, expect, it } from 'vitest';
import { judgeLogon } from '../../../src/connectors/cloud-foundry/logon/logon-refusal.ts';
import { callContext, scimError } from '../support/context.ts';
import { exampleBackend } from '../support/example-backend.ts';
import { type System, setUp } from './support.ts';

const PAGE = { startIndex: 1, count: 1 };
const MINUTES = 60;
const CREDENTIALS = ['User, Password and btp.cf.pm.origin', 'locks the user'];
const AWAY = ['identity provider (property btp.cf.pm.origin)', 'says nothing about the password'];
const LANDSCAPE = ['property URL'];

type Row = readonly [
  what: string,
  answer: { readonly status: number; readonly body?: unknown; readonly headers?: Record<string, string> },
  status: 502 | 503,
  /** Seconds. */
  hold: number,
  said: string | undefined,
  advice: readonly string[],
];

const relayed = (body: unknown) => ({
  status: 401,
  body: {
    error: 'invalid_client',
    error_description: typeof body === 'string' ? body : JSON.stringify(body),
  },
});
const uaa = (status: number, error: string, error_description?: string) => ({
  status,
  body: { error, ...(error_description === undefined ? {} : { error_description }) },
});

const REFUSED: readonly Row[] = [
  ['another password', relayed('Bad credentials'), 502, 15 * MINUTES, 'Bad credentials', CREDENTIALS],
  [
    'an older UAA',
    uaa(401, 'unauthorized', 'Bad credentials'),
    502,
    15 * MINUTES,
    'Bad credentials',
    CREDENTIALS,
  ],
  [
    'a refusal of Identity Authentication',
    relayed({ error: 'invalid_grant', error_description: 'User authentication failed' }),
    502,
    15 * MINUTES,
    'User authentication failed',
    CREDENTIALS,
  ],
  [
    'a refusal that begins like one of a database',
    relayed('ERROR: Incorrect password value: try again'),
    502,
    15 * MINUTES,
    'ERROR: Incorrect password value',
    CREDENTIALS,
  ],
  ['a bare code', relayed({ error: 'invalid_grant' }), 502, 15 * MINUTES, 'invalid_grant', CREDENTIALS],
  ['a code of the UAA', uaa(400, 'invalid_grant', 'No.'), 502, 15 * MINUTES, 'No', CREDENTIALS],
  [
    'a refusal under a code that means the client elsewhere',
    relayed({ error: 'invalid_client', error_description: 'Bad credentials' }),
    502,
    15 * MINUTES,
    'Bad credentials',
    CREDENTIALS,
  ],
  [
    'a nested message',
    relayed({ error: { code: 401, message: 'Incorrect user name or password.' } }),
    502,
    15 * MINUTES,
    'Incorrect user name or password',
    CREDENTIALS,
  ],
  [
    'a password that has expired',
    relayed({ error: 'x', error_description: 'The password has expired' }),
    502,
    15 * MINUTES,
    'The password has expired',
    CREDENTIALS,
  ],
  [
    'a password that must be changed',
    uaa(401, 'unauthorized', 'password change required'),
    502,
    15 * MINUTES,
    'password change required',
    CREDENTIALS,
  ],
  [
    'a user who is not there',
    relayed({ message: 'User not found' }),
    502,
    15 * MINUTES,
    'User not found',
    CREDENTIALS,
  ],
  [
    'words in a row',
    relayed('Password invalid.Error code 5'),
    502,
    15 * MINUTES,
    'Password invalid',
    CREDENTIALS,
  ],
  [
    'a page that says so',
    relayed('<html><body>Authentication failed</body></html>'),
    502,
    15 * MINUTES,
    undefined,
    CREDENTIALS,
  ],
];

const LOCKED: readonly Row[] = [
  [
    'a lock of the UAA',
    uaa(401, 'unauthorized', 'Your account has been locked because of too many failed attempts to login.'),
    502,
    15 * MINUTES,
    'has been locked',
    ['property User', 'unlock it'],
  ],
  [
    'a lock that says how long',
    relayed({ error: 'invalid_grant', error_description: 'User is locked for 60 minutes' }),
    502,
    60 * MINUTES,
    'locked for 60 minutes',
    ['property User', 'unlock it'],
  ],
  [
    'a short lock',
    relayed('The account is temporarily locked, try again in 30 seconds'),
    502,
    15 * MINUTES,
    'temporarily locked',
    ['property User'],
  ],
  [
    'too many wrong passwords',
    relayed({ message: 'Too many failed logon attempts' }),
    502,
    15 * MINUTES,
    'Too many failed',
    ['property User'],
  ],
];

const NOT_ABOUT_THE_PASSWORD: readonly Row[] = [
  [
    'a provider that throttles',
    relayed({ error: 'too_many_requests', error_description: 'Too many requests' }),
    503,
    5,
    'Too many requests',
    ['The limit of the identity provider', 'btp.cf.pm.origin'],
  ],
  [
    'a provider that throttles, by its code alone',
    relayed({ error: 'too_many_requests' }),
    503,
    5,
    'too_many_requests',
    ['The limit of the identity provider'],
  ],
  [
    '… by its status',
    relayed({ status: 429, title: 'Busy' }),
    503,
    5,
    'Busy',
    ['The limit of the identity provider'],
  ],
  ['… in words', relayed('Rate limit exceeded'), 503, 5, 'Rate limit exceeded', ['The limit of']],
  [
    '… for a time',
    relayed({ message: 'Too many requests, retry in 20 seconds' }),
    503,
    20,
    'Too many requests',
    ['The limit of'],
  ],
  [
    '… and says in what time it counts',
    relayed({ message: 'Too many requests: 1000 in 24 hours' }),
    503,
    15 * MINUTES,
    'Too many requests',
    ['The limit of'],
  ],
  ['a provider that says nothing', relayed({}), 503, 5, undefined, AWAY],
  [
    "a provider's 404",
    relayed({ status: 404, error: 'Not Found', path: '/oauth2/token' }),
    503,
    5,
    'Not Found',
    AWAY,
  ],
  ["a provider's 503", relayed({ status: 503, message: 'x' }), 503, 5, 'x', AWAY],
  ["a provider's server error", relayed({ error: 'server_error' }), 503, 5, 'server_error', AWAY],
  [
    'a provider that is away for now',
    relayed({ error: 'temporarily_unavailable' }),
    503,
    5,
    'temporarily_unavailable',
    AWAY,
  ],
  [
    "a gateway's page",
    relayed('<html><head><title>404 Not Found</title></head></html>'),
    503,
    5,
    undefined,
    AWAY,
  ],
  [
    'a database that is away',
    uaa(
      401,
      'unauthorized',
      'Could not get JDBC Connection; nested exception is java.net.ConnectException: no',
    ),
    503,
    5,
    undefined,
    AWAY,
  ],
  [
    'a database that broke off, in the words of its driver alone',
    uaa(401, 'invalid_client', 'Communications link failure The last packet sent was 5 ms ago'),
    503,
    5,
    undefined,
    AWAY,
  ],
  [
    'a provider that cannot be reached',
    relayed('I/O error on POST request for "https://idp.example": Connection refused'),
    503,
    5,
    undefined,
    AWAY,
  ],
  [
    'an origin that is none',
    uaa(
      401,
      'unauthorized',
      'The origin provided in the login_hint does not match an active Identity Provider, that supports password grant.',
    ),
    502,
    60,
    'does not match an active Identity Provider',
    ['Check the property btp.cf.pm.origin'],
  ],
  [
    'a client that is not for this provider',
    uaa(401, 'unauthorized', "Client is not authorized for specified user's identity provider."),
    502,
    60,
    'not authorized for specified',
    ['Check the property btp.cf.pm.origin'],
  ],
  [
    'a user who has to be made before',
    uaa(
      401,
      'unauthorized',
      'The user account must be pre-created. Please contact your system administrator.',
    ),
    502,
    60,
    'must be pre-created',
    ['Check the property btp.cf.pm.origin'],
  ],
  [
    'a provider without id_token',
    relayed('Could not obtain id_token from external OpenID Connect provider.'),
    502,
    60,
    'Could not obtain id_token',
    ['trust', 'btp.cf.pm.origin'],
  ],
  [
    'a provider that refuses the UAA',
    relayed({ error: 'invalid_client' }),
    502,
    60,
    'invalid_client',
    ['trust', 'btp.cf.pm.origin'],
  ],
  [
    'a provider that refuses the UAA, in words',
    relayed({ error: 'unauthorized', error_description: 'Client authentication failed' }),
    502,
    60,
    'Client authentication failed',
    ['trust', 'btp.cf.pm.origin'],
  ],
  [
    'a provider without password grant',
    relayed({ error: 'unsupported_grant_type' }),
    502,
    60,
    'unsupported_grant_type',
    ['trust'],
  ],
  [
    'an address that is not verified',
    uaa(403, 'access_denied', 'Account not verified'),
    502,
    60,
    'Account not verified',
    ['property User', 'e-mail'],
  ],
  [
    'a request without user',
    relayed('Request is missing username or password.'),
    502,
    60,
    'is missing username or password',
    ['properties User and Password'],
  ],
  [
    'a client without password grant',
    relayed('Unauthorized grant type'),
    502,
    60,
    'Unauthorized grant type',
    LANDSCAPE,
  ],
  [
    'a grant that is not known',
    uaa(400, 'unsupported_grant_type', 'Unsupported'),
    502,
    60,
    'Unsupported',
    LANDSCAPE,
  ],
  [
    'a client that is none',
    relayed('No client authentication found.'),
    502,
    60,
    'No client authentication found',
    LANDSCAPE,
  ],
  [
    'a form that is wrong',
    uaa(400, 'invalid_request', 'Missing grant type'),
    502,
    60,
    'Missing grant type',
    LANDSCAPE,
  ],
];

const UNCLEAR: readonly Row[] = [
  ['words that nobody knows', relayed('Nope'), 502, 60, 'Nope', CREDENTIALS],
  ['a page', relayed('<html><body>Unauthorized ü</body></html>'), 502, 60, undefined, CREDENTIALS],
  ['no words', uaa(401, 'invalid_client'), 502, 60, 'invalid_client', CREDENTIALS],
  ['an empty text', uaa(401, 'invalid_client', ''), 502, 60, undefined, CREDENTIALS],
  ['other JSON', { status: 401, body: { message: 'no' } }, 502, 60, 'no', LANDSCAPE],
  ['a list', { status: 403, body: [] }, 502, 60, undefined, LANDSCAPE],
  ['a page of somebody else', { status: 401, body: '<html>Log on</html>' }, 502, 60, undefined, LANDSCAPE],
  ['a refusal of a gateway', { status: 403, body: 'Forbidden' }, 502, 60, 'Forbidden', LANDSCAPE],
];

const ANOTHER = ['This is not how the UAA answers a logon', ...LANDSCAPE];
const ELSEWHERE: readonly Row[] = [
  ['404', { status: 404, body: { error: 'not_found' } }, 502, 60, undefined, ANOTHER],
  ['501', { status: 501, body: '' }, 502, 60, undefined, ANOTHER],
  ['405', { status: 405, body: { error: 'method_not_allowed' } }, 502, 60, undefined, ANOTHER],
  ['406', { status: 406, body: '<html>' }, 502, 60, undefined, ANOTHER],
  ['418', { status: 418, body: '' }, 502, 60, undefined, ANOTHER],
  ['511', { status: 511, body: '' }, 502, 60, undefined, ANOTHER],
  [
    'a redirect',
    { status: 302, headers: { location: 'https://login.example/x?y=1' }, body: '' },
    502,
    60,
    'a redirect to https://login.example.',
    ANOTHER,
  ],
  [
    'a route that is not known',
    { status: 404, headers: { 'x-cf-routererror': 'unknown_route' }, body: '404 Not Found' },
    502,
    60,
    undefined,
    ['knows no such host', ...ANOTHER],
  ],
];

const DOWN = ['identity provider (property btp.cf.pm.origin) may be down', 'says nothing about the password'];
const SERVERS: readonly Row[] = [
  ['a provider that is down', { status: 500, body: {} }, 503, 5, undefined, DOWN],
  ['a page', { status: 500, body: '<html>500</html>' }, 503, 5, undefined, DOWN],
  [
    'a statement',
    { status: 500, body: { error: 'scim', error_description: 'PreparedStatementCallback; SQL [select x]' } },
    503,
    5,
    undefined,
    DOWN,
  ],
  ...[422, 404, 409].map(
    (status): Row => [
      `a database that is away, with ${status}`,
      uaa(status, 'scim', 'Could not get JDBC Connection; nested exception is java.net.ConnectException'),
      503,
      5,
      undefined,
      DOWN,
    ],
  ),
  [
    'a statement outside of any error',
    { status: 401, body: 'PreparedStatementCallback; SQL [select x]' },
    503,
    5,
    undefined,
    DOWN,
  ],
  ['a service that is away', { status: 503, body: '' }, 503, 5, undefined, DOWN],
  [
    'a service that says how long',
    { status: 503, headers: { 'retry-after': '40' }, body: '' },
    503,
    40,
    undefined,
    DOWN,
  ],
  [
    'a connection that is refused behind the router',
    {
      status: 502,
      headers: { 'x-cf-routererror': 'endpoint_failure (dial tcp: connection refused)' },
      body: '502',
    },
    503,
    5,
    undefined,
    ['The router got no answer', ...DOWN],
  ],
  [
    'nothing behind the router',
    { status: 503, headers: { 'x-cf-routererror': 'no_endpoints' }, body: '503' },
    503,
    5,
    undefined,
    ['Nothing runs behind the router', ...DOWN],
  ],
  ['a gateway that waited', { status: 504, body: '' }, 503, 5, undefined, DOWN],
];

const list = (system: System) => system.users.list(PAGE, callContext());

describe.each([
  ['refused credentials', REFUSED],
  ['a locked user', LOCKED],
  ['what is not about the password', NOT_ABOUT_THE_PASSWORD],
  ['what nobody can tell', UNCLEAR],
  ['answers of somebody else', ELSEWHERE],
  ['servers that are down', SERVERS],
])('%s', (_, rows) => {
  it.each(rows)('%s', async (_what, answer, status, hold, said, advice) => {
    await using system = await setUp({ warm: false });
    await system.fault({ method: 'POST', path: '/oauth/token', count: 99, ...answer });
    const first = await scimError(list(system));
    system.cf.clock.advance(0.4 * hold);
    const groups = () => system.groups.list(PAGE, callContext());
    const held = await Promise.all(
      Array.from({ length: 50 }, (_, index) => scimError(index % 2 === 0 ? list(system) : groups())),
    );
    expect(await system.logons()).toHaveLength(1);

    expect(first.message).toMatch(new RegExp(`answered POST /oauth/token with ${answer.status}[.:]`));
    for (const error of held) {
      expect(error.message).toContain('POST /oauth/token was not sent to UAA (system system-1, ');
      expect(error.message).toMatch(new RegExp(`which answered ${answer.status} before[.:]`));
    }
    for (const error of [first, ...held]) {
      expect(error.status).toBe(status);
      for (const text of [...advice, ...(said === undefined ? [] : [said])])
        expect(error.message).toContain(text);
      expect(error.message).toMatch(/changed nothing\.$/);
      expect(error.message).not.toMatch(/<|JDBC|java|SQL|Statement|provisioning-secret/);
    }
    const isSoon = status === 503;
    expect(first.retryAfter).toBe(isSoon ? hold : undefined);
    expect(held[0]?.retryAfter).toBe(isSoon ? 0.6 * hold : undefined);
    const inWords = hold < 120 ? `${hold} seconds` : `${hold / 60} minutes`;
    const next = `The next attempt is made in ${inWords}, or when the configuration is loaded again (SIGHUP).`;
    expect(first.message.split(next)).toHaveLength(2);

    system.cf.clock.advance(0.6 * hold - 0.01);
    await scimError(list(system));
    expect(await system.logons()).toHaveLength(1);
    system.cf.clock.advance(0.01);
    await system.clearFaults();
    await list(system);
    expect(await system.logons()).toHaveLength(2);
  });
});

describe('an answer that nobody read to its end', () => {
  const judge = judgeLogon(exampleBackend());

  it.each([
    [401, 502, 15 * MINUTES],
    [400, 502, 15 * MINUTES],
    [500, 503, 5],
    [404, 502, 60],
  ])('%d is taken for the worst that it can mean', (answered, status, hold) => {
    expect(judge({ status: answered, headers: {} })).toMatchObject({
      answered,
      status,
      holds: { 0: hold * 1_000 },
    });
  });

  it('200 is taken for a token, and 429 for nothing', () => {
    expect(judge({ status: 200, headers: {} })).toBe('accepted');
    expect(judge({ status: 429, headers: {} })).toBeUndefined();
  });
});

describe('a client that does not give up', () => {
  /** @returns how often the password went out in each quarter of an hour */
  async function run(answer: object): Promise<number[]> {
    await using system = await setUp({ warm: false });
    await system.fault({ method: 'POST', path: '/oauth/token', count: 9_999, ...answer });
    const sent: number[] = [];
    for (let quarter = 0; quarter < 2; quarter += 1) {
      await system.reset();
      for (let second = 0; second < 15 * 60; second += 5) {
        await Promise.all([list(system), list(system)].map(scimError));
        system.cf.clock.advance(5);
      }
      sent.push((await system.logons()).length);
    }
    return sent;
  }

  it.each([
    ['a provider that is down', { status: 500, body: {} }, [18, 15]],
    ['a provider that throttles', relayed({ error: 'too_many_requests' }), [18, 15]],
    ['a server that asks for little time', { status: 503, headers: { 'retry-after': '10' } }, [18, 15]],
    ['a connection that breaks', { reset: 'after' }, [36, 30]],
    ['a reason that nobody knows', relayed('Nope'), [3, 1]],
    ['a wrong password', relayed('Bad credentials'), [1, 1]],
    ['another origin', uaa(401, 'unauthorized', 'no login_hint'), [15, 15]],
    ['an answer that is no token', { status: 200, body: { ok: true } }, [3, 1]],
    ['a page that is no token', { status: 200, body: '<html>' }, [3, 1]],
  ])('shows the password rarely to %s', async (_, answer, expected) => {
    expect(await run(answer)).toEqual(expected);
  });
});

describe('a logon', () => {
  it('that was not answered is held back with these words', async () => {
    await using system = await setUp({ warm: false });
    await system.fault({ method: 'POST', path: '/oauth/token', count: 2, reset: 'after' });
    for (const what of ['closed the connection without an answer', 'broke off without an answer before']) {
      expect(await scimError(list(system))).toMatchObject({
        status: 503,
        retryAfter: 5,
        message: expect.stringMatching(`${what}.*may be down.* The next attempt is made in 5 seconds`),
      });
    }
    system.cf.clock.advance(5);
    await list(system);
    expect((await system.logons()).map(({ status }) => status)).toEqual([200, 200, 200]);
  });

  it.each([
    ['no token in it', { status: 200, body: { ok: true } }, 'without a JSON web token of a user'],
    ['a page in its place', { status: 200, body: '<html>' }, 'a body that is not JSON'],
  ])('whose answer has %s says when the next one is', async (_, answer, what) => {
    await using system = await setUp({ warm: false });
    await system.fault({ method: 'POST', path: '/oauth/token', count: 1, ...answer });
    expect(await scimError(list(system))).toMatchObject({
      status: 502,
      message: expect.stringMatching(`${what}.* The next attempt is made in 60 seconds`),
    });
  });

  it('that breaks off once is repeated', async () => {
    await using system = await setUp({ warm: false });
    await system.fault({ method: 'POST', path: '/oauth/token', count: 1, reset: 'before' });
    await list(system);
    expect(await system.logons()).toHaveLength(2);
  });

  it('is not needed while the token and its refresh token are good, whatever the identity provider does', async () => {
    await using system = await setUp();
    system.cf.identityProvider(system.cf.origin).state = 'down';
    system.cf.clock.advance(1_199);
    await list(system);
    expect((await system.logons()).map(({ status }) => status)).toEqual([200]);
  });

  it('after a refresh that failed shows the password once', async () => {
    await using system = await setUp();
    system.cf.clock.advance(1_199);
    await system.fault({ method: 'POST', path: '/oauth/token', count: 99, status: 500, body: {} });
    for (const request of [1, 2, 3])
      expect((await scimError(list(system))).status, String(request)).toBe(503);
    const bodies = (await system.logons()).map(({ body }) => String(body));
    expect(bodies.filter((body) => body.includes('grant_type=password'))).toHaveLength(1);
  });
});
