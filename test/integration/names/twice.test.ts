/** One attribute in two spellings is no request: nobody knows which of them is meant. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../src/scim/json.ts';
import type { Kind } from '../support/backends.ts';
import { type Stage, startStage } from '../support/stage.ts';
import { defaultTransformation, wideRead, wideWrite, withoutPatch } from '../support/transformations.ts';

const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const CORE = 'urn:ietf:params:scim:schemas:core:2.0:User';
const CUSTOM_GROUP = 'urn:sap:cloud:scim:schemas:extension:custom:2.0:Group';

interface Twice {
  /** What the entity has beside what it needs. */
  readonly body: JsonObject;
  readonly spellings: readonly [string, string];
}

const USER: Readonly<Record<string, Twice>> = {
  'an attribute': { body: { title: 'a', Title: 'b' }, spellings: ['title', 'Title'] },
  'a mandatory attribute': {
    body: { userName: 'a', USERNAME: 'b' },
    spellings: ['userName', 'USERNAME'],
  },
  'the same value twice': { body: { active: true, ACTIVE: true }, spellings: ['active', 'ACTIVE'] },
  'two spellings that are both not canonical': {
    body: { NickName: 'a', NICKNAME: 'b' },
    spellings: ['NickName', 'NICKNAME'],
  },
  'a list': {
    body: { phoneNumbers: [], PhoneNumbers: [{ value: '1' }] },
    spellings: ['phoneNumbers', 'PhoneNumbers'],
  },
  'a sub-attribute': {
    body: { name: { familyName: 'A', givenName: 'a', GivenName: 'b' } },
    spellings: ['givenName', 'GivenName'],
  },
  'a sub-attribute of the second value of a list': {
    body: { addresses: [{ country: 'DE' }, { country: 'DE', Country: 'FR' }] },
    spellings: ['country', 'Country'],
  },
  'an attribute of an extension': {
    body: { [ENTERPRISE]: { department: 'a', Department: 'b' } },
    spellings: ['department', 'Department'],
  },
  'a sub-attribute in an extension': {
    body: { [ENTERPRISE]: { manager: { value: 'a', VALUE: 'b' } } },
    spellings: ['value', 'VALUE'],
  },
  'an extension': {
    body: { [ENTERPRISE]: { department: 'a' }, [ENTERPRISE.toLowerCase()]: { division: 'b' } },
    spellings: [ENTERPRISE, ENTERPRISE.toLowerCase()],
  },
};

/** Names that no schema and no transformation has are compared in the same way. */
const UNKNOWN: Readonly<Record<string, Twice>> = {
  'a name that nobody knows': { body: { shoeSize: 1, SHOESIZE: 2 }, spellings: ['shoeSize', 'SHOESIZE'] },
  'a name that nobody knows in an extension': {
    body: { [ENTERPRISE]: { shoeSize: 1, SHOESIZE: 2 } },
    spellings: ['shoeSize', 'SHOESIZE'],
  },
  'a name that nobody knows, deep down': {
    body: { shoes: [{ left: { size: 1, Size: 2 } }] },
    spellings: ['size', 'Size'],
  },
};

const GROUP: Readonly<Record<string, Twice>> = {
  members: { body: { members: [], Members: [] }, spellings: ['members', 'Members'] },
  'the value of a member': {
    body: { members: [{ value: 'a', Value: 'b' }] },
    spellings: ['value', 'Value'],
  },
  'an attribute of an extension': {
    body: { [CUSTOM_GROUP]: { description: 'a', DESCRIPTION: 'b' } },
    spellings: ['description', 'DESCRIPTION'],
  },
};

/** Two names in a value object that are spelled differently and lead to the same attribute. */
const PATHS: Readonly<Record<string, Twice>> = {
  'dotted names': {
    body: { 'name.givenName': 'a', 'NAME.givenname': 'b' },
    spellings: ['name.givenName', 'NAME.givenname'],
  },
  'a name and the same behind its URN': {
    body: { title: 'a', [`${CORE}:title`]: 'b' },
    spellings: ['title', `${CORE}:title`],
  },
  'names behind the URN of an extension': {
    body: { [`${ENTERPRISE}:department`]: 'a', [`${ENTERPRISE.toUpperCase()}:Department`]: 'b' },
    spellings: [`${ENTERPRISE}:department`, `${ENTERPRISE.toUpperCase()}:Department`],
  },
};

const REPLACE = { op: 'replace', path: 'displayName', value: 'a' };
/** Of the request itself. */
const REQUESTS: Readonly<Record<string, Twice>> = {
  op: { body: { Operations: [{ ...REPLACE, OP: 'remove' }] }, spellings: ['op', 'OP'] },
  path: { body: { Operations: [{ ...REPLACE, Path: 'title' }] }, spellings: ['path', 'Path'] },
  value: { body: { Operations: [{ ...REPLACE, VALUE: 'b' }] }, spellings: ['value', 'VALUE'] },
  Operations: {
    body: { Operations: [REPLACE], operations: [{ ...REPLACE, path: 'title' }] },
    spellings: ['Operations', 'operations'],
  },
  'dotted names that nobody knows': {
    body: { Operations: [{ op: 'replace', value: { 'name.nick': 'a', 'NAME.Nick': 'b' } }] },
    spellings: ['name.nick', 'NAME.Nick'],
  },
};

const SYSTEMS: Readonly<Record<Kind, readonly string[]>> = {
  v2: ['default', 'wide', 'emulated'],
  v1: ['default', 'wide'],
  cf: ['default', 'wide'],
};

describe.each<Kind>(['v2', 'v1', 'cf'])('%s', (kind) => {
  let stage: Stage;
  let paths: Readonly<Record<'user' | 'group', string>>;
  /** A group of Cloud Foundry cannot be made up. */
  let group: JsonObject;

  beforeAll(async () => {
    const emulated = withoutPatch(defaultTransformation(kind, 'write'));
    stage = await startStage(
      kind,
      { users: 3, groups: 1 },
      { default: {}, wide: { read: wideRead(kind), write: wideWrite(kind) }, emulated: { write: emulated } },
    );
    const client = stage.client('default');
    const first = async (endpoint: string): Promise<JsonObject> =>
      ((await client.get(`/${endpoint}?count=1`)).body['Resources'] as [JsonObject])[0];
    group = await first('Groups');
    const pathOf = (endpoint: string, { id }: JsonObject) => `/${endpoint}/${encodeURIComponent(String(id))}`;
    paths = { user: pathOf('Users', await first('Users')), group: pathOf('Groups', group) };
  });
  afterAll(() => stage.stop());

  const needed = (entityType: 'user' | 'group'): JsonObject =>
    entityType === 'user'
      ? { userName: 'twice', name: { familyName: 'Twice' }, emails: [{ value: 'twice@example.com' }] }
      : { displayName: group['displayName'] ?? 'Twice' };

  const cases = SYSTEMS[kind].flatMap((system) => [
    ...Object.entries({ ...USER, ...UNKNOWN }).map(([what, twice]) => [system, 'user', what, twice] as const),
    ...Object.entries(GROUP).map(([what, twice]) => [system, 'group', what, twice] as const),
  ]);

  async function expectRefusal(
    sent: Promise<{ status: number; body: JsonObject; text: string }>,
    spellings: readonly string[],
  ): Promise<void> {
    const { status, body, text } = await sent;
    expect([status, body['scimType']], text).toEqual([400, 'invalidSyntax']);
    for (const spelling of spellings) expect(body['detail']).toContain(spelling);
    expect(await stage.writes()).toEqual([]);
  }

  it.each(cases)('%s: POST and PUT of a %s with %s twice', async (system, entityType, _, twice) => {
    const client = stage.client(system);
    const whole = { ...needed(entityType), ...twice.body };
    await stage.forget();
    await expectRefusal(client.post(entityType === 'user' ? '/Users' : '/Groups', whole), twice.spellings);
    await expectRefusal(client.put(paths[entityType], whole), twice.spellings);
  });

  const patch = async (system: string, entityType: 'user' | 'group', { body, spellings }: Twice) => {
    const client = stage.client(system);
    await stage.forget();
    for (const op of ['add', 'replace']) {
      await expectRefusal(client.patch(paths[entityType], [{ op, value: body }]), spellings);
      const [[name, value] = [], ...more] = Object.entries(body);
      if (more.length > 0) continue;
      await expectRefusal(client.patch(paths[entityType], [{ op, path: name, value }]), spellings);
    }
  };
  it.each(cases)('%s: PATCH of a %s with %s twice', (system, entityType, _, twice) =>
    patch(system, entityType, twice),
  );

  it.each(
    SYSTEMS[kind].flatMap((system) =>
      Object.entries(PATHS).map(([what, twice]) => [system, what, twice] as const),
    ),
  )('%s: PATCH with %s', (system, _, twice) => patch(system, 'user', twice));

  it.each(
    SYSTEMS[kind].flatMap((system) =>
      Object.entries(REQUESTS).map(([what, request]) => [system, what, request] as const),
    ),
  )('%s: PATCH with %s twice', async (system, _, { body, spellings }) => {
    await stage.forget();
    await expectRefusal(stage.client(system).send('PATCH', paths.user, { body }), spellings);
  });
});
