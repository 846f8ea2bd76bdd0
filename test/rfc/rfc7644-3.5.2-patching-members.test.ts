/** Every example of section 3.5.2 that is about the members of a group. */
import { describe, expect, it } from 'vitest';
import { demoFace, expectError } from './support/face.ts';
import { membersOf, type Team, teamOf } from './support/membership.ts';
import { type DemoSystem, SYSTEMS } from './support/systems.ts';

const face = demoFace();

/** The group begins with the first `before` users, and ends with those at the places `after`. */
type Row = [
  what: string,
  before: number,
  operations: (team: Team, url: string) => object[],
  after: readonly number[],
];

const member = ({ users }: Team, url: string, at: number) => ({
  display: 'Babs Jensen',
  $ref: `${url}/Users/${users[at]}`,
  value: users[at],
});
const chosen = ({ users }: Team, at: number) => `members[value eq "${users[at]}"]`;

const ROWS: readonly Row[] = [
  [
    '3.5.2.1 add a member',
    1,
    (team, url) => [{ op: 'add', path: 'members', value: [member(team, url, 1)] }],
    [0, 1],
  ],
  [
    '3.5.2.1 add a member that is one already: nothing changes',
    2,
    (team, url) => [{ op: 'add', path: 'members', value: [member(team, url, 1)] }],
    [0, 1],
  ],
  [
    '3.5.2.1 add without a path',
    1,
    (team, url) => [{ op: 'add', value: { members: [member(team, url, 2)] } }],
    [0, 2],
  ],
  ['3.5.2.2 remove a single member', 2, (team) => [{ op: 'remove', path: chosen(team, 0) }], [1]],
  [
    '3.5.2.2 remove a member that is none: nothing changes',
    1,
    (team) => [{ op: 'remove', path: chosen(team, 2) }],
    [0],
  ],
  ['3.5.2.2 remove all members', 2, () => [{ op: 'remove', path: 'members' }], []],
  [
    '3.5.2.2 remove and add a member in one request',
    2,
    (team, url) => [
      { op: 'remove', path: chosen(team, 0) },
      { op: 'add', path: 'members', value: [member(team, url, 2)] },
    ],
    [1, 2],
  ],
  [
    '3.5.2.2 replace all members by remove and add',
    1,
    (team, url) => [
      { op: 'remove', path: 'members' },
      { op: 'add', path: 'members', value: [member(team, url, 1), member(team, url, 2)] },
    ],
    [1, 2],
  ],
  [
    '3.5.2.3 replace all members',
    1,
    (team, url) => [{ op: 'replace', path: 'members', value: [member(team, url, 1), member(team, url, 2)] }],
    [1, 2],
  ],
  ['3.5.2.3 replace them by none', 2, () => [{ op: 'replace', path: 'members', value: [] }], []],
];

describe.each(SYSTEMS)('RFC 7644 section 3.5.2, members: $name', (system) => {
  it.each(ROWS)('%s', async (_, before, operations, after) => {
    const client = face(system);
    const team = await teamOf(system, client, before);
    const { status, text } = await client.patch(team.path, operations(team, client.url));
    expect([200, 204], text).toContain(status);
    expect(status === 204 ? text : '').toBe('');
    expect(await membersOf(client, team)).toEqual(usersAt(team, after));
  });

  it('200 with the resource where attributes are asked for', async () => {
    const { client, team } = await begin(system);
    const operations = [{ op: 'remove', path: 'members' }];
    const body = { schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'], Operations: operations };
    const answer = await client.send('PATCH', `${team.path}?attributes=displayName`, { body });
    expect([answer.status, Object.keys(answer.body).sort()]).toEqual([200, ['displayName', 'id', 'schemas']]);
  });

  it('all operations or none: after one that fails, nobody came or went', async () => {
    const { client, team } = await begin(system);
    const operations = [
      { op: 'add', path: 'members', value: [{ value: team.users[1] }] },
      { op: 'frob', path: 'members' },
    ];
    expectError(await client.patch(team.path, operations), 400, 'invalidSyntax');
    expect(await membersOf(client, team)).toEqual([team.users[0]]);
  });
});

function usersAt({ users }: Team, places: readonly number[]): string[] {
  return places.map((at) => users[at] ?? '').sort();
}

async function begin(system: DemoSystem) {
  const client = face(system);
  return { client, team: await teamOf(system, client, 1) };
}
