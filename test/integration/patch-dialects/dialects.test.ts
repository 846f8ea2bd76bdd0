/** PATCH as clients in the field write it: the same outcome whether the backend has a PATCH of its own or not. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../src/scim/json.ts';
import type { Kind } from '../support/backends.ts';
import { warnings } from '../support/outcome.ts';
import {
  ADDED_NUMBERS,
  add,
  BOOLEANS,
  DEPARTMENTS,
  MANAGERS,
  NOTHING,
  REMOVALS,
  remove,
  replace,
  whole,
} from './operations.ts';
import { CORE, ENTERPRISE, type People, type Person, people, SYSTEMS } from './people.ts';

interface Subject {
  readonly id: string;
  /** Of somebody else. */
  readonly manager: string;
  /** As GET answers. */
  readonly resource: JsonObject;
}
interface Dialect {
  readonly operations: (subject: Subject) => readonly JsonObject[];
  readonly becomes: (subject: Subject) => Partial<Person>;
  /** Where it makes sense; everywhere. */
  readonly on?: readonly Kind[];
}

function same(operations: readonly JsonObject[], becomes: Partial<Person>, on?: readonly Kind[]): Dialect {
  return { operations: () => operations, becomes: () => becomes, ...(on === undefined ? {} : { on }) };
}
/** Version 1 clears nothing, and the UAA has no lists. */
const DIRECTORY: readonly Kind[] = ['v2'];
const LISTS: readonly Kind[] = ['v2', 'v1'];

const disabled = { active: false };
const sales = { department: 'Sales' };
const mobile = { phoneNumbers: ['home +49 2', 'mobile +49 3', 'work +49 1'] };

const DIALECTS: Readonly<Record<string, Dialect>> = {
  ...Object.fromEntries(
    BOOLEANS.flatMap((value): [string, Dialect][] => [
      [`active ${JSON.stringify(value)}`, same(replace('active', value), disabled)],
      [`active ${JSON.stringify(value)}, without path`, same(whole({ Active: value }), disabled)],
    ]),
  ),
  ...Object.fromEntries(
    DEPARTMENTS.map((operation) => [JSON.stringify(operation), same([operation], sales)]),
  ),
  ...Object.fromEntries(
    MANAGERS.map((operation): [string, Dialect] => [
      JSON.stringify(operation('<id>')),
      { operations: ({ manager }) => [operation(manager)], becomes: ({ manager }) => ({ manager }) },
    ]),
  ),
  ...Object.fromEntries(
    ADDED_NUMBERS.map((operation) => [JSON.stringify(operation), same([operation], mobile, LISTS)]),
  ),
  ...Object.fromEntries(NOTHING.map((operation) => [JSON.stringify(operation), same([operation], {})])),
  ...Object.fromEntries(
    REMOVALS.map(([operation, phoneNumbers]) => [
      `remove ${JSON.stringify(operation)}`,
      same([{ op: 'remove', ...operation }], { phoneNumbers }, LISTS),
    ]),
  ),
  'dotted names and a boolean as text': same(
    whole({ active: 'False', 'name.givenName': 'Bo', 'Name.FamilyName': 'Lee' }),
    { active: false, givenName: 'Bo', familyName: 'Lee' },
  ),
  'a list of one without path': same([{ op: 'replace', value: [{ active: 'False' }] }], disabled),
  'a part of a complex value leaves the others': same(whole({ name: { givenName: 'Bo' } }), {
    givenName: 'Bo',
  }),
  'a part of a complex value at its path': same(replace('name', { familyName: 'Lee' }), {
    familyName: 'Lee',
  }),
  'a list for a single text': same(replace('name.givenName', ['Bo']), { givenName: 'Bo' }),
  'the URN of the core schema': same(replace(`${CORE}:name.givenName`, 'Bo'), { givenName: 'Bo' }),
  'the URN of the core schema in a value object': same(whole({ [`${CORE}:active`]: false }), disabled),
  'the core schema as an object': same(whole({ [CORE]: { active: 'false', name: { givenName: 'Bo' } } }), {
    active: false,
    givenName: 'Bo',
  }),
  'an address by its type': same(
    replace('addresses[type eq "work"].locality', 'Bonn'),
    { addresses: ['home FR Paris', 'work DE Bonn'] },
    LISTS,
  ),
  'a filter in a value object': same(
    whole({ 'addresses[type eq "work"].locality': 'Bonn', displayName: 'B' }),
    { addresses: ['home FR Paris', 'work DE Bonn'], displayName: 'B' },
    LISTS,
  ),
  'a single address for the list': same(
    replace('addresses', { type: 'work', country: 'AT', locality: 'Wien' }),
    { addresses: ['work AT Wien'] },
    LISTS,
  ),
  'an e-mail address as text': same(replace('emails', 'other@example.com'), { emails: ['other'] }),
  'an e-mail address without brackets': same(replace('emails', { value: 'single@example.com' }), {
    emails: ['single'],
  }),
  'several operations, each in another case': same(
    [
      { OP: 'ADD', Path: 'name.givenName', Value: 'Bo' },
      { op: ' rEpLaCe ', path: 'active', value: 'fALSE' },
      { op: 'Replace', path: ' ', value: { 'name.familyName': 'Lee' } },
    ],
    { givenName: 'Bo', active: false, familyName: 'Lee' },
  ),
  'its own id, meta and schemas': {
    operations: ({ resource: { id, meta, schemas } }) =>
      whole({ id: id ?? null, meta: meta ?? null, schemas: schemas ?? null, active: 'false' }),
    becomes: () => disabled,
  },
  'its own id and meta at their paths': {
    operations: ({ resource: { id, meta }, resource }) => [
      ...replace('id', id ?? null),
      ...replace('meta', meta ?? null),
      ...add('schemas', resource['schemas'] ?? null),
      ...replace('name.givenName', 'Bo'),
    ],
    becomes: () => ({ givenName: 'Bo' }),
  },
  'nothing but its own id': {
    operations: ({ id }) => whole({ id }),
    becomes: () => ({}),
  },
  'null takes a value away': same(replace('displayName', null), { displayName: undefined }, DIRECTORY),
  'null in a value object': same(
    whole({ displayName: null, 'name.middleName': null, active: false }),
    { displayName: undefined, middleName: undefined, active: false },
    DIRECTORY,
  ),
  'null in a complex value': same(
    whole({ name: { middleName: null, givenName: 'Bo' } }),
    { middleName: undefined, givenName: 'Bo' },
    DIRECTORY,
  ),
  'null in an extension': same(
    whole({ [ENTERPRISE]: { department: null, division: 'South' } }),
    { department: undefined, division: 'South' },
    DIRECTORY,
  ),
  'null behind the URN of an extension': same(
    replace(`${ENTERPRISE}:department`, null),
    { department: undefined },
    DIRECTORY,
  ),
  'adding null': same(add('phoneNumbers', null), {}, LISTS),
  'the manager removed': same(remove(`${ENTERPRISE}:manager`), { manager: undefined }, DIRECTORY),
  'the extension removed': same(
    remove(ENTERPRISE),
    { department: undefined, division: undefined, manager: undefined },
    DIRECTORY,
  ),
};

describe.each(SYSTEMS)('%s, %s', (kind, system) => {
  let there: People;
  beforeAll(async () => {
    there = await people(kind);
  });
  afterAll(() => there.stage.stop());

  async function expectOutcome({ operations, becomes }: Dialect): Promise<void> {
    const client = there.stage.client(system);
    const id = await there.create();
    expect(await there.seen(id)).toEqual(there.kept(there.before()));
    const { body: resource } = await client.get(`/Users/${id}`);
    const subject = { id, manager: there.managers[1], resource };
    const answer = await client.patch(`/Users/${id}`, operations(subject));
    expect(answer.status, answer.text).toBe(200);
    // The UAA keeps less than is asked for here.
    if (kind !== 'cf') expect(warnings(answer)).toEqual([]);
    expect(await there.seen(id)).toEqual(there.kept({ ...there.before(), ...becomes(subject) }));
  }
  for (const [name, dialect] of Object.entries(DIALECTS)) {
    if (dialect.on?.includes(kind) === false) continue;
    it(name, () => expectOutcome(dialect));
  }
});
