/** Changes that end halfway, or that cannot be made at all: what was done is said, and what helps. */
import { describe, expect, it } from 'vitest';
import { MEMBERSHIP_ERROR } from '../../../src/connectors/membership/outcome.ts';
import type { ScimError } from '../../../src/scim/errors.ts';
import { callContext, scimError } from '../support/context.ts';
import {
  members,
  newUser,
  newUsers,
  operations,
  organization,
  readMembers,
  required,
  type System,
  setUp,
  UNKNOWN,
} from './support.ts';

interface Report {
  readonly applied: { readonly added: string[]; readonly removed: string[] };
  readonly notApplied: { readonly value: string; readonly operation: string; readonly reason: string }[];
}

const reportOf = (error: ScimError) => error.toBody()[MEMBERSHIP_ERROR] as unknown as Report;
const put = (system: System, id: string, ids: readonly string[], context = callContext()) =>
  system.groups.replace(id, { id, members: members(...ids) }, {}, context);
const auditors = (system: System) => `${organization(system)} organization_auditor`;
const REPEAT = /repeat the request/i;

describe('a call that hangs', () => {
  async function withMembers() {
    const system = await setUp({ machinery: { wait: async () => undefined } });
    const ids = newUsers(system, 4);
    await put(system, auditors(system), ids);
    const time = 3_000;
    const context = () => ({
      ...callContext(),
      signal: AbortSignal.timeout(time),
      deadline: system.cf.clock.now() + time,
    });
    return { system, ids, context };
  }

  it('among removals leaves time to confirm the others', async () => {
    const { system, ids, context } = await withMembers();
    await using _system = system;
    await system.fault({ method: 'DELETE', path: '/v3/roles', delayMs: 60_000, count: 1 });
    const error = await scimError(put(system, auditors(system), [], context()));
    expect(error.status).toBe(504);
    const { applied, notApplied } = reportOf(error);
    expect(notApplied).toHaveLength(1);
    expect(applied.removed).toHaveLength(ids.length - 1);
    expect(await readMembers(system, auditors(system))).toEqual(notApplied.map(({ value }) => value));
  });

  it('among additions leaves time to see what became of it', async () => {
    const { system, ids, context } = await withMembers();
    await using _system = system;
    await system.fault({ method: 'POST', path: '/v3/roles', delayMs: 60_000, count: 1 });
    const fresh = [newUser(system, 10), newUser(system, 11)];
    const { applied, notApplied } = reportOf(
      await scimError(put(system, auditors(system), [...ids, ...fresh], context())),
    );
    expect(applied.added).toHaveLength(1);
    expect(notApplied).toHaveLength(1);
  });

  it('at the confirmation is not waited for: another look tells', async () => {
    const { system, context } = await withMembers();
    await using _system = system;
    await system.fault({ path: '/v3/roles?guids=', delayMs: 60_000, count: 1 });
    await put(system, auditors(system), [], context());
    expect(await readMembers(system, auditors(system))).toEqual([]);
  });
});

it('organization_user that was given on the way is reported where the role in the space fails', async () => {
  await using system = await setUp({ properties: { 'btp.cf.pm.ensure.org.user': 'true' } });
  const org = organization(system);
  const space = required(system.cf.spaces(org)[0]).guid;
  const user = newUser(system);
  const id = `${org} ${space} space_developer`;
  await system.fault({ method: 'POST', path: '/v3/roles', profile: 'unknown_error', after: 1, count: 9 });
  const add = operations({ op: 'add', path: 'members', value: members(user) });
  const error = await scimError(system.groups.patch(id, add, {}, callContext()));
  const given = 'organization_user of the organization was given';
  expect(error.message).toContain(`${given} to ${user}.`);
  expect(reportOf(error).notApplied).toMatchObject([
    { value: user, operation: 'add', reason: expect.stringContaining(given) },
  ]);
  await system.clearFaults();
  expect(await readMembers(system, `${org} organization_user`)).toContain(user);
});

describe('ids of members', () => {
  it.each(['x'.repeat(201), 'x'.repeat(100_000), '東', 'a\ud800', 'a;b', 'a\0b', 'a b', 'a\n'])(
    'that can be none are unknown without a call',
    async (wrong) => {
      await using system = await setUp();
      const change = (op: string) =>
        system.groups.patch(
          auditors(system),
          operations({ op, path: 'members', value: members(wrong) }),
          {},
          callContext(),
        );
      expect(await scimError(change('add'))).toMatchObject({ status: 400, scimType: 'invalidValue' });
      expect(await system.calls()).toEqual([]);
      await change('remove');
    },
  );

  it('are asked for in URLs of limited length', async () => {
    await using system = await setUp();
    const long = Array.from({ length: 100 }, (_, index) => `${index}${'-_xX'.repeat(49)}`);
    for (const op of ['add', 'remove']) {
      const value = members(...long);
      const change = system.groups.patch(
        auditors(system),
        operations({ op, path: 'members', value }),
        {},
        callContext(),
      );
      if (op === 'add') expect(await scimError(change)).toMatchObject({ status: 400 });
      else await change;
    }
    const calls = await system.calls();
    expect(calls.length).toBeGreaterThan(2);
    expect(Math.max(...calls.map(({ path }) => path.length))).toBeLessThan(8_000);
    expect(calls.every(({ status }) => status === 200)).toBe(true);
  });
});

describe('the custom extension in a PATCH', () => {
  const EXTENSION = 'urn:sap:cloud:scim:schemas:extension:custom:2.0:Group';
  const forms = (name: string) => [
    { op: 'replace', path: `${EXTENSION}:name`, value: name },
    { op: 'replace', path: EXTENSION, value: { name } },
    { op: 'add', value: { [EXTENSION]: { name } } },
  ];

  it('may repeat the id of the group', async () => {
    await using system = await setUp();
    const id = auditors(system);
    const user = newUser(system);
    const add = { op: 'add', path: 'members', value: members(user) };
    await system.groups.patch(id, operations(...forms(id), add), {}, callContext());
    expect(await readMembers(system, id)).toContain(user);
  });

  it('is 400 with another name or another attribute', async () => {
    await using system = await setUp();
    for (const operation of [
      ...forms(`${UNKNOWN} organization_auditor`),
      { op: 'remove', path: `${EXTENSION}:name` },
      { op: 'replace', path: EXTENSION, value: { description: 'x' } },
    ]) {
      const error = await scimError(
        system.groups.patch(auditors(system), operations(operation), {}, callContext()),
      );
      expect(error).toMatchObject({ status: 400, scimType: 'mutability' });
    }
  });
});

describe('advice', () => {
  it('does not speak of changes where a logon fails', async () => {
    await using system = await setUp({ warm: false });
    await system.fault({ path: '/oauth/token', status: 502, count: 9 });
    const error = await scimError(system.users.list({ startIndex: 1, count: 1 }, callContext()));
    expect(error.message).toContain('/oauth/token');
    expect(error.message).not.toContain('Whether the change was made');
  });

  it('names the scope where Cloud Controller forbids reading', async () => {
    await using system = await setUp({ landscape: { scopes: ['openid', 'scim.read', 'scim.write'] } });
    const error = await scimError(system.groups.list({ startIndex: 1, count: 10 }, callContext()));
    expect(error).toMatchObject({ status: 502, message: expect.stringContaining('cloud_controller.read') });
    expect(error.message).not.toContain('Org Manager');
  });

  it('is not to repeat what ends the same way', async () => {
    await using system = await setUp();
    const id = auditors(system);
    const user = newUser(system);
    system.cf.suspendOrg(organization(system));
    const suspended = await scimError(put(system, id, [user]));
    expect(suspended.status).toBe(403);
    expect(suspended.message).not.toMatch(REPEAT);
    const gone = await scimError(
      system.groups.patch(
        `${UNKNOWN} organization_auditor`,
        operations({ op: 'add', path: 'members', value: members(user) }),
        {},
        callContext(),
      ),
    );
    expect(gone.status).toBe(404);
    expect(gone.message).not.toMatch(REPEAT);
  });

  it('is to repeat after what the hierarchy needs', async () => {
    await using system = await setUp();
    const org = organization(system);
    const space = required(system.cf.spaces(org)[0]).guid;
    const error = await scimError(put(system, `${org} ${space} space_developer`, [newUser(system)]));
    expect(error.status).toBe(409);
    expect(error.message).toMatch(/Then repeat the request: what was done stays done\.$/);
  });
});
