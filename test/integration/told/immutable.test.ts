/** What is fixed once an entity exists: asking for another value is refused, by PUT and PATCH alike; repeating it is fine. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../src/scim/json.ts';
import { withUpdates } from '../patch-dialects/people.ts';
import type { Kind } from '../support/backends.ts';
import type { Answer, Client } from '../support/client.ts';
import { type TestGroup, testGroup } from '../support/membership.ts';
import { ownOf, warnings } from '../support/outcome.ts';
import { type Stage, startStage } from '../support/stage.ts';
import {
  changed,
  defaultTransformation,
  type Mapping,
  type Transformation,
  withoutPatch,
} from '../support/transformations.ts';

const CUSTOM = 'urn:sap:cloud:scim:schemas:extension:custom:2.0:Group';

type Send = (client: Client, path: string, group: JsonObject, value: string) => Promise<Answer>;
/** Ways to give a group the value for its name in the custom extension. */
const NAMING: Readonly<Record<string, Send>> = {
  PUT: (client, path, group, name) => client.put(path, { ...group, [CUSTOM]: { name } }),
  'PUT in another spelling': (client, path, { [CUSTOM]: _, ...group }, NAME) =>
    client.put(path, { ...group, [CUSTOM.toLowerCase()]: { NAME } }),
  'PUT without anything else': (client, path, { displayName, members }, name) =>
    client.put(path, { displayName, members, [CUSTOM]: { name } }),
  'PATCH replace': (client, path, _, value) =>
    client.patch(path, [{ op: 'replace', path: `${CUSTOM}:name`, value }]),
  'PATCH add': (client, path, _, value) =>
    client.patch(path, [{ op: 'Add', path: `${CUSTOM}:Name`, value: [value] }]),
  'PATCH with a dot': (client, path, _, value) =>
    client.patch(path, [{ op: 'replace', path: `${CUSTOM}.name`, value }]),
  'PATCH of the extension': (client, path, _, name) =>
    client.patch(path, [{ op: 'add', path: CUSTOM, value: { name } }]),
  'PATCH without path': (client, path, _, name) =>
    client.patch(path, [{ op: 'replace', value: { [CUSTOM]: { name } } }]),
  'PATCH with the URN in the name': (client, path, _, name) =>
    client.patch(path, [{ op: 'add', value: { [`${CUSTOM}:name`]: name } }]),
};
/** In Cloud Foundry the name that people see is given, too. */
const DISPLAYED: Readonly<Record<string, Send>> = {
  'PUT of displayName': (client, path, group, displayName) => client.put(path, { ...group, displayName }),
  'PUT of displayname': (client, path, { displayName: _, ...group }, displayname) =>
    client.put(path, { ...group, displayname }),
  'PATCH of displayName': (client, path, _, value) =>
    client.patch(path, [{ op: 'replace', path: 'displayName', value }]),
  'PATCH of displayName without path': (client, path, _, displayName) =>
    client.patch(path, [{ op: 'add', value: { displayName } }]),
};

/** The tenant refuses to replace an immutable value, even by itself; where PATCH is its own, its word counts. */
const REFUSED = new Set(['PATCH replace', 'PATCH with a dot', 'PATCH without path']);

describe.each<readonly [Kind, system: string]>([
  ['v2', 'default'],
  ['v2', 'emulated'],
  ['v1', 'default'],
  ['cf', 'default'],
])('names of groups: %s, %s', (kind, system) => {
  let stage: Stage;
  let client: Client;
  let group: TestGroup;
  let before: JsonObject = {};
  beforeAll(async () => {
    const emulated = kind === 'v2' ? { write: withoutPatch(defaultTransformation(kind, 'write')) } : {};
    stage = await startStage(kind, { users: 6, groups: 1 }, { default: {}, emulated });
    client = stage.client(system);
    group = await testGroup(stage, 'default');
  });
  afterAll(() => stage.stop());
  beforeEach(async () => {
    before = (await client.get(group.path)).body;
    await stage.forget();
  });
  const ofDisplay = Object.entries(kind === 'cf' ? DISPLAYED : {});
  const nameOf = ({ [CUSTOM]: custom }: JsonObject) => String((custom as JsonObject)['name']);

  it.each([...Object.entries(NAMING), ...ofDisplay])(
    '%s of another one is 400 mutability',
    async (_, send) => {
      const { members: __, ...others } = before;
      const answer = await send(client, group.path, { ...others, members: [] }, 'other');
      expect([answer.status, answer.body['scimType']], answer.text).toEqual([400, 'mutability']);
      expect((await stage.writes()).filter(({ status }) => status < 400)).toEqual([]);
      expect((await client.get(group.path)).body).toEqual(before);
      expect(await group.now()).toEqual(group.members);
    },
  );

  const isEmulated = kind === 'v1' || system === 'emulated';
  it.each([
    { op: 'remove', path: `${CUSTOM}:name` },
    { op: 'replace', path: `${CUSTOM}:name`, value: null },
    { op: 'replace', value: { [CUSTOM]: { name: null } } },
  ])('PATCH %j takes nothing away, and is refused or told', async (operation) => {
    const answer = await client.patch(group.path, [operation]);
    expect(nameOf((await client.get(group.path)).body)).toBe(nameOf(before));
    if (isEmulated) expect(warnings(answer)).toEqual([`Not removed: ${CUSTOM}:name`]);
    else expect([answer.status, answer.body['scimType']], answer.text).toEqual([400, 'mutability']);
  });

  for (const [what, send] of Object.entries(NAMING)) {
    const isRefused = kind === 'v2' && system === 'default' && REFUSED.has(what);
    it(`${what} of the present one is ${isRefused ? '400' : 'fine'}`, async () => {
      const answer = await send(client, group.path, before, nameOf(before));
      if (isRefused) {
        expect([answer.status, answer.body['scimType']], answer.text).toEqual([400, 'mutability']);
        expect((await client.get(group.path)).body).toEqual(before);
        return;
      }
      expect([200, 204], answer.text).toContain(answer.status);
      expect(warnings(answer)).toEqual([]);
      expect(await group.now()).toEqual(group.members);
    });
  }
  it.each(ofDisplay)('%s of the present one is fine', async (_, send) => {
    for (const name of [String(before['displayName']), String(before['displayName']).toUpperCase()]) {
      const answer = await send(client, group.path, before, name);
      expect([200, 204], answer.text).toContain(answer.status);
    }
    expect(await group.now()).toEqual(group.members);
  });
});

/** What each backend has for an attribute that clients set once. */
const ONCE: Readonly<Record<Kind, string>> = { v2: '$.title', v1: '$.sourceSystemId', cf: '$.externalId' };

describe.each<Kind>(['v2', 'v1', 'cf'])('an attribute that only a create carries: %s', (kind) => {
  let stage: Stage;
  beforeAll(async () => {
    const once: Mapping = {
      sourcePath: '$.badge',
      targetPath: ONCE[kind],
      optional: true,
      scope: 'createEntity',
    };
    const shown: Mapping = { sourcePath: ONCE[kind], targetPath: '$.badge', optional: true };
    const adding = (transformation: Transformation, mapping: Mapping) =>
      changed(transformation, (entity, type) =>
        type === 'user' ? { ...entity, mappings: [...entity.mappings, mapping] } : entity,
      );
    const without = (transformation: Transformation, path: string) =>
      changed(transformation, (entity) => ({
        ...entity,
        mappings: entity.mappings.filter(({ targetPath }) => targetPath !== path),
      }));
    const own = kind === 'cf' ? withUpdates() : withoutPatch(defaultTransformation(kind, 'write'));
    const write = adding(without(own, ONCE[kind]), once);
    const read = defaultTransformation(kind, 'read');
    stage = await startStage(
      kind,
      { users: 1, groups: 1 },
      { seen: { read: adding(read, shown), write }, unseen: { write } },
    );
  });
  afterAll(() => stage.stop());

  let count = 0;
  /** As somebody is shown who was made with the badge 7. */
  async function somebody(client: Client): Promise<{ path: string; id: unknown; body: JsonObject }> {
    count += 1;
    const userName = `once.${count}`;
    const emails = [{ value: `${userName}@example.com` }];
    const person = { userName, name: { givenName: 'A', familyName: 'B' }, emails, badge: '7' };
    const { status, body, text } = await client.post('/Users', person);
    expect(status, text).toBe(201);
    const { badge: _, ...rest } = body;
    return { path: `/Users/${body['id']}`, id: body['id'], body: rest };
  }
  const ofPerson = async (id: unknown) => ownOf(await stage.backend.entity(`Users/${id}`));

  it('is set once, may be repeated, and is not changed', async () => {
    const client = stage.client('seen');
    const { path, id, body } = await somebody(client);
    expect((await client.get(path)).body['badge']).toBe('7');
    for (const more of [{ badge: '7' }, { BADGE: '7' }]) {
      const answer = await client.put(path, { ...body, ...more, name: { givenName: 'C', familyName: 'B' } });
      expect([answer.status, answer.body['badge'], warnings(answer)], answer.text).toEqual([200, '7', []]);
    }
    const before = await ofPerson(id);
    await stage.forget();
    const answers = [
      await client.put(path, { ...body, badge: '8' }),
      await client.put(path, { ...body, Badge: '8', active: false }),
      await client.patch(path, [{ op: 'replace', path: 'badge', value: '8' }]),
      await client.patch(path, [{ op: 'add', value: { Badge: '8', 'name.givenName': 'D' } }]),
    ];
    for (const { status, body: error, text } of answers) {
      expect([status, error['scimType']], text).toEqual([400, 'mutability']);
      expect(error['detail']).toContain('badge');
      expect(error['detail']).not.toContain('8');
    }
    expect(await stage.writes()).toEqual([]);
    expect(await ofPerson(id)).toEqual(before);
  });

  it('is left out without a word', async () => {
    const client = stage.client('seen');
    const { path, body } = await somebody(client);
    const answer = await client.put(path, body);
    expect([answer.status, answer.body['badge'], warnings(answer)], answer.text).toEqual([200, '7', []]);
  });

  it('stays where the client says there is none, which is told', async () => {
    const client = stage.client('seen');
    const { path, body } = await somebody(client);
    const answer = await client.put(path, { ...body, badge: null });
    expect([answer.status, answer.body['badge'], warnings(answer)], answer.text).toEqual([
      200,
      '7',
      ['Not removed: badge'],
    ]);
  });

  it('is told as not carried where clients do not see it', async () => {
    const client = stage.client('unseen');
    const { path, id, body } = await somebody(client);
    const answer = await client.put(path, { ...body, badge: '8' });
    expect([answer.status, warnings(answer)], answer.text).toEqual([
      200,
      ['Not carried by the write transformation, and so not stored: badge'],
    ]);
    expect((await ofPerson(id))[ONCE[kind].slice(2)]).toBe('7');
  });
});
