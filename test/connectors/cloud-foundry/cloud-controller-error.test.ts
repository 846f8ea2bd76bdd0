/** What Cloud Controller's refusals mean, with the codes that are known and with others. */
import { describe, expect, it } from 'vitest';
import { cloudControllerError } from '../../../src/connectors/cloud-foundry/cloud-controller/cloud-controller-error.ts';
import type { CallDescription } from '../../../src/connectors/http/backend.ts';
import type { ResponseHeaders } from '../../../src/connectors/http/exchange.ts';
import { callContext, scimError } from '../support/context.ts';
import { exampleBackend } from '../support/example-backend.ts';
import { members, newUser, organization, readMembers, setUp } from './support.ts';

const NEW = { code: 20_006, title: 'SomethingNew', detail: 'This is not allowed here.' };
const HAS = {
  code: 10_008,
  title: 'CF-UnprocessableEntity',
  detail: "User 'x' already has 'y' role in space 'z'.",
};
const SAID = /This is not allowed here\./;
const errors = (...list: object[]) => ({ errors: list });

const CREATE = { method: 'POST', resource: 'roles', target: 'collection' } as const;
const REMOVE = { method: 'DELETE', resource: 'roles', target: 'entity' } as const;
const LIST = { method: 'GET', resource: 'roles', target: 'collection' } as const;
const READ = { method: 'GET', resource: 'spaces', target: 'entity' } as const;
const ROOT = { method: 'GET', resource: '', target: 'collection' } as const;

function read(
  call: Pick<CallDescription, 'method' | 'resource' | 'target' | 'changesNothing'>,
  status: number,
  body: unknown,
  headers: ResponseHeaders = {},
) {
  const path = `/v3/${call.resource}`;
  const description = { ...call, path, template: path, filtered: false };
  const raw = Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
  return cloudControllerError(exampleBackend(), description, { status, headers, body: raw });
}

describe('words of a database', () => {
  const words = 'Sequel::DatabaseConnectionError: PG::ConnectionBad: SELECT * FROM "roles"';
  it.each([
    [500, errors({ code: 10_001, title: 'UnknownError', detail: words })],
    [422, errors({ code: 10_008, title: 'CF-UnprocessableEntity', detail: words })],
    [503, words],
  ])('are not shown: %d %j', (status, body) => {
    expect(read(CREATE, status, body).message).not.toMatch(/Sequel|PG::|SELECT/);
  });
});

describe('a code that is not known', () => {
  it.each([
    [400, CREATE, 400, 'refused', 'invalidValue'],
    [400, REMOVE, 400, 'refused', 'invalidValue'],
    [400, LIST, 400, 'refused', undefined],
    [400, ROOT, 502, 'failure', undefined],
    [403, CREATE, 403, 'refused', undefined],
    [403, LIST, 403, 'refused', undefined],
    [404, CREATE, 404, 'refused', undefined],
    [404, REMOVE, 404, 'refused', undefined],
    [404, READ, 404, 'refused', undefined],
    [404, LIST, 502, 'failure', undefined],
    [409, CREATE, 409, 'refused', undefined],
    [409, REMOVE, 409, 'refused', undefined],
    [422, CREATE, 400, 'refused', 'invalidValue'],
    [429, CREATE, 429, 'failure', undefined],
    [401, CREATE, 502, 'failure', undefined],
    [500, CREATE, 502, 'failure', undefined],
    [503, CREATE, 503, 'failure', undefined],
  ] as const)('keeps the kind of its %d to %o: %d', (status, call, client, kind, scimType) => {
    const error = read(call, status, errors(NEW));
    expect(error).toMatchObject({ status: client, kind, scimType, message: expect.stringMatching(SAID) });
    expect(/is not known/.test(error.message)).toBe(status >= 500);
    expect(/repeat later/.test(error.message)).toBe(status >= 500);
  });

  it.each<[string, unknown]>([
    ['as text', errors({ ...NEW, code: '20006' })],
    ['of no number', errors({ ...NEW, code: 'new' })],
    ['that is missing', errors({ title: NEW.title, detail: NEW.detail })],
    ['with a title alone', errors({ code: 20_006, title: NEW.detail })],
    ['among several', errors({ ...NEW, detail: 'First.' }, NEW)],
    ['beside what is no error', { errors: ['x', null, NEW] }],
    ['without a list, as in version 2', { code: 20_006, error_code: 'CF-New', description: NEW.detail }],
    ['in words of a gateway', { message: NEW.detail }],
    ['in plain words', NEW.detail],
  ])('%s keeps it too', (_, body) => {
    expect(read(CREATE, 400, body)).toMatchObject({
      status: 400,
      kind: 'refused',
      scimType: 'invalidValue',
      message: expect.stringMatching(SAID),
    });
  });

  it.each<[string, unknown]>([
    ['no errors', { errors: [] }],
    ['errors that are none', { errors: 'x' }],
    ['a list', []],
    ['nothing', ''],
    ['a page', '<html><body>Bad Request</body></html>'],
  ])('may be none at all: %s', (_, body) => {
    const { status, kind, message } = read(CREATE, 400, body);
    expect({ status, kind }).toEqual({ status: 400, kind: 'refused' });
    expect(message).not.toContain('<');
  });
});

describe('a code that is known', () => {
  it.each([
    ['as text', 404, REMOVE, { ...NEW, code: '10010' }, 404, 'not-found'],
    ['by its title alone', 404, REMOVE, { title: 'CF-ResourceNotFound', detail: 'x' }, 404, 'not-found'],
    ['without any words', 404, REMOVE, { code: 10_010 }, 404, 'not-found'],
    ['unknown request', 404, READ, { ...NEW, code: 10_000 }, 502, 'failure'],
    ['unknown request, by title', 404, READ, { title: 'CF-NotFound' }, 502, 'failure'],
    ['not authorized', 403, CREATE, { ...NEW, code: 10_003 }, 502, 'forbidden'],
    ['insufficient scope', 403, CREATE, { ...NEW, code: 10_007 }, 502, 'forbidden'],
    ['suspended, as text', 403, CREATE, { ...NEW, code: '10017' }, 403, 'suspended'],
    ['being deleted, under another status', 409, CREATE, { ...NEW, code: 10_020 }, 404, 'no-place'],
    ['not unique', 422, CREATE, { ...NEW, code: 10_016 }, 409, 'refused'],
    ['no UAA, as text', 503, LIST, { ...NEW, code: '20004' }, 503, 'failure'],
  ] as const)('%s', (_, status, call, error, client, kind) => {
    expect(read(call, status, errors(error))).toMatchObject({ status: client, kind });
    // Wherever it stands.
    expect(read(call, status, errors(NEW, error))).toMatchObject({
      status: client,
      kind,
      message: expect.stringMatching(SAID),
    });
  });

  it('of a role that is there already is none where something else is wrong too', () => {
    expect(read(CREATE, 422, errors(HAS))).toMatchObject({ status: 409, kind: 'already-has' });
    expect(read(CREATE, 422, errors(HAS, NEW))).toMatchObject({ status: 400, kind: 'refused' });
  });

  it.each([
    ['the user already exists', 'uniqueness'],
    ['a quota is used up', undefined],
  ])('of a conflict: %s', (detail, scimType) => {
    expect(read(CREATE, 409, errors({ ...NEW, detail }))).toMatchObject({ status: 409, scimType });
  });

  it.each(['', '{}', '<html>Forbidden</html>'])('is needed for a 403 that says why: not %s', (body) => {
    expect(read(CREATE, 403, body)).toMatchObject({ status: 502, kind: 'forbidden' });
    expect(read(REMOVE, 404, body)).toMatchObject({ status: 502, kind: 'failure' });
  });
});

describe('the message', () => {
  const WHO = 'Example Directory (system system-1, https://directory.example)';
  const OUTCOME = 'Whether the change was made is not known: read the entity before you repeat the request.';
  const TOKEN = {
    method: 'POST',
    resource: 'oauth/token',
    target: 'collection',
    changesNothing: true,
  } as const;
  const taken = { code: 10_016, detail: 'The name is taken.' };
  const needs =
    "x cannot be assigned roles in a space if they do not have a role in that space's organization.";
  const noPlace = 'Invalid organization. Ensure that the organization exists and you have access to it.';
  const unprocessable = (detail: string) => ({ code: 10_008, title: 'CF-UnprocessableEntity', detail });

  it.each<
    [
      kind: string,
      status: number,
      call: Pick<CallDescription, 'method' | 'resource' | 'target' | 'changesNothing'>,
      answer: number,
      body: unknown,
      words: string,
      more?: object,
    ]
  >([
    ['already-has', 409, CREATE, 422, errors(HAS), HAS.detail, { scimType: 'uniqueness' }],
    [
      'already-has',
      409,
      CREATE,
      422,
      errors(HAS, { ...HAS, detail: "User 'a\nb' already has 'y' role." }),
      `${HAS.detail}; User 'a b' already has 'y' role.`,
      { scimType: 'uniqueness' },
    ],
    ['no-place', 404, CREATE, 422, errors(unprocessable(noPlace)), noPlace],
    ['no-place', 404, CREATE, 422, errors(HAS, unprocessable(noPlace)), `${HAS.detail}; ${noPlace}`],
    [
      'no-place',
      404,
      CREATE,
      422,
      errors(unprocessable('invalid space. ensure that it is there')),
      'invalid space. ensure that it is there.',
    ],
    ['no-place', 404, CREATE, 422, errors({ code: 10_020, detail: 'It goes.' }), 'It goes.'],
    ['hierarchy', 409, CREATE, 422, errors(unprocessable(needs)), needs],
    ['hierarchy', 409, CREATE, 422, errors(unprocessable(needs.toUpperCase())), needs.toUpperCase()],
    [
      'hierarchy',
      409,
      REMOVE,
      422,
      errors(unprocessable('Cannot delete organization_user role while user has roles in spaces.')),
      'Cannot delete organization_user role while user has roles in spaces.',
    ],
    [
      'refused',
      400,
      REMOVE,
      422,
      errors(unprocessable('X: Cannot delete organization_user role while user has roles in spaces.')),
      'X: Cannot delete organization_user role while user has roles in spaces.',
      { scimType: 'invalidValue' },
    ],
    [
      'refused',
      400,
      CREATE,
      422,
      errors(unprocessable("X: User 'x' already has 'y' role.")),
      "X: User 'x' already has 'y' role.",
      { scimType: 'invalidValue' },
    ],
    ['refused', 409, CREATE, 422, errors(taken), 'The name is taken.', { scimType: 'uniqueness' }],
    [
      'refused',
      409,
      CREATE,
      409,
      errors({ detail: 'It Already Exists.' }),
      'It Already Exists.',
      { scimType: 'uniqueness' },
    ],
    [
      'refused',
      409,
      CREATE,
      409,
      errors({ detail: 'It is already taken.' }),
      'It is already taken.',
      { scimType: 'uniqueness' },
    ],
    [
      'refused',
      409,
      CREATE,
      409,
      errors({ detail: 'It is already in use.' }),
      'It is already in use.',
      { scimType: 'uniqueness' },
    ],
    [
      'refused',
      409,
      CREATE,
      409,
      errors({ detail: 'It must be unique.' }),
      'It must be unique.',
      { scimType: 'uniqueness' },
    ],
    ['refused', 409, CREATE, 409, errors(NEW), NEW.detail],
    [
      'refused',
      400,
      CREATE,
      422,
      errors({ detail: 'It must be unique.' }),
      'It must be unique.',
      { scimType: 'invalidValue' },
    ],
    ['refused', 400, CREATE, 422, errors(NEW), NEW.detail, { scimType: 'invalidValue' }],
    ['refused', 400, LIST, 400, errors(NEW), NEW.detail],
    ['failure', 502, ROOT, 409, errors(taken), 'The name is taken.'],
    [
      'failure',
      502,
      ROOT,
      401,
      '',
      'Cloud Foundry shows this to everybody, so another server answered: check the property URL.',
    ],
    ['failure', 502, TOKEN, 422, errors(NEW), NEW.detail],
    [
      'failure',
      502,
      CREATE,
      401,
      errors(NEW),
      `${NEW.detail} A new token was rejected too: check the properties User, Password and btp.cf.pm.origin, and whether the user is still active.`,
    ],
    [
      'suspended',
      403,
      CREATE,
      403,
      errors({ code: 10_017, detail: 'Suspended' }),
      'Suspended. Nothing can be changed there until the suspension is lifted.',
    ],
    [
      'suspended',
      403,
      CREATE,
      403,
      errors({ code: 10_019, detail: 'Suspended' }),
      'Suspended. Nothing can be changed there until the suspension is lifted.',
    ],
    ['refused', 403, CREATE, 403, errors(NEW), NEW.detail],
    [
      'forbidden',
      502,
      CREATE,
      403,
      errors({ code: 10_003, detail: 'No.' }),
      'No. Give the provisioning user (property User) the role "Keeper".',
    ],
    [
      'forbidden',
      502,
      CREATE,
      403,
      errors({ code: 10_007, detail: 'No.' }),
      'No. Give the provisioning user (property User) the role "Keeper".',
    ],
    [
      'forbidden',
      502,
      CREATE,
      403,
      errors(),
      'Give the provisioning user (property User) the role "Keeper".',
    ],
    ['not-found', 404, READ, 404, errors({ code: 10_010, detail: 'Space not found' }), 'Space not found.'],
    ['refused', 404, READ, 404, errors(NEW), NEW.detail],
    [
      'failure',
      502,
      READ,
      404,
      errors({ code: 10_000, detail: 'Unknown request' }),
      'Unknown request. This is not how it says that something does not exist: check the property URL.',
    ],
    [
      'failure',
      502,
      LIST,
      404,
      errors(NEW),
      `${NEW.detail} This is not how it says that something does not exist: check the property URL.`,
    ],
    [
      'failure',
      429,
      LIST,
      429,
      errors(NEW),
      `${NEW.detail} The limit of requests is reached: repeat in 60 seconds.`,
      { retryAfter: 60 },
    ],
    ['failure', 503, LIST, 503, '', 'It is down or has too much to do: repeat later.', { retryAfter: 30 }],
    [
      'failure',
      503,
      REMOVE,
      503,
      '',
      `It is down or has too much to do: repeat later. ${OUTCOME}`,
      { retryAfter: 30 },
    ],
    [
      'failure',
      503,
      LIST,
      500,
      errors({ code: 20_004, detail: 'No UAA.' }),
      'No UAA. Cloud Controller does not reach the UAA, without which nobody knows whose roles these are: repeat later.',
      { retryAfter: 30 },
    ],
    [
      'failure',
      503,
      REMOVE,
      503,
      errors({ code: 20_004, detail: 'No UAA.' }),
      `No UAA. Cloud Controller does not reach the UAA, without which nobody knows whose roles these are: repeat later. ${OUTCOME}`,
      { retryAfter: 30 },
    ],
    [
      'refused',
      400,
      CREATE,
      400,
      errors({ code: 20_004, detail: 'No UAA.' }),
      'No UAA.',
      { scimType: 'invalidValue' },
    ],
    ['failure', 502, LIST, 500, errors(NEW), `${NEW.detail} The failure is its own: repeat later.`],
    [
      'failure',
      502,
      CREATE,
      500,
      errors(NEW),
      `${NEW.detail} The failure is its own: repeat later. ${OUTCOME}`,
    ],
    ['failure', 502, LIST, 418, 'Tea', 'Tea. The failure is its own: repeat later.'],
    [
      'refused',
      400,
      LIST,
      400,
      errors(...['a', 'a', 'b', 'c', 'd', 'e'].map((detail) => ({ detail }))),
      'a; b; c; d.',
    ],
    ['refused', 400, LIST, 400, errors({ code: 20_006 }), ''],
  ])('says %s: %d where %o is answered with %d %j', (kind, status, call, answer, body, words, more = {}) => {
    const error = read(call, answer, body);
    const { message } = error;
    expect({ ...error, message: message.replace(/^.* with \d+[:.] ?/, '') }).toMatchObject({
      kind,
      status,
      message: words,
    });
    expect(message).toContain(`${WHO} answered ${call.method} /v3/${call.resource} with ${answer}`);
    const { scimType, retryAfter } = error;
    expect({ scimType, retryAfter }).toEqual({ scimType: undefined, retryAfter: undefined, ...more });
  });

  it('is about the order of roles in any letter case', () => {
    const detail = 'CANNOT DELETE ORGANIZATION_USER ROLE while user has roles in spaces.';
    expect(read(REMOVE, 422, errors(unprocessable(detail)))).toMatchObject({
      kind: 'hierarchy',
      status: 409,
    });
  });

  it('quotes what was said behind a colon, and has none where nothing was', () => {
    expect(read(LIST, 400, errors(NEW)).message).toBe(
      `${WHO} answered GET /v3/roles with 400: ${NEW.detail}`,
    );
    expect(read(LIST, 400, '').message).toBe(`${WHO} answered GET /v3/roles with 400.`);
    expect(read(LIST, 400, errors(NEW)).said).toBe(NEW.detail);
    expect(read(LIST, 400, 'Plain.').said).toBeUndefined();
  });

  it('of a failure has the id of the request and the time to wait, where the answer has them', () => {
    const headers = { 'x-vcap-request-id': 'a1b2', 'retry-after': '7' };
    const own = read(LIST, 500, '', headers);
    expect(own.message).toMatch(/repeat later\. For the platform's support, the request has the id a1b2\.$/);
    expect(own.retryAfter).toBe(7);
    expect(read(LIST, 503, '', headers).retryAfter).toBe(7);
    expect(read(LIST, 500, errors({ code: 20_004 }), headers).retryAfter).toBe(7);
    expect(read(LIST, 429, '', headers)).toMatchObject({
      retryAfter: 7,
      message: expect.stringMatching(/repeat in 7 seconds\.$/),
    });
  });

  it.each([
    [
      503,
      'unknown_route',
      503,
      30,
      'The router knows no such host: the landscape is wrong or its API is down.',
    ],
    [
      404,
      'unknown_route',
      502,
      undefined,
      'The router knows no such host: the landscape is wrong or its API is down.',
    ],
    [503, 'no_endpoints', 503, 30, 'Nothing runs behind the router at the moment.'],
    [502, 'endpoint_failure', 502, undefined, 'The router got no answer from the service behind it.'],
  ])('of the router, %d %s, is about the router', (answer, reason, status, retryAfter, words) => {
    const headers = { 'x-cf-routererror': reason };
    const error = read(LIST, answer, errors(NEW), headers);
    expect(error).toMatchObject({ kind: 'failure', status, retryAfter });
    expect(error.message).toBe(
      `${WHO} answered GET /v3/roles with ${answer}: ${NEW.detail} ${words} If it stays so, check the property URL.`,
    );
    expect(read(CREATE, answer, '', headers).message).toBe(
      `${WHO} answered POST /v3/roles with ${answer}. ${words} If it stays so, check the property URL. ${OUTCOME}`,
    );
    const later = { ...headers, 'retry-after': '7' };
    expect(read(LIST, answer, '', later).retryAfter).toBe(7);
  });
});

describe('a change of members', () => {
  it('that is refused with a new code is refused to the client, and not repeated', async () => {
    await using system = await setUp();
    const id = `${organization(system)} organization_auditor`;
    await system.fault({ method: 'POST', path: '/v3/roles', status: 400, body: errors(NEW), count: 9 });
    const change = system.groups.replace(id, { members: members(newUser(system)) }, {}, callContext());
    const error = await scimError(change);
    expect(error).toMatchObject({ status: 400, scimType: 'invalidValue' });
    expect(error.message).toMatch(SAID);
    expect(error.message).not.toMatch(/repeat|not known/i);
    expect((await system.calls()).filter(({ method }) => method === 'POST')).toHaveLength(1);
  });

  it('that is refused with a 404 of a new code has not removed anybody', async () => {
    await using system = await setUp();
    const id = `${organization(system)} organization_auditor`;
    const user = newUser(system);
    system.cf.addRole('organization_auditor', user, organization(system));
    await system.fault({ method: 'DELETE', path: '/v3/roles', status: 404, body: errors(NEW), count: 9 });
    const change = system.groups.replace(id, { members: [] }, {}, callContext());
    expect(await scimError(change)).toMatchObject({ status: 404, message: expect.stringMatching(SAID) });
    expect(await readMembers(system, id)).toEqual([user]);
  });
});
