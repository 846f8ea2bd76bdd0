/** What an emulated PATCH takes away is gone in the UAA, which resets what a PUT does not name. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../src/scim/json.ts';
import { type Stage, startStage } from '../support/stage.ts';
import {
  changed,
  defaultTransformation,
  type Mapping,
  wideRead,
  wideWrite,
} from '../support/transformations.ts';

const MORE: readonly Mapping[] = ['phoneNumbers', 'externalId'].map((name) => ({
  sourcePath: `$.${name}`,
  targetPath: `$.${name}`,
  preserveArrayWithSingleElement: true,
  optional: true,
}));

/** The system's own transformation, with these attributes and with updates. */
const furnished = (direction: 'read' | 'write') =>
  changed(defaultTransformation('cf', direction), (entity, type) =>
    type === 'user' ? { ...entity, skipOperations: [], mappings: [...entity.mappings, ...MORE] } : entity,
  );

const SYSTEMS = {
  wide: { read: wideRead('cf'), write: wideWrite('cf') },
  furnished: { read: furnished('read'), write: furnished('write') },
  // Clients cannot see or write these two: they stay.
  narrow: {
    read: defaultTransformation('cf', 'read'),
    write: changed(defaultTransformation('cf', 'write'), (entity) => ({ ...entity, skipOperations: [] })),
  },
} as const;

let stage: Stage;
let next = 0;
beforeAll(async () => {
  stage = await startStage('cf', { users: 1, groups: 0 }, SYSTEMS);
});
afterAll(() => stage.stop());

async function someone(): Promise<string> {
  next += 1;
  const userName = `removed-${next}@acme.example`;
  const { body, status, text } = await stage.client('wide').post('/Users', {
    userName,
    externalId: `x-${next}`,
    name: { givenName: 'Ada', familyName: 'Vale' },
    emails: [{ value: userName, primary: true }],
    phoneNumbers: [{ value: '+49 1' }],
    active: false,
  });
  expect(status, text).toBe(201);
  return String(body['id']);
}

/** As the UAA itself has the user. */
async function stored(id: string): Promise<JsonObject> {
  const { externalId, phoneNumbers, name, emails, active } = await stage.backend.entity(`Users/${id}`);
  return { externalId, phoneNumbers, name, emails, active } as JsonObject;
}

const CASES: readonly (readonly [string, object, Partial<JsonObject>])[] = [
  ['phone numbers', { op: 'remove', path: 'phoneNumbers' }, { phoneNumbers: undefined }],
  [
    'the only phone number',
    { op: 'remove', path: 'phoneNumbers[value eq "+49 1"]' },
    { phoneNumbers: undefined },
  ],
  [
    'phone numbers, by null',
    { op: 'replace', path: 'phoneNumbers', value: null },
    { phoneNumbers: undefined },
  ],
  ['phone numbers, by []', { op: 'replace', path: 'phoneNumbers', value: [] }, { phoneNumbers: undefined }],
  [
    'phone numbers, without a path',
    { op: 'replace', value: { phoneNumbers: [] } },
    { phoneNumbers: undefined },
  ],
  ['externalId', { op: 'remove', path: 'externalId' }, { externalId: undefined }],
  ['externalId, by null', { op: 'replace', path: 'externalId', value: null }, { externalId: undefined }],
  ['externalId, without a path', { op: 'replace', value: { externalId: null } }, { externalId: undefined }],
  ['a part of the name', { op: 'remove', path: 'name.givenName' }, { name: { familyName: 'Vale' } }],
  [
    'a part of the name, by null',
    { op: 'replace', path: 'name.givenName', value: null },
    { name: { familyName: 'Vale' } },
  ],
  ['the name', { op: 'remove', path: 'name' }, { name: {} }],
  ['the name, by null', { op: 'replace', path: 'name', value: null }, { name: {} }],
];

describe.each(['wide', 'furnished'] as const)('with the transformations "%s"', (system) => {
  it.each(CASES)('%s: is gone, and nothing else', async (_, operation, gone) => {
    const id = await someone();
    const before = await stored(id);
    const answer = await stage.client(system).patch(`/Users/${id}`, [operation]);
    expect(answer.status, answer.text).toBe(200);
    expect(answer.headers['x-ipsproxy-warning']).toBeUndefined();
    expect(await stored(id)).toEqual({ ...before, ...gone });
  });

  it('several at once are gone together', async () => {
    const id = await someone();
    const before = await stored(id);
    const answer = await stage.client(system).patch(
      `/Users/${id}`,
      ['phoneNumbers', 'externalId', 'name'].map((path) => ({ op: 'remove', path })),
    );
    expect(answer.status, answer.text).toBe(200);
    expect(await stored(id)).toEqual({ ...before, phoneNumbers: undefined, externalId: undefined, name: {} });
  });
});

describe('with transformations that neither show nor send them', () => {
  it('what clients cannot see stays', async () => {
    const id = await someone();
    const before = await stored(id);
    const answer = await stage
      .client('narrow')
      .patch(`/Users/${id}`, [{ op: 'remove', path: 'name.givenName' }]);
    expect(answer.status, answer.text).toBe(200);
    expect(await stored(id)).toEqual({ ...before, name: { familyName: 'Vale' } });
  });
});

describe('a PUT', () => {
  it('that says null or [] takes away, and costs one read', async () => {
    const id = await someone();
    const { body } = await stage.client('wide').get(`/Users/${id}`);
    for (const headers of [{}, { 'if-match': '"1"' }]) {
      await stage.forget();
      const put = { ...body, externalId: null, phoneNumbers: [] };
      expect((await stage.client('wide').put(`/Users/${id}`, put, { headers })).status).toBe(200);
      const { requests } = await stage.backend.control.requests();
      expect(requests.map(({ method }) => method)).toEqual(['GET', 'PUT']);
    }
    expect(await stored(id)).toMatchObject({ name: { givenName: 'Ada' }, active: false });
    expect(await stored(id)).toMatchObject({ externalId: undefined, phoneNumbers: undefined });
  });
});
