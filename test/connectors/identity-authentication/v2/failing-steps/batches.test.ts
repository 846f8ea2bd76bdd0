/** A change of more members than one request takes: a step that fails ends it, and what was done before is told. */
import { describe, expect, it } from 'vitest';
import type { CallContext } from '../../../../../src/connectors/connector.ts';
import { MEMBERSHIP_ERROR } from '../../../../../src/connectors/membership/outcome.ts';
import { ScimError } from '../../../../../src/scim/errors.ts';
import type { JsonObject } from '../../../../../src/scim/json.ts';
import { callContext } from '../../../support/context.ts';
import { eachWay, expectAnswer, type Way } from '../../../support/failing-step.ts';
import { membersOf, patchOf, startTenant, userIds } from '../tenant.ts';
import { write } from './answers.ts';

/** Of additions; a request removes at most 50. */
const AT_ONCE = 2;
const USERS = 57;
/** Of the members, of whom one stays; the other users are added. */
const REMOVED = 51;
const PATCH = write('PATCH /scim/Groups/', 'the roles "Manage Groups" and "Manage Users"');

async function setUp() {
  const clock = { now: Date.parse('2026-03-01T12:00:00Z') };
  const properties = { 'ias.patch.group.members.above.threshold': String(AT_ONCE) };
  const tenant = await startTenant({ users: USERS, groups: 0 }, properties, { now: () => clock.now });
  const ids = await userIds(tenant, USERS);
  const [gone, kept, fresh] = [
    ids.slice(0, REMOVED),
    ids.slice(REMOVED, REMOVED + 1),
    ids.slice(REMOVED + 1),
  ];
  const group = {
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:Group'],
    displayName: 'Before',
    members: membersOf([...gone, ...kept]),
  };
  const { entity } = await tenant.groups.create(group, callContext());
  const id = String(entity['id']);
  await tenant.forget();
  return {
    ...tenant,
    url: tenant.tenant.url,
    id,
    gone,
    kept,
    fresh,
    /** Name and members, once nothing is held back any more. */
    group: async () => {
      clock.now += 3_600_000;
      const { entity: read } = await tenant.groups.get(id, {}, callContext());
      const members = ((read['members'] ?? []) as JsonObject[]).map(({ value }) => String(value));
      return { name: read['displayName'], members: members.sort() };
    },
    change: (context: CallContext = callContext(), ifMatch?: string) =>
      tenant.groups.patch(
        id,
        patchOf(
          { op: 'replace', path: 'displayName', value: 'After' },
          { op: 'add', path: 'members', value: membersOf(fresh) },
          { op: 'remove', path: 'members', value: membersOf(gone) },
        ),
        { ifMatch },
        context,
      ),
  };
}

/** A step that was done, although no answer said so. */
const isDone = (way: Way) => way === 'reset after it is done';

describe('the name, which comes first, fails', () => {
  eachWay(PATCH, async (way, answer) => {
    await using system = await setUp();
    const { gone, kept, fresh } = system;
    await expectAnswer(system.url, { step: { method: 'PATCH' }, way }, system.change, answer);
    expect(await system.group()).toEqual({
      name: isDone(way) ? 'After' : 'Before',
      members: [...gone, ...kept].sort(),
    });
    await system.change();
    expect(await system.group()).toEqual({ name: 'After', members: [...kept, ...fresh].sort() });
  });
});

describe.each([
  { name: 'the first addition', after: 1, added: 0, removed: 0, adds: 2, removes: 0 },
  { name: 'the second addition', after: 2, added: 2, removed: 0, adds: 2, removes: 0 },
  { name: 'the first removal', after: 4, added: 5, removed: 0, adds: 0, removes: 50 },
  { name: 'the last removal', after: 5, added: 5, removed: 50, adds: 0, removes: 1 },
])('$name fails', ({ after, added, removed, adds, removes }) => {
  eachWay(PATCH, async (way, answer) => {
    await using system = await setUp();
    const { gone, kept, fresh } = system;
    const reports: unknown[] = [];
    const change = (context: CallContext) =>
      system.change(context).catch((error: unknown) => {
        if (error instanceof ScimError) reports.push(error.extensions?.[MEMBERSHIP_ERROR]);
        throw error;
      });
    await expectAnswer(system.url, { step: { method: 'PATCH', after }, way }, change, answer);

    const notAdded = fresh.slice(added).map((value) => ({ value, operation: 'add' }));
    const notRemoved = gone.slice(removed).map((value) => ({ value, operation: 'remove' }));
    const isTried = (index: number) => index < adds + removes;
    const reason = (index: number) =>
      expect.stringMatching(
        index === 0
          ? new RegExp(`^The request to ${adds > 0 ? 'add' : 'remove'} ${adds + removes} members failed: `)
          : isTried(index)
            ? /^it was in the same request as /
            : /^not tried, because: request \d of 5 failed$/,
      );
    expect(reports).toEqual([
      {
        applied: { added: fresh.slice(0, added), removed: gone.slice(0, removed) },
        notApplied: [...notAdded, ...notRemoved].map((entry, index) => ({ ...entry, reason: reason(index) })),
      },
    ]);
    const [reallyAdded, reallyRemoved] = isDone(way) ? [added + adds, removed + removes] : [added, removed];
    expect(await system.group()).toEqual({
      name: 'After',
      members: [...gone.slice(reallyRemoved), ...kept, ...fresh.slice(0, reallyAdded)].sort(),
    });
    await system.change();
    expect(await system.group()).toEqual({ name: 'After', members: [...kept, ...fresh].sort() });
  });
});

describe('only the first request has the condition of the client, as each makes a new version', () => {
  it.each([
    [
      'it changes the name',
      (system: Awaited<ReturnType<typeof setUp>>) => system.change(callContext(), '"7"'),
      6,
    ],
    [
      'it adds the first members',
      ({ groups, id, fresh }: Awaited<ReturnType<typeof setUp>>) =>
        groups.patch(
          id,
          patchOf({ op: 'add', path: 'members', value: membersOf(fresh) }),
          { ifMatch: '"7"' },
          callContext(),
        ),
      3,
    ],
  ])('%s', async (_, change, requests) => {
    await using system = await setUp();
    await change(system);
    const sent = (await system.requests()).map(({ method, headers }) => [method, headers['if-match']]);
    expect(sent).toEqual([['PATCH', '"7"'], ...Array(requests - 1).fill(['PATCH', undefined])]);
  });
});
