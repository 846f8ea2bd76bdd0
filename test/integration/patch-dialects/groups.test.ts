/** PATCH of groups as clients write it: renaming, repeating what cannot change, and members among other things. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../src/scim/json.ts';
import type { Kind } from '../support/backends.ts';
import { PATCH_OP } from '../support/client.ts';
import { type TestGroup, testGroup } from '../support/membership.ts';
import { type Stage, startStage } from '../support/stage.ts';
import { defaultTransformation, withoutPatch } from '../support/transformations.ts';

const GROUP = 'urn:ietf:params:scim:schemas:core:2.0:Group';
const CUSTOM = 'urn:sap:cloud:scim:schemas:extension:custom:2.0:Group';

interface Wish {
  readonly displayName?: string;
  readonly description?: string;
  /** Whether somebody was added. */
  readonly added?: boolean;
}
type Operations = (group: JsonObject, newcomer: string) => readonly JsonObject[];
type Case = readonly [operations: Operations, wish: Wish];

const renamed = { displayName: 'Renamed' };

/** In Cloud Foundry, names are given. */
const RENAMING: Readonly<Record<string, Case>> = {
  'by a value object with its own id (Okta)': [
    ({ id }) => [{ op: 'replace', value: { id: id ?? null, displayName: 'Renamed' } }],
    renamed,
  ],
  'by a path': [() => [{ op: 'Replace', path: 'DisplayName', value: 'Renamed' }], renamed],
  'by a path with its URN': [
    () => [{ op: 'replace', path: `${GROUP}:displayName`, value: ['Renamed'] }],
    renamed,
  ],
  'with its own names': [
    (group) => [{ op: 'replace', value: { [CUSTOM]: group[CUSTOM] ?? {}, displayName: 'Renamed' } }],
    renamed,
  ],
  'and a newcomer': [
    (_, value) => [{ op: 'add', value: { displayName: 'Renamed', members: [{ value }] } }],
    { ...renamed, added: true },
  ],
  'and described by a path': [
    () => [
      { op: 'replace', path: `${CUSTOM}:description`, value: 'By its path' },
      { op: 'replace', path: 'displayName', value: 'Renamed' },
    ],
    { ...renamed, description: 'By its path' },
  ],
  'described with a dot after the URN': [
    () => [{ op: 'replace', path: `${CUSTOM}.description`, value: 'With a dot' }],
    { description: 'With a dot' },
  ],
  'described by a name with its URN': [
    () => [{ op: 'Add', value: { [`${CUSTOM.toLowerCase()}:Description`]: 'By its URN' } }],
    { description: 'By its URN' },
  ],
  'described by an extension': [
    () => [{ op: 'add', value: { [CUSTOM]: { description: 'In its extension' } } }],
    { description: 'In its extension' },
  ],
};

const EVERYWHERE: Readonly<Record<string, Case>> = {
  'nothing but its own id and name': [
    ({ id, displayName }) => [{ op: 'replace', value: { id: id ?? null, displayName: displayName ?? null } }],
    {},
  ],
  'its own schemas': [({ schemas }) => [{ op: 'replace', value: { schemas: schemas ?? null } }], {}],
  'a newcomer (Microsoft Entra)': [
    (_, value) => [{ op: 'Add', path: 'members', value: [{ value }] }],
    { added: true },
  ],
  'a newcomer with a reference (midPoint)': [
    (_, value) => [{ op: 'add', path: 'members', value: { value, $ref: null, type: 'User', display: 'N' } }],
    { added: true },
  ],
  'a newcomer beside its own id and name': [
    ({ id, displayName }, value) => [
      { op: 'add', value: { id: id ?? null, displayName: displayName ?? null, members: { value } } },
    ],
    { added: true },
  ],
  'a newcomer behind names in another case': [
    (_, value) => [{ OP: 'ADD', PATH: 'Members', VALUE: [{ Value: value }] }],
    { added: true },
  ],
  'its own meta': [({ meta }) => [{ op: 'replace', value: { meta: meta ?? null } }], {}],
  'a newcomer beside its own meta': [
    ({ meta }, value) => [{ op: 'add', value: { meta: meta ?? null, members: [{ value }] } }],
    { added: true },
  ],
};

const REFUSED: readonly JsonObject[] = [
  { op: 'replace', value: { id: 'other', displayName: 'Renamed' } },
  { op: 'replace', path: 'id', value: 'other' },
  { op: 'replace', value: { meta: { resourceType: 'User' } } },
  { op: 'replace', path: `${CUSTOM}:name`, value: 'other' },
  { op: 'replace', value: { [CUSTOM]: { name: 'other' } } },
  { op: 'add', value: { [`${CUSTOM}:name`]: 'other' } },
];

/** The tenant refuses to replace an immutable name, even by itself; where PATCH is its own, its word counts. */
const REFUSED_BY_TENANT = 'with its own names';

describe.each<readonly [Kind, system: string]>([
  ['v2', 'default'],
  ['v2', 'emulated'],
  ['v1', 'default'],
  ['cf', 'default'],
])('%s, %s', (kind, system) => {
  let stage: Stage;
  let group: TestGroup;
  let first: JsonObject = {};
  beforeAll(async () => {
    const emulated = kind === 'v2' ? { write: withoutPatch(defaultTransformation(kind, 'write')) } : {};
    stage = await startStage(kind, { users: 6, groups: 1 }, { default: {}, emulated });
    group = await testGroup(stage, 'default');
  });
  afterAll(() => stage.stop());
  beforeEach(async () => {
    await group.reset();
    first = (await stage.client(system).get(group.path)).body;
  });

  async function ownTexts(): Promise<JsonObject> {
    if (kind === 'cf') return {};
    const { displayName = null, [CUSTOM]: custom } = await stage.backend.entity(group.path.slice(1));
    const { description = null } = custom as JsonObject;
    return { displayName, description };
  }

  const cases = { ...EVERYWHERE, ...(kind === 'cf' ? {} : RENAMING) };
  async function expectWish([operations, wish]: Case): Promise<void> {
    const [newcomer = ''] = group.others;
    const client = stage.client(system);
    const before = await ownTexts();
    const answer = await client.patch(group.path, operations(first, newcomer));
    expect([200, 204], answer.text).toContain(answer.status);
    const members = wish.added === true ? [...group.members, newcomer].sort() : group.members;
    expect(await group.now()).toEqual(members);
    const { added: _, ...texts } = wish;
    expect(await ownTexts()).toEqual({ ...before, ...texts });
  }
  for (const [name, each] of Object.entries(cases)) {
    if (name === REFUSED_BY_TENANT && `${kind} ${system}` === 'v2 default') continue;
    it(name, () => expectWish(each));
  }

  it.each(REFUSED.map((operation) => [JSON.stringify(operation), operation] as const))(
    '%s: 400 mutability, and nothing is changed',
    async (_, operation) => {
      const newcomer = { op: 'add', path: 'members', value: [{ value: group.others[0] ?? '' }] };
      for (const Operations of [[operation], [newcomer, operation]]) {
        await stage.forget();
        const body = { schemas: [PATCH_OP], Operations };
        const answer = await stage.client(system).send('PATCH', group.path, { body });
        expect([answer.status, answer.body['scimType']], answer.text).toEqual([400, 'mutability']);
        expect((await stage.writes()).filter((write) => write.status < 400)).toEqual([]);
        expect(await group.now()).toEqual(group.members);
      }
    },
  );
});
