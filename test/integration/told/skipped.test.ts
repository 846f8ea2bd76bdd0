/** `skipOperations`: what is skipped is said, what is wrong in itself is refused before, and the backend is untouched. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { JsonObject, JsonValue } from '../../../src/scim/json.ts';
import type { Kind } from '../support/backends.ts';
import { type Client, PATCH_OP } from '../support/client.ts';
import { ownOf, warnings } from '../support/outcome.ts';
import { type Stage, startStage } from '../support/stage.ts';
import { defaultTransformation, skipping } from '../support/transformations.ts';

const SKIPPED = {
  create: /^The create was skipped \(skipOperations of the write transformation\): /,
  update: /^The update was skipped \(skipOperations of the write transformation\): nothing was changed$/,
  delete: /^The delete was skipped \(skipOperations of the write transformation\): nothing was deleted$/,
};

/** Bodies that are wrong whatever the backend has. */
const WRONG_BODIES: Readonly<Record<string, readonly [change: JsonObject, scimType: string]>> = {
  'a name in two spellings': [{ USERNAME: 'x' }, 'invalidSyntax'],
  'active that is neither': [{ active: 'maybe' }, 'invalidValue'],
  'primary that is neither': [{ emails: [{ value: 'x@example.com', primary: 'maybe' }] }, 'invalidValue'],
};
const WRONG_OPERATIONS: readonly (readonly [JsonObject, scimType: string])[] = [
  [{ op: 'replace', path: 'name..givenName', value: 'B' }, 'invalidPath'],
  [{ op: 'replace', path: 'emails[type eq]', value: 'B' }, 'invalidFilter'],
  [{ op: 'replace', path: 'ims[type eq "xmpp"].value', value: 'B' }, 'noTarget'],
  [{ op: 'remove' }, 'noTarget'],
  [{ op: 'copy', path: 'displayName', value: 'B' }, 'invalidSyntax'],
  [{ op: 'replace', path: 'id', value: 'other' }, 'mutability'],
  [{ op: 'replace', value: { meta: { resourceType: 'Group' } } }, 'mutability'],
  [{ op: 'replace', path: 'active', value: 'maybe' }, 'invalidValue'],
  [{ op: 'remove', path: 'active' }, 'invalidValue'],
];
const UNUSABLE: readonly JsonValue[] = [null, '', {}, [{}], [{ value: ' ' }], [{ value: 5 }]];

describe.each<Kind>(['v2', 'v1', 'cf'])('%s', (kind) => {
  let stage: Stage;
  let client: Client;
  let user: JsonObject = {};
  let group: JsonObject = {};
  let before: JsonObject = {};
  let path = '';
  let groupPath = '';

  beforeAll(async () => {
    const write = defaultTransformation(kind, 'write');
    stage = await startStage(
      kind,
      { users: 3, groups: 1 },
      {
        default: {},
        all: { write: skipping(write, 'create', 'update', 'delete') },
        creates: { write: skipping(write, 'create') },
      },
    );
    client = stage.client('all');
    const first = async (endpoint: string) =>
      ((await client.get(`/${endpoint}?count=1`)).body['Resources'] as [JsonObject])[0];
    group = await first('Groups');
    groupPath = `/Groups/${encodeURIComponent(String(group['id']))}`;
  });
  afterAll(() => stage.stop());
  beforeEach(async () => {
    path = `/Users/${((await client.get('/Users?count=1')).body['Resources'] as [JsonObject])[0]['id']}`;
    user = (await client.get(path)).body;
    before = ownOf(await stage.backend.entity(path.slice(1)));
    await stage.forget();
  });
  async function expectUntouched(): Promise<void> {
    expect(await stage.writes()).toEqual([]);
    expect(ownOf(await stage.backend.entity(path.slice(1)))).toEqual(before);
  }

  it('an update answers with what there is, and says that it was skipped', async () => {
    const renamed = { ...user, name: { givenName: 'Bo', familyName: 'Lee' } };
    const operations = [{ op: 'Replace', path: 'name.givenName', value: 'Bo' }];
    for (const answer of [await client.put(path, renamed), await client.patch(path, operations)]) {
      expect([answer.status, answer.body], answer.text).toEqual([200, user]);
      expect(warnings(answer)).toEqual([expect.stringMatching(SKIPPED.update)]);
    }
    const some = await client.put(`${path}?attributes=userName`, renamed);
    expect([some.status, Object.keys(some.body).sort()]).toEqual([200, ['id', 'schemas', 'userName']]);
    expect(warnings(some)).toEqual([expect.stringMatching(SKIPPED.update)]);
    await expectUntouched();
  });

  it('an update of members, too', async () => {
    const { meta: _, ...named } = group;
    const members = { ...named, members: [] };
    const operations = [{ op: 'replace', path: 'members', value: [] }];
    for (const answer of [await client.put(groupPath, members), await client.patch(groupPath, operations)]) {
      expect([200, 204], answer.text).toContain(answer.status);
      expect(warnings(answer)).toEqual([expect.stringMatching(SKIPPED.update)]);
    }
    await expectUntouched();
  });

  for (const [what, [change, scimType]] of Object.entries(WRONG_BODIES)) {
    it(`${what} is refused before the skip`, async () => {
      const body = { ...user, ...change };
      for (const answer of [await client.put(path, body), await client.post('/Users', body)]) {
        expect([answer.status, answer.body['scimType']], answer.text).toEqual([400, scimType]);
      }
      await expectUntouched();
    });
  }

  it('what does not fit the write transformation is refused before the skip', async () => {
    const { userName: _, emails: __, ...rest } = user;
    // The transformation of version 2 takes everything.
    if (kind === 'v2') return;
    const answer = await client.put(path, rest);
    expect([answer.status, answer.body['scimType']], answer.text).toEqual([400, 'invalidValue']);
    await expectUntouched();
  });

  it.each(WRONG_OPERATIONS)('%j is refused before the skip', async (operation, scimType) => {
    const answer = await client.patch(path, [operation]);
    expect([answer.status, answer.body['scimType']], answer.text).toEqual([400, scimType]);
    await expectUntouched();
  });

  it.each(UNUSABLE)('members %j are refused before the skip', async (members) => {
    const { meta: _, ...named } = group;
    const answers = [
      await client.put(groupPath, { ...named, members }),
      await client.patch(groupPath, [{ op: 'replace', path: 'members', value: members }]),
    ];
    for (const { status, body, text } of answers) {
      expect([status, body['scimType']], text).toEqual([400, 'invalidValue']);
    }
    await expectUntouched();
  });

  it('an id that nobody has is 404', async () => {
    const nobody = '/Users/00000000-0000-4000-8000-000000000000';
    expect((await client.put(nobody, user)).status).toBe(404);
    expect((await client.patch(nobody, [{ op: 'replace', path: 'displayName', value: 'B' }])).status).toBe(
      404,
    );
    await expectUntouched();
  });

  if (kind !== 'v1') {
    it('a stale If-Match is 412 before the skip, a fresh one is none', async () => {
      const send = async (ifMatch: string) => {
        const headers = { 'if-match': ifMatch };
        const patch = {
          schemas: [PATCH_OP],
          Operations: [{ op: 'replace', path: 'name.givenName', value: 'B' }],
        };
        return [
          await client.send('PUT', path, { body: user, headers }),
          await client.send('PATCH', path, { body: patch, headers }),
          await client.send('DELETE', path, { headers }),
        ];
      };
      const { version } = user['meta'] as JsonObject;
      expect((await send('"stale"')).map(({ status }) => status)).toEqual([412, 412, 412]);
      for (const ifMatch of [String(version), '*']) {
        const answers = await send(ifMatch);
        expect(answers.map(({ status }) => status)).toEqual([200, 200, 204]);
        for (const answer of answers) expect(warnings(answer)).toHaveLength(1);
      }
      await expectUntouched();
    });
  }

  it('a delete is 204 and says that it was skipped', async () => {
    for (const target of [path, groupPath]) {
      const answer = await client.delete(target);
      expect([answer.status, warnings(answer)]).toEqual([204, [expect.stringMatching(SKIPPED.delete)]]);
    }
    await expectUntouched();
  });

  it('a create of somebody who is there says so, of anybody else it is 403', async () => {
    const answer = await client.post('/Users', user);
    expect(answer.status, answer.text).toBe(200);
    expect(warnings(answer)).toEqual([
      expect.stringMatching(SKIPPED.create),
      expect.stringMatching(SKIPPED.update),
    ]);
    const other = await client.post('/Users', { ...user, userName: 'nobody.yet' });
    expect([other.status, other.body['detail']]).toEqual([403, expect.stringContaining('skipOperations')]);
    await expectUntouched();
  });

  if (kind !== 'cf') {
    it('a skipped create updates who is there', async () => {
      const { groups: _, ...person } = user;
      const changed = { ...person, name: { ...(user['name'] as JsonObject), givenName: 'Bo' } };
      const answer = await stage.client('creates').post('/Users', changed);
      expect([answer.status, answer.body['id']], answer.text).toEqual([200, user['id']]);
      expect(warnings(answer)).toEqual([expect.stringMatching(SKIPPED.create)]);
      expect(await stage.backend.entity(path.slice(1))).toMatchObject({ name: { givenName: 'Bo' } });
    });
  }
});
