/** What is wrong in a PATCH is told in the same way on every backend, and nothing is changed. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { JsonObject, JsonValue } from '../../../src/scim/json.ts';
import { PATCH_OP } from '../support/client.ts';
import { CORE, ENTERPRISE, type People, people, SYSTEMS } from './people.ts';

const replace = (path: string, value: JsonValue): JsonObject => ({ op: 'replace', path, value });
const add = (path: string, value: JsonValue): JsonObject => ({ op: 'add', path, value });
const whole = (value: JsonObject): JsonObject => ({ op: 'replace', value });
const remove = (path: string, value?: JsonValue): JsonObject => ({
  op: 'remove',
  path,
  ...(value === undefined ? {} : { value }),
});

/** By the `scimType` of the answer. */
const REFUSED: Readonly<Record<string, readonly JsonObject[]>> = {
  mutability: [
    replace('id', 'other'),
    add('ID', 'other'),
    whole({ id: 'other', active: false }),
    whole({ Id: null }),
    remove('id'),
    replace('meta.version', 'other'),
    replace('meta', { created: '1999-01-01T00:00:00Z' }),
    whole({ meta: { resourceType: 'Group' }, displayName: 'X' }),
    whole({ Meta: { Location: 'https://elsewhere.example/Users/1' } }),
    remove('meta'),
    remove('Meta.created'),
    remove('schemas'),
    remove('schemas', [CORE]),
    replace('schemas', null),
    replace(`${CORE}:id`, 'other'),
    whole({ [`${CORE}:id`]: 'other' }),
    whole({ [CORE]: { id: 'other' } }),
  ],
  invalidValue: [
    ...[null, '', [], [null], 'maybe', 5, {}, [true, false], { value: null }].map((value) =>
      replace('active', value),
    ),
    ...[null, '', [], 'maybe', [true, false]].map((value) => whole({ Active: value, displayName: 'X' })),
    remove('active'),
    remove('ACTIVE', true),
    remove(`${CORE}:active`),
    add('active', null),
    replace('displayName', { first: 'X' }),
    replace('displayName', ['X', 'Y']),
    replace('name', 'Ada Vale'),
    replace('name', ['Ada', 'Vale']),
    replace('name.givenName', { first: 'X' }),
    replace('emails', [[{ value: 'x@example.com' }]]),
    replace('emails', [{ value: 'x@example.com', primary: 'maybe' }]),
    replace('emails[type eq "work"].primary', 'maybe'),
    replace('emails[type eq "work"]', [{ value: 'a@example.com' }, { value: 'b@example.com' }]),
    replace(ENTERPRISE, 'Sales'),
    replace(ENTERPRISE, ['a', 'b']),
    whole({ [ENTERPRISE]: 'Sales' }),
    { op: 'add', path: 'displayName' },
    { op: 'replace', path: 'displayName' },
    { op: 'add' },
    { op: 'replace', value: 'X' },
    { op: 'replace', value: [{ displayName: 'X' }, { displayName: 'Y' }] },
    { op: 'replace', path: '', value: null },
    remove('phoneNumbers', [{ primary: { a: 1 } }]),
  ],
  noTarget: [
    { op: 'remove' },
    { op: 'Remove', path: ' ' },
    { op: 'remove', value: { displayName: 'X' } },
    replace('phoneNumbers[type eq "pager"].value', '1'),
    replace('phoneNumbers[type eq "pager"]', { value: '1' }),
    replace('PhoneNumbers[Type eq "pager" and Value eq "1"].Value', '2'),
    whole({ 'phoneNumbers[type eq "pager"].value': '1' }),
    replace('ims[type eq "xmpp"].value', '1'),
    add('phoneNumbers[type ne "work" and type ne "home"].value', '1'),
    add('phoneNumbers[type eq "pager" or type eq "fax"].value', '1'),
    add('phoneNumbers[value co "+1"].type', 'pager'),
  ],
  invalidPath: [
    replace('emails[0].value', 'x@example.com'),
    replace('emails[type eq "work"', 'x@example.com'),
    replace('emails[type eq "work"].value.more', 'x@example.com'),
    replace('emails[type eq "work"]value', 'x@example.com'),
    replace('[type eq "work"]', 'x'),
    replace('name..givenName', 'X'),
    replace('.displayName', 'X'),
    replace('display name', 'X'),
    replace('name.givenName.more', 'X'),
    replace('displayName]', 'X'),
    { op: 'replace', path: 5, value: 'X' },
    { op: 'replace', path: ['displayName'], value: 'X' },
    remove('emails[0]'),
    remove(CORE),
  ],
  invalidFilter: [
    replace('emails[type eq].value', 'x@example.com'),
    replace('emails[type is "work"].value', 'x@example.com'),
    replace('emails[].value', 'x@example.com'),
    remove('emails[type eq "work" and]'),
  ],
  invalidSyntax: [
    { op: 'copy', path: 'displayName', value: 'X' },
    { path: 'displayName', value: 'X' },
    { op: 5, path: 'displayName', value: 'X' },
  ],
};

const BODIES: readonly JsonObject[] = [
  {},
  { schemas: [PATCH_OP] },
  { schemas: [PATCH_OP], Operations: [] },
  { schemas: [PATCH_OP], Operations: null },
  { schemas: [PATCH_OP], Operations: { op: 'remove', path: 'displayName' } },
  { schemas: [PATCH_OP], Operations: ['remove'] },
  { schemas: [PATCH_OP], Operations: [null] },
];

describe.each(SYSTEMS)('%s, %s', (kind, system) => {
  let there: People;
  let id = '';
  beforeAll(async () => {
    there = await people(kind);
    id = await there.create();
  });
  afterAll(() => there.stage.stop());

  async function expectRefusal(body: JsonObject, scimType: string): Promise<void> {
    await there.stage.forget();
    const answer = await there.stage.client(system).send('PATCH', `/Users/${id}`, { body });
    expect([answer.status, answer.body['scimType']], answer.text).toEqual([400, scimType]);
    // A backend may say so itself.
    expect((await there.stage.writes()).filter((write) => write.status < 400)).toEqual([]);
    expect(await there.seen(id)).toEqual(there.kept(there.before()));
  }

  for (const [scimType, operations] of Object.entries(REFUSED)) {
    describe(scimType, () => {
      for (const operation of operations) {
        it(JSON.stringify(operation), async () => {
          await expectRefusal({ schemas: [PATCH_OP], Operations: [operation] }, scimType);
          // All operations or none.
          const good = replace('name.givenName', 'Bo');
          await expectRefusal({ schemas: [PATCH_OP], Operations: [good, operation] }, scimType);
        });
      }
    });
  }

  it.each(BODIES.map((body) => [JSON.stringify(body), body] as const))('%s', (_, body) =>
    expectRefusal(body, 'invalidSyntax'),
  );
});
