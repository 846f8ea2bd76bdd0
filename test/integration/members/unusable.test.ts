/** A member without a usable value must never empty a group, whatever the form, the operation and the backend. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { JsonObject, JsonValue } from '../../../src/scim/json.ts';
import type { Kind } from '../support/backends.ts';
import { type Client, PATCH_OP } from '../support/client.ts';
import { type TestGroup, testGroup } from '../support/membership.ts';
import { type Stage, startStage } from '../support/stage.ts';
import { defaultTransformation, withoutPatch } from '../support/transformations.ts';

const GROUP_URN = 'urn:ietf:params:scim:schemas:core:2.0:Group';

const UNUSABLE: Readonly<Record<string, JsonValue>> = {
  'an empty object': {},
  'a value of null': { value: null },
  'an empty value': { value: '' },
  'a blank value': { value: ' \t ' },
  'a number for a value': { value: 5 },
  'true for a value': { value: true },
  'an object for a value': { value: { value: 'x' } },
  'a list for a value': { value: ['x'] },
  'a display name only': { display: 'x' },
  'a reference only': { $ref: 'https://example.com/Users/1', type: 'User' },
  'an empty value in another spelling': { Value: '' },
  null: null,
  'an empty text': '',
  'a blank text': '  ',
  'a number': 5,
  false: false,
  'a list': ['x'],
};

/** How an unusable member is sent. */
const SHAPES: Readonly<Record<string, (unusable: JsonValue, good: string) => JsonValue>> = {
  alone: (unusable) => [unusable],
  'before a good one': (unusable, good) => [unusable, { value: good }],
  'behind good ones': (unusable, good) => [{ value: good }, { value: good }, unusable],
  'without brackets': (unusable) => unusable,
};

type Request = (client: Client, group: TestGroup, members: JsonValue) => ReturnType<Client['send']>;

function patchOf(
  ...operations: readonly JsonObject[]
): (client: Client, group: TestGroup) => ReturnType<Request> {
  return (client, { path }) =>
    client.send('PATCH', path, { body: { schemas: [PATCH_OP], Operations: operations } });
}

const PATHS = ['members', 'MEMBERS', `${GROUP_URN}:members`, `${GROUP_URN.toUpperCase()}:Members`];
const NAMES = ['members', 'mEmBeRs', `${GROUP_URN}:members`];

const REQUESTS: Readonly<Record<string, Request>> = {
  PUT: (client, { path, body }, members) => client.put(path, { ...body, members }),
  'PUT in another spelling': (client, { path, body }, members) =>
    client.put(path, { ...body, Members: members }),
  POST: (client, { body }, members) => client.post('/Groups', { ...body, members }),
  'POST in another spelling': (client, { body }, members) =>
    client.post('/Groups', { ...body, MEMBERS: members }),
  ...Object.fromEntries(
    ['add', 'Replace', 'REMOVE'].flatMap((op) =>
      PATHS.map((path): [string, Request] => [
        `PATCH ${op} ${path}`,
        (client, group, value) => patchOf({ op, path, value })(client, group),
      ]),
    ),
  ),
  ...Object.fromEntries(
    ['add', 'replace'].flatMap((op) =>
      NAMES.map((name): [string, Request] => [
        `PATCH ${op} without path, ${name}`,
        (client, group, members) => patchOf({ op, value: { [name]: members } })(client, group),
      ]),
    ),
  ),
  'PATCH behind a good operation': (client, group, value) =>
    patchOf(
      { op: 'add', path: 'members', value: [{ value: group.others[0] ?? '' }] },
      { op: 'replace', path: 'members', value },
    )(client, group),
};

/** Requests of which the members are a part of the path. */
const SELECTED: Readonly<Record<string, JsonObject>> = {
  'remove of an empty value': { op: 'remove', path: 'members[value eq ""]' },
  'remove of a blank value': { op: 'remove', path: 'Members[Value eq "  "]' },
  'remove of a number': { op: 'remove', path: 'members[value eq 5]' },
  'remove of null': { op: 'remove', path: 'members[value eq null]' },
  'remove of values with nothing in them': { op: 'remove', path: 'members[value co ""]' },
  'remove of values that begin with a blank': { op: 'remove', path: 'members[value sw " "]' },
  'remove of all but an empty value': { op: 'remove', path: 'members[not (value eq "")]' },
  'remove of a value and an empty one': { op: 'remove', path: 'members[value eq "x" or value eq ""]' },
  'add of values, one empty': { op: 'add', path: 'members.value', value: ['x', ''] },
  'replace of values by null': { op: 'replace', path: 'members.value', value: null },
  'replace of one by null': { op: 'replace', path: 'members[value eq "x"]', value: null },
  'replace of the value of one by nothing': { op: 'replace', path: 'members[value eq "x"].value', value: '' },
};

describe.each<readonly [Kind, system: string]>([
  ['v2', 'default'],
  ['v2', 'emulated'],
  ['v1', 'default'],
  ['cf', 'default'],
])('%s, %s', (kind, system) => {
  let stage: Stage;
  let group: TestGroup;
  beforeAll(async () => {
    const emulated = kind === 'v2' ? { write: withoutPatch(defaultTransformation(kind, 'write')) } : {};
    stage = await startStage(kind, { users: 6, groups: 1 }, { default: {}, emulated });
    group = await testGroup(stage, 'default');
  });
  afterAll(() => stage.stop());

  async function expectRefusal(what: string, sent: ReturnType<Request>): Promise<void> {
    const { status, body, text } = await sent;
    expect([status, body['scimType']], `${what}: ${text}`).toEqual([400, 'invalidValue']);
  }
  async function expectUntouched(): Promise<void> {
    expect(await stage.writes()).toEqual([]);
    expect(await group.now()).toEqual(group.members);
  }

  const forms = Object.keys(UNUSABLE).flatMap((unusable) =>
    Object.keys(SHAPES)
      // Without more brackets, these are ids alone.
      .filter((shape) => !(Array.isArray(UNUSABLE[unusable]) && shape === 'without brackets'))
      .map((shape) => [unusable, shape] as const),
  );
  it.each(forms)('%s, %s: 400, and the members stay', async (name, shape) => {
    const unusable = UNUSABLE[name] ?? null;
    const members = SHAPES[shape]?.(unusable, group.others[0] ?? '') ?? null;
    const client = stage.client(system);
    await stage.forget();
    for (const [what, request] of Object.entries(REQUESTS)) {
      // No members at all (RFC 7643 §2.5) are no slip where a group is made.
      if (members === null && what.startsWith('POST')) continue;
      await expectRefusal(what, request(client, group, members));
    }
    await expectUntouched();
  });

  it.each(Object.entries(SELECTED))('%s: 400, and the members stay', async (what, operation) => {
    await group.reset();
    await stage.forget();
    await expectRefusal(what, patchOf(operation)(stage.client(system), group));
    await expectUntouched();
  });
});
