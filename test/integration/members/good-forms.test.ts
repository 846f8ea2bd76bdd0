/** The forms of members that clients in the field send, next to those that are refused, seen in the backend. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { JsonObject, JsonValue } from '../../../src/scim/json.ts';
import type { Kind } from '../support/backends.ts';
import { type TestGroup, testGroup } from '../support/membership.ts';
import { type Stage, startStage } from '../support/stage.ts';
import { defaultTransformation, withoutPatch } from '../support/transformations.ts';

const GROUP_URN = 'urn:ietf:params:scim:schemas:core:2.0:Group';

/** The first of each list is there already. */
const FORMS: Readonly<Record<string, (ids: readonly string[]) => JsonValue>> = {
  objects: (ids) => ids.map((value) => ({ value })),
  'objects with more in them': (ids) => ids.map((value) => ({ value, type: 'User', display: 'x' })),
  'objects in another spelling': (ids) => ids.map((VALUE) => ({ VALUE, Display: 'x' })),
  'ids alone': (ids) => [...ids],
  'ids and objects, one of them twice': ([first = '', ...rest]) => [
    first,
    { value: first },
    ...rest.map((value) => ({ value })),
  ],
};
const SINGLE: Readonly<Record<string, (id: string) => JsonValue>> = {
  'an object without brackets': (value) => ({ value }),
  'an id without brackets': (value) => value,
};

/** The same operation in the ways to say `members`. */
const OPERATIONS: Readonly<Record<string, (op: string, value: JsonValue) => JsonObject>> = {
  'a path': (op, value) => ({ op, path: 'members', value }),
  'a path in another spelling': (op, value) => ({ op: op.toUpperCase(), path: 'Members', value }),
  'a path with its URN': (op, value) => ({ op, path: `${GROUP_URN}:members`, value }),
  'a value object': (op, value) => ({ op, value: { members: value } }),
  'a value object in another spelling': (op, value) => ({ op, value: { MEMBERS: value } }),
};
const NO_REMOVAL = new Set(['a value object', 'a value object in another spelling']);

describe.each<readonly [Kind, system: string]>([
  ['v2', 'default'],
  ['v2', 'emulated'],
  ['v1', 'default'],
  ['cf', 'default'],
])('%s, %s', (kind, system) => {
  let stage: Stage;
  /** One for each of the operations: a backend may take its time. */
  let groups: readonly TestGroup[] = [];
  let present = '';
  let absent = '';
  beforeAll(async () => {
    const emulated = kind === 'v2' ? { write: withoutPatch(defaultTransformation(kind, 'write')) } : {};
    stage = await startStage(kind, { users: 6, groups: 1 }, { default: {}, emulated });
    groups = await Promise.all(Object.keys(OPERATIONS).map((_, index) => testGroup(stage, 'default', index)));
    [present = ''] = groups[0]?.members ?? [];
    [absent = ''] = groups[0]?.others ?? [];
  });
  afterAll(() => stage.stop());
  beforeEach(() => Promise.all(groups.map((group) => group.reset())));

  async function patch(group: TestGroup, operation: JsonObject): Promise<readonly string[]> {
    const { status, text } = await stage.client(system).patch(group.path, [operation]);
    expect([200, 204], `${JSON.stringify(operation)}: ${text}`).toContain(status);
    return group.now();
  }
  async function put(group: TestGroup, members: JsonObject): Promise<readonly string[]> {
    const { status, text } = await stage.client(system).put(group.path, { ...group.body, ...members });
    expect(status, text).toBe(200);
    return group.now();
  }
  type Change = (group: TestGroup, operation: (op: string, value: JsonValue) => JsonObject) => Promise<void>;
  async function inAllWays(change: Change, ways = Object.keys(OPERATIONS)): Promise<void> {
    await Promise.all(
      Object.entries(OPERATIONS).map(async ([name, operation], index) => {
        const group = groups[index];
        if (group !== undefined && ways.includes(name)) await change(group, operation);
      }),
    );
  }
  const removing = Object.keys(OPERATIONS).filter((name) => !NO_REMOVAL.has(name));
  const sorted = (...ids: readonly string[]) => [...ids].sort();

  it.each(Object.entries(FORMS))('%s', async (_, form) => {
    const both = form([present, absent]);
    await inAllWays(async (group, operation) => {
      expect(await patch(group, operation('add', both))).toEqual(sorted(...group.members, absent));
      expect(await patch(group, operation('replace', both))).toEqual(sorted(present, absent));
      await group.reset();
      expect(await put(group, { members: both })).toEqual(sorted(present, absent));
    });
    await inAllWays(async (group, operation) => {
      expect(await patch(group, operation('remove', both))).toEqual([]);
    }, removing);
  });

  it.each(Object.entries(SINGLE))('%s', async (_, form) => {
    const one = form(absent);
    await inAllWays(async (group, operation) => {
      expect(await patch(group, operation('add', one))).toEqual(sorted(...group.members, absent));
    });
    await inAllWays(async (group, operation) => {
      expect(await patch(group, operation('remove', one))).toEqual(group.members);
    }, removing);
    await inAllWays(async (group, operation) => {
      expect(await patch(group, operation('replace', one))).toEqual([absent]);
      expect(await put(group, { Members: form(present) })).toEqual([present]);
    });
  });

  it('an empty list empties by PUT and replace, and changes nothing by add and remove', async () => {
    await inAllWays(async (group, operation) => {
      expect(await patch(group, operation('add', []))).toEqual(group.members);
    });
    await inAllWays(async (group, operation) => {
      expect(await patch(group, operation('remove', []))).toEqual(group.members);
    }, removing);
    await inAllWays(async (group, operation) => {
      expect(await patch(group, operation('replace', []))).toEqual([]);
      await group.reset();
      expect(await put(group, { MEMBERS: [] })).toEqual([]);
    });
  });

  it('remove without a value takes all, and with a filter the ones that it names', async () => {
    const left = groups[0]?.members.filter((id) => id !== present);
    const paths = [
      `members[value eq "${present}"]`,
      `${GROUP_URN}:Members[Value eq "${present}"]`,
      `members[value eq "${absent}" or VALUE eq "${present}"]`,
    ];
    await Promise.all(
      paths.map(async (path, index) => {
        const group = groups[index] as TestGroup;
        expect(await patch(group, { op: 'remove', path })).toEqual(left);
        expect(await patch(group, { op: 'Remove', path: 'Members' })).toEqual([]);
      }),
    );
  });
});
