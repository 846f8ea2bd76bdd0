/** Statuses that neither the UAA nor Cloud Controller documents, as others in front of them may give them. */
import { describe, expect, it } from 'vitest';
import { callContext, scimError } from '../support/context.ts';
import { members, newUser, operations, organization, type System, setUp } from './support.ts';

const SAID = 'Not for this one';
const BODIES = {
  uaa: { error: 'scim', message: SAID },
  cloudController: { errors: [{ code: 999, title: 'CF-New', detail: SAID }] },
};
const AUDITORS = 'organization_auditor';

interface Row {
  readonly status: number;
  readonly read: number;
  readonly write: number;
  readonly mayBeMade?: true;
}

const ROWS: readonly Row[] = [
  { status: 302, read: 502, write: 502 },
  { status: 303, read: 502, write: 502, mayBeMade: true },
  { status: 405, read: 502, write: 501 },
  { status: 406, read: 502, write: 502 },
  { status: 413, read: 413, write: 413 },
  { status: 418, read: 400, write: 400 },
  { status: 423, read: 409, write: 409 },
  { status: 451, read: 403, write: 403 },
  { status: 499, read: 400, write: 400 },
  { status: 501, read: 501, write: 501 },
  { status: 505, read: 502, write: 502 },
  { status: 511, read: 502, write: 502 },
  { status: 599, read: 502, write: 502, mayBeMade: true },
];

interface Case {
  readonly fault: object;
  readonly call: (system: System) => Promise<unknown>;
}

const group = (system: System) => `${organization(system)} ${AUDITORS}`;
const user = (system: System) => String(system.cf.users()[0]?.id);

const READS: Readonly<Record<string, Case>> = {
  'a list of users': {
    fault: { method: 'GET', path: '/Users?', body: BODIES.uaa },
    call: ({ users }) => users.list({ startIndex: 1, count: 10 }, callContext()),
  },
  'a user': {
    fault: { method: 'GET', path: '/Users/', body: BODIES.uaa },
    call: (system) => system.users.get(user(system), {}, callContext()),
  },
  'a group': {
    fault: { method: 'GET', path: '/v3/roles', body: BODIES.cloudController },
    call: (system) => system.groups.get(group(system), {}, callContext()),
  },
};
const WRITES: Readonly<Record<string, Case>> = {
  'a new user': {
    fault: { method: 'POST', path: '/Users', body: BODIES.uaa },
    call: ({ users }) =>
      users.create({ userName: 'new@acme.example', emails: [{ value: 'new@acme.example' }] }, callContext()),
  },
  'a user replaced': {
    fault: { method: 'PUT', path: '/Users/', body: BODIES.uaa },
    call: async (system) => {
      const { entity } = await system.users.get(user(system), {}, callContext());
      return await system.users.replace(user(system), entity, {}, callContext());
    },
  },
  'a user deleted': {
    fault: { method: 'DELETE', path: '/Users/', body: BODIES.uaa },
    call: (system) => system.users.delete(newUser(system), {}, callContext()),
  },
  'a member added': {
    fault: { method: 'POST', path: '/v3/roles', body: BODIES.cloudController },
    call: (system) => {
      const add = { op: 'add', path: 'members', value: members(newUser(system)) };
      return system.groups.patch(group(system), operations(add), {}, callContext());
    },
  },
};

describe.each(ROWS)('a status $status', ({ status, read, write, mayBeMade }) => {
  it.each(Object.entries(READS))(`to the read of %s is ${read}`, async (_, { fault, call }) => {
    await using system = await setUp();
    await system.fault({ ...fault, status, count: 10, retryAfter: 7 });
    const error = await scimError(call(system));
    expect({ status: error.status, detail: error.message }).toEqual({
      status: read,
      detail: expect.stringContaining(SAID),
    });
    expect(error.message).not.toMatch(/not known/);
    expect(error.retryAfter).toBe(status === 599 ? 7 : undefined);
    const tried = (await system.calls()).filter((made) => made.status === status);
    expect(tried).toHaveLength(1);
  });

  it.each(Object.entries(WRITES))(`to the change of %s is ${write}`, async (what, { fault, call }) => {
    await using system = await setUp();
    await system.fault({ ...fault, status, count: 10, retryAfter: 7 });
    const error = await scimError(call(system));
    expect({ status: error.status, detail: error.message }).toEqual({
      status: write,
      detail: expect.stringContaining(SAID),
    });
    // Whether a member is there is looked up.
    const isOpen = mayBeMade === true && what !== 'a member added';
    expect(/is not known/.test(error.message), error.message).toBe(isOpen);
    expect(error.retryAfter).toBe(status === 599 ? 7 : undefined);
    if (status === 501) expect(error.message).not.toMatch(/repeat|again/i);
    // There is no property for it.
    if (status === 406) expect(error.message).not.toContain('content type');
    const tried = (await system.calls()).filter((made) => made.status === status);
    expect(tried).toHaveLength(1);
  });
});

describe('where the proxy itself needs an answer', () => {
  it.each([
    ['the root document', { method: 'GET', path: '/' }],
    ['a token', { method: 'POST', path: '/oauth/token' }],
  ])('no status makes the client wrong: %s', async (_, where) => {
    for (const status of [302, 405, 418, 428, 451, 501]) {
      await using system = await setUp({ warm: false });
      await system.fault({ ...where, status, count: 10, body: { error: SAID } });
      const error = await scimError(system.users.list({ startIndex: 1, count: 10 }, callContext()));
      expect({ status: error.status, detail: error.message }).toEqual({
        status: 502,
        detail: expect.stringContaining(String(status)),
      });
    }
  });
});
