/** `active`: asked one way and answered the other is told, and nothing else than asking for it enables or disables. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../src/scim/json.ts';
import { withUpdates } from '../patch-dialects/people.ts';
import type { Kind } from '../support/backends.ts';
import type { Answer, Client } from '../support/client.ts';
import { warnings } from '../support/outcome.ts';
import { type Stage, type SystemSetup, startStage } from '../support/stage.ts';
import {
  changed,
  defaultTransformation,
  type Mapping,
  skipping,
  type Transformation,
  withoutPatch,
} from '../support/transformations.ts';

const ENABLED_BY_DEFAULT: Mapping = {
  sourcePath: '$.active',
  targetPath: '$.active',
  optional: true,
  defaultValue: true,
};
const ALWAYS_ENABLED: Mapping = { constant: true, targetPath: '$.active' };
const HIDDEN = 'hidden';

/** With these mappings instead of those of `active`. */
function withActive(transformation: Transformation, ...mappings: readonly Mapping[]): Transformation {
  return changed(transformation, (entity, entityType) =>
    entityType === 'user'
      ? {
          ...entity,
          mappings: [...entity.mappings.filter(({ targetPath }) => targetPath !== '$.active'), ...mappings],
        }
      : entity,
  );
}

function systems(kind: Kind): Readonly<Record<string, SystemSetup>> {
  const read = defaultTransformation(kind, 'read');
  const write = kind === 'cf' ? withUpdates() : withoutPatch(defaultTransformation(kind, 'write'));
  const hides = changed(read, (entity, entityType) =>
    entityType === 'user' ? { ...entity, condition: `$.name.givenName != '${HIDDEN}'` } : entity,
  );
  const defaulting = withActive(write, ENABLED_BY_DEFAULT);
  return {
    mapped: { write: defaulting },
    constant: { write: withActive(write, ALWAYS_ENABLED) },
    unmapped: { write: withActive(write) },
    unseen: { read: withActive(read), write: defaulting },
    neither: { read: withActive(read), write: withActive(write) },
    hiding: { read: hides, write: defaulting },
    creating: { write: skipping(defaulting, 'create') },
    ...(kind === 'v2' ? { native: {} } : {}),
  };
}

describe.each<Kind>(['v2', 'v1', 'cf'])('%s', (kind) => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await startStage(kind, { users: 2, groups: 1 }, systems(kind));
  });
  afterAll(() => stage.stop());

  // What is left out would be set anew by a default.
  const ofType = kind === 'cf' ? {} : { userType: 'employee' };
  let count = 0;
  function person(givenName = 'Ada'): JsonObject {
    count += 1;
    const userName = `person.${count}`;
    return {
      userName,
      name: { givenName, familyName: 'Vale' },
      emails: [{ value: `${userName}@example.com` }],
      ...ofType,
    };
  }
  /** As the backend has it. @param active absent: a user of version 1 is "new" then */
  async function somebody(active: boolean | undefined, givenName?: string): Promise<JsonObject> {
    const origin = kind === 'cf' ? { origin: stage.backend.properties['btp.cf.pm.origin'] } : {};
    const sent = { ...person(givenName), ...origin, ...(active === undefined ? {} : { active }) };
    const { status, body } = await stage.backend.send('POST', 'Users', sent);
    expect(status, JSON.stringify(body)).toBe(201);
    return body;
  }
  const isActive = async ({ id }: JsonObject) => (await stage.backend.entity(`Users/${id}`))['active'];
  /** What a client knows that does not know `active`. */
  const known = ({ userName, emails, name }: JsonObject, givenName = 'Bo'): JsonObject => ({
    userName: userName ?? null,
    emails: emails ?? null,
    name: { ...(name as JsonObject), givenName },
    ...ofType,
  });

  describe('asked one way and answered the other', () => {
    function expectTold(answer: Answer): void {
      expect([200, 201], answer.text).toContain(answer.status);
      expect(answer.body['active']).toBe(true);
      expect(warnings(answer)).toEqual(['active was asked false and is true']);
    }
    it.each(['constant', 'unmapped'])('%s: told on PUT and PATCH', async (system) => {
      const client = stage.client(system);
      for (const active of [false, 'False']) {
        const user = await somebody(true);
        expectTold(await client.put(`/Users/${user['id']}`, { ...known(user), Active: active }));
        const operations = [{ op: 'Replace', value: { active, 'name.givenName': 'Cy' } }];
        expectTold(await client.patch(`/Users/${user['id']}`, operations));
        expectTold(
          await client.patch(`/Users/${user['id']}`, [{ op: 'replace', path: 'active', value: active }]),
        );
        expect(await isActive(user)).toBe(true);
      }
    });
    it('told on POST', async () => {
      const client = stage.client('constant');
      for (const active of [false, 'false']) expectTold(await client.post('/Users', { ...person(), active }));
    });
    it('told on POST where the backend decides', async () => {
      for (const active of [true, false]) {
        const answer = await stage.client('unmapped').post('/Users', { ...person(), active });
        expect(answer.status, answer.text).toBe(201);
        const { active: is } = answer.body;
        expect(warnings(answer)).toEqual(is === active ? [] : [`active was asked ${active} and is ${is}`]);
      }
    });
    it('told as not carried where clients do not see it', async () => {
      const user = await somebody(true);
      const client = stage.client('neither');
      const answers = [
        await client.post('/Users', { ...person(), active: false }),
        await client.put(`/Users/${user['id']}`, { ...known(user), active: false }),
        await client.patch(`/Users/${user['id']}`, [{ op: 'replace', path: 'active', value: false }]),
      ];
      for (const answer of answers) {
        expect([200, 201], answer.text).toContain(answer.status);
        expect(warnings(answer)).toEqual([
          'Not carried by the write transformation, and so not stored: active',
        ]);
      }
    });
    it('not told where it came true, or where nothing was asked', async () => {
      for (const active of [true, false]) {
        const client = stage.client('mapped');
        const user = await somebody(!active);
        const answers = [
          await client.post('/Users', { ...person(), active }),
          await client.put(`/Users/${user['id']}`, { ...known(user), active }),
          await client.patch(`/Users/${user['id']}`, [
            { op: 'replace', path: 'active', value: String(!active) },
          ]),
          await stage.client('constant').put(`/Users/${user['id']}`, known(user, 'Cy')),
        ];
        for (const answer of answers) expect([200, 201], answer.text).toContain(answer.status);
        expect(answers.flatMap(warnings)).toEqual([]);
      }
    });
  });

  describe('not asked for', () => {
    type Request = (client: Client, user: JsonObject) => Promise<Answer>;
    const put =
      (more: JsonObject): Request =>
      (client, user) =>
        client.put(`/Users/${user['id']}`, { ...known(user), ...more });
    const patch =
      (operation: JsonObject): Request =>
      (client, { id }) =>
        client.patch(`/Users/${id}`, [operation]);
    const WRITES: Readonly<Record<string, Request>> = {
      'PUT without it': put({}),
      'PUT with null': put({ active: null }),
      'PUT with null in another spelling': put({ ACTIVE: null }),
      'PATCH of something else': patch({ op: 'replace', path: 'name.givenName', value: 'Bo' }),
      'PATCH of something else without path': patch({ op: 'add', value: { name: { givenName: 'Bo' } } }),
    };
    const SYSTEMS = ['mapped', 'unmapped', 'unseen', 'neither', ...(kind === 'v2' ? ['native'] : [])];

    const states = [true, false, ...(kind === 'v1' ? [undefined] : [])];
    const cases = SYSTEMS.flatMap((system) =>
      Object.keys(WRITES).flatMap((what) => states.map((active) => [system, what, active] as const)),
    );
    it.each(cases)('%s: %s leaves %s as it is', async (system, what, active) => {
      const user = await somebody(active);
      const before = await isActive(user);
      const answer = await WRITES[what]?.(stage.client(system), user);
      expect([answer?.status, answer && warnings(answer)], answer?.text).toEqual([200, []]);
      const after = await stage.backend.entity(`Users/${user['id']}`);
      expect(after['name']).toMatchObject({ givenName: 'Bo' });
      expect(after['active']).toBe(before);
    });

    it.each(states)('hidden by the read condition: PUT leaves %s as it is', async (active) => {
      const user = await somebody(active, HIDDEN);
      const before = await isActive(user);
      const client = stage.client('hiding');
      expect((await client.get(`/Users/${user['id']}`)).status).toBe(404);
      for (const more of [{}, { active: null }]) {
        const body = { ...known(user, HIDDEN), locale: 'de', ...more };
        const { status, text } = await client.put(`/Users/${user['id']}`, body);
        expect(status, text).toBe(200);
        expect(await isActive(user)).toBe(before);
      }
    });

    it.each(states)('a skipped create of who is there leaves %s as it is', async (active) => {
      const user = await somebody(active);
      const before = await isActive(user);
      const answer = await stage.client('creating').post('/Users', known(user));
      expect([answer.status, answer.body['id']], answer.text).toEqual([200, user['id']]);
      expect(await isActive(user)).toBe(before);
    });

    it.each(
      SYSTEMS.flatMap((system) => [
        [system, { op: 'remove', path: 'active' }] as const,
        [system, { op: 'replace', path: 'Active', value: null }] as const,
        [system, { op: 'add', value: { active: '', locale: 'de' } }] as const,
      ]),
    )('%s: PATCH %j is 400 and changes nothing', async (system, operation) => {
      for (const active of states) {
        const user = await somebody(active);
        const before = await stage.backend.entity(`Users/${user['id']}`);
        await stage.forget();
        const { status, body, text } = await stage.client(system).patch(`/Users/${user['id']}`, [operation]);
        expect([status, body['scimType']], text).toEqual([400, 'invalidValue']);
        expect(await stage.writes()).toEqual([]);
        expect((await stage.backend.entity(`Users/${user['id']}`))['active']).toBe(before['active']);
      }
    });
  });
});
