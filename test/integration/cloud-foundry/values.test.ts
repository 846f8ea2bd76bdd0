/** What the UAA cannot store, or means otherwise than SCIM, is told apart before it is sent. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../src/scim/json.ts';
import { type Stage, startStage } from '../support/stage.ts';
import { wideRead, wideWrite } from '../support/transformations.ts';

let stage: Stage;
let id: string;
beforeAll(async () => {
  stage = await startStage(
    'cf',
    { users: 5, groups: 0 },
    { default: {}, wide: { read: wideRead('cf'), write: wideWrite('cf') } },
  );
  const { body } = await stage.client('wide').post('/Users', user('first'));
  id = String(body['id']);
});
beforeEach(() => stage.forget());
afterAll(() => stage.stop());

function user(name: string, more: object = {}): JsonObject {
  const userName = `${name}@values.example`;
  return {
    userName,
    name: { givenName: 'Ada', familyName: 'Vale' },
    emails: [{ value: userName, primary: true }],
    ...more,
  } as JsonObject;
}

/** What was sent to the UAA last. */
async function lastSent(): Promise<JsonObject | undefined> {
  return (await stage.writes()).at(-1)?.body ?? undefined;
}

describe('null', () => {
  it('is left out, at any depth', async () => {
    const body = user('nulls', {
      name: { givenName: null, familyName: 'N' },
      externalId: null,
      verified: null,
      active: null,
      phoneNumbers: [null, { value: '+1', type: null }],
    });
    expect((await stage.client('wide').post('/Users', body)).status).toBe(201);
    const sent = await lastSent();
    expect(sent).toMatchObject({ name: { familyName: 'N' }, phoneNumbers: [{ value: '+1' }] });
    expect(JSON.stringify(sent)).not.toMatch(/\bnull\b/);
  });

  it('as a name is no name: the UAA gets an empty one on update', async () => {
    const answer = await stage.client('wide').put(`/Users/${id}`, user('first', { name: null }));
    expect(answer.status, answer.text).toBe(200);
    expect((await lastSent())?.['name']).toEqual({});
    expect((await stage.client('wide').post('/Users', user('nameless', { name: null }))).status).toBe(201);
    expect(await lastSent()).not.toHaveProperty('name');
  });

  it('clears what it is said of on update', async () => {
    const client = stage.client('wide');
    await client.put(`/Users/${id}`, user('first', { externalId: 'x', phoneNumbers: [{ value: '+1' }] }));
    expect((await client.get(`/Users/${id}`)).body).toMatchObject({ externalId: 'x' });
    const { body } = await client.put(
      `/Users/${id}`,
      user('first', { externalId: null, phoneNumbers: null }),
    );
    expect(body).not.toHaveProperty('externalId');
    expect(body).not.toHaveProperty('phoneNumbers');
  });

  it('does not enable whoever is disabled, and does not unverify', async () => {
    const client = stage.client('wide');
    const made = await client.post('/Users', user('disabled', { active: false, verified: true }));
    const put = await client.put(
      `/Users/${made.body['id']}`,
      user('disabled', { active: null, verified: null }),
    );
    expect(put).toMatchObject({ status: 200, body: { active: false, verified: true } });
  });
});

describe('an e-mail address', () => {
  const none: readonly (readonly [string, unknown])[] = [
    ['null', null],
    ['an empty list', []],
    ['a list of null', [null]],
    ['an empty object', [{}]],
    ['a value of null', [{ value: null }]],
    ['an empty value', [{ value: '' }]],
    ['a blank', [{ value: ' ' }]],
    ['white space', [{ value: '\t\u00a0\u2003\n' }]],
    ['characters without a form', [{ value: '\u200b\ufeff' }]],
    ['a blank primary one', [{ value: 'a@b.example' }, { value: '  ', primary: true }]],
  ];

  it.each(none)('that is none is 400 invalidValue, and nothing is sent: %s', async (_, emails) => {
    for (const system of ['default', 'wide']) {
      const created = await stage.client(system).post('/Users', user('blank', { emails }));
      expect(created, system).toMatchObject({ status: 400, body: { scimType: 'invalidValue' } });
    }
    const put = await stage.client('wide').put(`/Users/${id}`, user('first', { emails }));
    expect(put).toMatchObject({ status: 400, body: { scimType: 'invalidValue' } });
    const patch = [{ op: 'replace', path: 'emails', value: emails }];
    const patched = await stage.client('wide').patch(`/Users/${id}`, patch);
    expect(patched).toMatchObject({ status: 400, body: { scimType: 'invalidValue' } });
    expect(await stage.writes()).toEqual([]);
  });

  it('that is missing is the same', async () => {
    const { emails: _, ...body } = user('without');
    for (const system of ['default', 'wide']) {
      expect((await stage.client(system).post('/Users', body)).body).toMatchObject({
        status: '400',
        scimType: 'invalidValue',
        detail: expect.stringContaining('mail'),
      });
    }
    const removed = await stage.client('wide').patch(`/Users/${id}`, [{ op: 'remove', path: 'emails' }]);
    expect(removed).toMatchObject({ status: 400, body: { scimType: 'invalidValue' } });
    expect(await stage.writes()).toEqual([]);
  });
});

describe('a character that the UAA cannot store', () => {
  const places: readonly (readonly [string, object])[] = [
    ['userName', { userName: 'a\0b' }],
    ['name.givenName', { name: { givenName: 'a\0' } }],
    ['emails.value', { emails: [{ value: 'a\0@b.example' }] }],
    ['externalId', { externalId: '\0' }],
    ['phoneNumbers.value', { phoneNumbers: [{ value: '1' }, { value: '\0' }] }],
    ['unknown.deep.er', { unknown: { deep: [{ er: 'x\0' }] } }],
  ];

  it.each(places)('is refused with the name of the attribute: %s', async (name, more) => {
    for (const answer of [
      await stage.client('wide').post('/Users', user('nul', more)),
      await stage.client('wide').put(`/Users/${id}`, user('first', more)),
    ]) {
      expect(answer).toMatchObject({ status: 400, body: { scimType: 'invalidValue' } });
      expect(String(answer.body['detail'])).toMatch(new RegExp(`^${name} has a character`));
      expect(answer.text).not.toContain('\\u0000"');
    }
    expect(await stage.writes()).toEqual([]);
  });

  it.each(['userName eq "a\\u0000"', 'externalId co "\\u0000"', 'name.givenName sw "\\ud800"'])(
    'is refused in a filter: %s',
    async (filter) => {
      const answer = await stage.client('default').get(`/Users?filter=${encodeURIComponent(filter)}`);
      expect(answer).toMatchObject({ status: 400, body: { scimType: 'invalidFilter' } });
    },
  );
});

describe('a text that the UAA takes for a time', () => {
  it('is refused in a filter, where it would find nothing', async () => {
    for (const [text, status] of [
      ['2024-01-01T00:00:00.000Z', 400],
      ['2024-1-1T0:0:0.0Zulu@acme.example', 400],
      ['2024-01-01T00:00:00Z', 200],
      ['2024-01-01', 200],
    ] as const) {
      const filter = encodeURIComponent(`userName eq "${text}"`);
      const answer = await stage.client('default').get(`/Users?filter=${filter}`);
      expect([text, answer.status]).toEqual([text, status]);
    }
  });
});

describe('an id that the UAA cannot have made', () => {
  it.each(['a%3Bb', 'a%2Fb', 'a%25b', 'a%5Cb', '%20', 'a%0Ab', 'a.json', 'a@b', '%C3%BC', 'x'.repeat(300)])(
    'is 404 without a call: %s',
    async (impossible) => {
      for (const system of ['default', 'wide']) {
        const client = stage.client(system);
        const answers = [
          await client.get(`/Users/${impossible}`),
          await client.delete(`/Users/${impossible}`),
        ];
        if (system === 'wide') {
          const operation = { op: 'replace', path: 'name.givenName', value: 'x' };
          answers.push(
            await client.put(`/Users/${impossible}`, user('x')),
            await client.patch(`/Users/${impossible}`, [operation]),
          );
        }
        expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 404));
      }
      expect((await stage.backend.control.requests()).count).toBe(0);
    },
  );

  it('is no user who could be a member', async () => {
    const client = stage.client('default');
    const { body } = await client.get('/Groups?count=1');
    const group = encodeURIComponent(String((body['Resources'] as JsonObject[])[0]?.['id']));
    const add = [{ op: 'add', path: 'members', value: [{ value: 'a;b' }, { value: 'a\0b' }] }];
    await stage.forget();
    const answer = await client.patch(`/Groups/${group}`, add);
    expect(answer).toMatchObject({ status: 400, body: { scimType: 'invalidValue' } });
    expect(answer.body['detail']).toContain('no users of origin');
    expect(await stage.writes()).toEqual([]);
  });
});
