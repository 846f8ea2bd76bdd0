/** What Cloud Controller's refusals mean, with the codes that are known and with others. */
import { describe, expect, it } from 'vitest';
import { cloudControllerError } from '../../../src/connectors/cloud-foundry/cloud-controller/cloud-controller-error.ts';
import type { CallDescription } from '../../../src/connectors/http/backend.ts';
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

function read(call: Pick<CallDescription, 'method' | 'resource' | 'target'>, status: number, body: unknown) {
  const path = `/v3/${call.resource}`;
  const description = { ...call, path, template: path, filtered: false };
  const raw = Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
  return cloudControllerError(exampleBackend(), description, { status, headers: {}, body: raw }, 0);
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
