/** Every status of the UAA with every kind of body. */
import { describe, expect, it } from 'vitest';
import { answerTo, type CallName, INTERNALS, summary } from './support.ts';

const said = (error: string, words: string) =>
  JSON.stringify({ error, message: words, error_description: words });

const BODIES = {
  scim: said('scim', 'Only this.'),
  invalid: said('invalid_scim_resource', 'A username must be provided.'),
  missing: said('scim_resource_not_found', 'User x does not exist'),
  taken: said('scim_resource_already_exists', 'Username already in use: ada'),
  overtaken: said(
    'scim_resource_conflict',
    'Attempt to update a user (x) with wrong version: expected=0 but found=99',
  ),
  stale: said('scim', 'Attempt to update a user (x) with wrong version: expected=-1 but found=-1'),
  filter: said('scim', 'Invalid filter expression: [&lt;b&gt; eq 1] [created]'),
  oauth: JSON.stringify({
    error: 'insufficient_scope',
    error_description: 'Insufficient scope for this resource',
  }),
  shape: JSON.stringify({ timestamp: 1, status: 1, path: '/Users', trace: 'x' }),
  array: JSON.stringify([{ error: 'scim', message: 'Only this.' }]),
  string: JSON.stringify('The request was rejected because it contained a potentially malicious character.'),
  html: '<!doctype html><html><body><h1>Bad</h1></body></html>',
  empty: '',
  sql: 'PreparedStatementCallback; bad SQL grammar [select x from users]',
} as const;

type Row = Readonly<Record<keyof typeof BODIES, string>>;

const all = (outcome: string, others: Partial<Row> = {}): Row => ({
  ...(Object.fromEntries(Object.keys(BODIES).map((kind) => [kind, outcome])) as Row),
  // What the database says counts whatever the status.
  sql: '502',
  ...others,
});

const TAKEN = { taken: '409 uniqueness' };
const STALE = { overtaken: '412', stale: '412' };

const TABLE: Readonly<Record<CallName, Readonly<Record<number, Row>>>> = {
  create: {
    302: all('502'),
    400: all('400 invalidValue', { ...TAKEN, filter: '400 invalidFilter' }),
    401: all('502'),
    403: all('502'),
    404: all('502', { missing: '404' }),
    405: all('502'),
    406: all('502'),
    409: all('409 uniqueness', STALE),
    415: all('502'),
    422: all('400 invalidValue', { ...TAKEN, ...STALE }),
    429: all('429 after 60'),
    500: all('502'),
    502: all('502'),
    503: all('503 after 30', { sql: '502' }),
    504: all('502'),
  },
  list: {
    302: all('502'),
    400: all('400 invalidValue', {
      ...TAKEN,
      filter: '400 invalidFilter',
      shape: '400 invalidFilter',
      html: '400 invalidFilter',
      empty: '400 invalidFilter',
    }),
    401: all('502'),
    403: all('502'),
    404: all('502', { missing: '404' }),
    409: all('409', { ...TAKEN, ...STALE }),
    422: all('400 invalidValue', { ...TAKEN, ...STALE }),
    429: all('429 after 60'),
    500: all('502'),
    503: all('503 after 30', { sql: '502' }),
  },
  get: {
    400: all('400 invalidValue', { ...TAKEN, filter: '400 invalidFilter' }),
    401: all('502'),
    403: all('502'),
    404: all('502', { missing: '404' }),
    422: all('400 invalidValue', { ...TAKEN, ...STALE }),
    429: all('429 after 60'),
    500: all('502'),
  },
  replace: {
    400: all('400 invalidValue', { ...TAKEN, filter: '400 invalidFilter' }),
    404: all('502', { missing: '404' }),
    409: all('409', { ...TAKEN, ...STALE }),
    422: all('400 invalidValue', { ...TAKEN, ...STALE }),
    500: all('502'),
  },
  delete: {
    400: all('400 invalidValue', { ...TAKEN, filter: '400 invalidFilter' }),
    404: all('502', { missing: '404' }),
    409: all('409', { ...TAKEN, ...STALE }),
    422: all('400 invalidValue', { ...TAKEN, ...STALE }),
    500: all('502'),
  },
};

const rows = Object.entries(TABLE).flatMap(([name, statuses]) =>
  Object.entries(statuses).map(([status, row]) => [name as CallName, Number(status), row] as const),
);

describe('an answer of the UAA', () => {
  it.each(rows)('to %s with %d', (name, status, row) => {
    const outcomes = Object.entries(BODIES).map(([kind, body]) => [
      kind,
      summary(answerTo(name, status, body)),
    ]);
    expect(Object.fromEntries(outcomes)).toEqual(row);
    for (const body of Object.values(BODIES)) {
      const { message } = answerTo(name, status, body);
      expect(message).toContain(`UAA (system cf, https://uaa.example.com) answered `);
      expect(message).toContain(` with ${status}`);
      expect(message).not.toMatch(INTERNALS);
      expect(message).not.toMatch(/<h1>|"error"|"timestamp"/);
    }
  });

  it('that is its own failure says so, and when to repeat', () => {
    expect(answerTo('get', 500, BODIES.empty).message).toMatch(
      /with 500\. The failure is its own: repeat later\.$/,
    );
    const down = answerTo('get', 503, BODIES.html, { 'retry-after': '7' });
    expect(summary(down)).toBe('503 after 7');
    expect(down.message).toMatch(/ is down or has too much to do: repeat later\.$/);
  });

  it('of the router is about the router, whatever the body says', () => {
    const unknown = answerTo('get', 404, BODIES.missing, { 'x-cf-routererror': 'unknown_route' });
    expect(summary(unknown)).toBe('502');
    const down = answerTo('get', 503, BODIES.sql, { 'x-cf-routererror': 'no_endpoints' });
    expect(summary(down)).toBe('503 after 30');
    expect(down.message).not.toMatch(INTERNALS);
  });
});

describe('the words of the UAA', () => {
  it.each([
    [BODIES.invalid, 'A username must be provided.'],
    [BODIES.array, 'Only this.'],
    [BODIES.string, 'The request was rejected because it contained a potentially malicious character.'],
    [
      said(
        'scim',
        'JSON parse error: unrecognized field; nested exception is com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException: unrecognized field (0 known properties: ])\n at [Source: REDACTED (`StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION` disabled); line: 1, column: 9]',
      ),
      'JSON parse error: unrecognized field.',
    ],
    [
      said(
        'scim',
        'JSON parse error: Cannot deserialize value of type `java.lang.String` from Array value (token `JsonToken.START_ARRAY`); nested exception is com.fasterxml.jackson.databind.exc.MismatchedInputException: x',
      ),
      'JSON parse error: Cannot deserialize value of type `String` from Array value.',
    ],
    [
      said(
        'scim',
        'Type definition error: [array type, component type: [simple type, class org.cloudfoundry.identity.uaa.scim.ScimUser$Email]]; nested exception is com.fasterxml.jackson.databind.exc.InvalidDefinitionException: Cannot construct',
      ),
      'Type definition error: [array type, component type: [simple type, class Email]].',
    ],
    [
      said(
        'scim',
        'Required request body is missing: public org.cloudfoundry.identity.uaa.scim.ScimUser org.cloudfoundry.identity.uaa.scim.endpoints.ScimUserEndpoints.createUser(org.cloudfoundry.identity.uaa.scim.ScimUser)',
      ),
      'Required request body is missing.',
    ],
  ])('are shown without the Java around them: %s', (body, words) => {
    expect(answerTo('create', 400, body).message.replace(/^.*? with 400: /, '')).toBe(words);
  });

  it.each([
    'java.lang.NullPointerException',
    'Cannot invoke "org.cloudfoundry.identity.uaa.scim.ScimUser$Name.getGivenName()" because of a NullPointerException',
    'Handler dispatch failed; nested exception is java.lang.StackOverflowError',
  ])('that are about Java alone are not shown: %s', (words) => {
    const { message } = answerTo('get', 500, said('scim', words));
    expect(message).not.toMatch(/java|exception|cloudfoundry\.|StackOverflow/i);
  });
});

describe('the message of an answer of the UAA', () => {
  const OUTCOME = 'Whether the change was made is not known: read the entity before you repeat the request.';
  const SCOPES =
    'It is given by SAP (support ticket on component BC-CP-CF-SEC-IAM for this tenant and origin) to members of the group cf-user-provisioning of the Identity Authentication tenant.';
  const REJECTED =
    'A new token was rejected too: check the properties User, Password and btp.cf.pm.origin, and whether the user is still active.';

  it.each<[CallName, number, string, string]>([
    ['create', 400, BODIES.scim, ': Only this.'],
    ['create', 400, BODIES.empty, '.'],
    ['list', 400, BODIES.filter, ': it cannot read the filter.'],
    ['list', 400, BODIES.empty, '. The filter may be too long for it.'],
    ['list', 400, BODIES.html, '. The filter may be too long for it.'],
    ['list', 401, BODIES.scim, `: Only this. ${REJECTED}`],
    [
      'list',
      403,
      BODIES.oauth,
      `: Insufficient scope for this resource. The provisioning user (property User) lacks the scope scim.read. ${SCOPES}`,
    ],
    [
      'create',
      403,
      BODIES.oauth,
      `: Insufficient scope for this resource. The provisioning user (property User) lacks the scope scim.write. ${SCOPES}`,
    ],
    ['create', 403, BODIES.scim, ': Only this.'],
    ['get', 404, BODIES.missing, ': User x does not exist.'],
    [
      'get',
      404,
      BODIES.scim,
      ': Only this. This is not how it says that a user does not exist: check the property URL.',
    ],
    ['create', 409, BODIES.scim, ': Only this. The request has userName "ada".'],
    ['replace', 409, BODIES.scim, ': Only this.'],
    ['replace', 409, BODIES.taken, ': Username already in use: ada. The request has userName "ada".'],
    ['replace', 409, said('scim', 'Already Exists'), ': Already Exists. The request has userName "ada".'],
    [
      'replace',
      409,
      said('scim', 'it is already taken'),
      ': it is already taken. The request has userName "ada".',
    ],
    ['delete', 409, said('scim', 'a duplicate'), ': a duplicate.'],
    [
      'replace',
      409,
      said('scim_resource_conflict', 'Other.'),
      ': Other. The user was changed meanwhile: read it again before you repeat.',
    ],
    [
      'replace',
      422,
      said('scim', 'Incorrect result size'),
      ': Incorrect result size. The user was changed meanwhile: read it again before you repeat.',
    ],
    [
      'replace',
      409,
      said('scim', 'Optimistic locking failed'),
      ': Optimistic locking failed. The user was changed meanwhile: read it again before you repeat.',
    ],
    ['create', 422, BODIES.scim, ': Only this.'],
    ['get', 429, BODIES.scim, ': Only this. The limit of requests is reached: repeat in 60 seconds.'],
    ['get', 500, BODIES.scim, ': Only this. The failure is its own: repeat later.'],
    ['create', 500, BODIES.scim, `: Only this. The failure is its own: repeat later. ${OUTCOME}`],
    ['delete', 503, BODIES.scim, `: Only this. It is down or has too much to do: repeat later. ${OUTCOME}`],
  ])('to %s with %d %j', (name, status, body, words) => {
    const { message } = answerTo(name, status, body);
    expect(message.replace(/^.*? with \d+/, '')).toBe(words);
  });

  it.each([
    [429, 'repeat in 7 seconds.'],
    [500, 'The failure is its own: repeat later.'],
    [503, 'It is down or has too much to do: repeat later.'],
  ])('with %d says when to repeat, where it is told', (status, words) => {
    const error = answerTo('get', status, '', { 'retry-after': '7' });
    expect(error.retryAfter).toBe(7);
    expect(error.message.endsWith(words)).toBe(true);
  });

  it('has the id of the request for the support where the failure is its own', () => {
    const headers = { 'x-vcap-request-id': 'a1b2' };
    const support = / For the platform's support, the request has the id a1b2\.$/;
    expect(answerTo('get', 500, '', headers).message).toMatch(support);
    expect(answerTo('get', 400, BODIES.sql, headers).message).toMatch(support);
    expect(answerTo('get', 503, '', headers).message).not.toMatch(support);
  });

  it.each([
    [
      'get',
      404,
      'unknown_route',
      502,
      undefined,
      'The router knows no such host: the landscape is wrong or its API is down. If it stays so, check the property URL.',
    ],
    [
      'delete',
      503,
      'no_endpoints',
      503,
      30,
      `Nothing runs behind the router at the moment. If it stays so, check the property URL. ${OUTCOME}`,
    ],
    [
      'get',
      502,
      'x',
      502,
      undefined,
      'The router got no answer from the service behind it. If it stays so, check the property URL.',
    ],
  ] as const)('of the router: %s %d %s', (name, status, reason, client, retryAfter, words) => {
    const headers = { 'x-cf-routererror': reason };
    const error = answerTo(name, status, '', headers);
    expect(error).toMatchObject({ status: client, retryAfter });
    expect(error.message.replace(/^.*? with \d+\. /, '')).toBe(words);
    expect(answerTo(name, status, '', { ...headers, 'retry-after': '7' }).retryAfter).toBe(7);
  });
});
