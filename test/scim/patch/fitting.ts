/** Users, and operations that can be applied to them: what is made at random alone is nearly always refused. */
import type { JsonObject, JsonValue } from '../../../src/scim/json.ts';
import { fc } from '../../support/property.ts';
import { ENTERPRISE } from './helpers.ts';

const text = fc.oneof(
  fc.constantFrom('work', 'home', 'a@x', 'True', '1'),
  fc.string({ minLength: 1, maxLength: 6 }),
);
const type = fc.constantFrom('work', 'home', 'other');
const address = fc.constantFrom('a@x', 'b@x', 'c@x', 'd@x');
const plain = { noNullPrototype: true };
const email = fc.record(
  { value: address, type, display: text },
  { ...plain, requiredKeys: ['value', 'type'] },
);
const emails = fc.uniqueArray(email, { selector: ({ value }) => value, minLength: 1, maxLength: 4 });
const manager = fc.record({ value: text, displayName: text }, { ...plain, requiredKeys: ['value'] });

/** Attributes that no schema knows, some of them named to hurt; paths can name all of them. */
const UNKNOWN = ['custom', '__proto__', 'constructor', 'prototype', 'toString', 'größe'];
const unknown = fc.constantFrom(...UNKNOWN);
const unknownValue: fc.Arbitrary<JsonValue> = fc.oneof(
  text,
  fc.integer(),
  fc.dictionary(fc.constantFrom('a', 'value', '__proto__'), text, { minKeys: 1, noNullPrototype: true }),
  fc.array(text, { minLength: 1, maxLength: 3 }),
);

function objectOf(members: fc.Arbitrary<JsonValue>): fc.Arbitrary<JsonObject> {
  return fc.array(fc.tuple(unknown, members), { maxLength: 3 }).map((pairs) => Object.fromEntries(pairs));
}

export const user: fc.Arbitrary<JsonObject> = fc
  .tuple(
    fc.record(
      {
        title: text,
        active: fc.boolean(),
        name: fc.record({ givenName: text, familyName: text }, plain),
        emails,
        [ENTERPRISE]: fc.record({ department: text, manager }, { ...plain, requiredKeys: ['department'] }),
      },
      { ...plain, requiredKeys: [] },
    ),
    objectOf(unknownValue),
  )
  .map(([known, more]) => ({ ...more, ...known }) as JsonObject);

/** What a path may be given, by path. */
const VALUES: Record<string, fc.Arbitrary<JsonValue>> = {
  title: text,
  nickName: text,
  active: fc.oneof(fc.boolean(), fc.constantFrom('True', 'false')),
  name: fc.record({ givenName: text }, plain),
  'name.familyName': text,
  emails,
  [`${ENTERPRISE}:department`]: text,
  [`${ENTERPRISE}:manager`]: manager,
  [ENTERPRISE]: fc.record({ division: text }, plain),
};
const ADDABLE: Record<string, fc.Arbitrary<JsonValue>> = {
  ...VALUES,
  'emails[type eq "work"].value': address,
  'emails[type eq "other" and value eq "d@x"].display': text,
};
const REMOVABLE = [
  ...Object.keys(VALUES).filter((path) => path !== 'active'),
  'emails[type eq "work"]',
  'emails[value eq "a@x" or not (type eq "home")].display',
  'emails.display',
  ...UNKNOWN,
];

function assigning(op: string, values: Record<string, fc.Arbitrary<JsonValue>>): fc.Arbitrary<JsonObject> {
  return fc
    .constantFrom(...Object.keys(values))
    .chain((path) => (values[path] as fc.Arbitrary<JsonValue>).map((value) => ({ op, path, value })));
}

export const operation: fc.Arbitrary<JsonObject> = fc.oneof(
  { weight: 3, arbitrary: assigning('add', ADDABLE) },
  { weight: 3, arbitrary: assigning('replace', VALUES) },
  {
    weight: 2,
    arbitrary: fc
      .tuple(fc.constantFrom('add', 'Replace'), unknown, unknownValue)
      .map(([op, path, value]) => ({
        op,
        path,
        value,
      })),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(fc.constantFrom('add', 'replace'), text, objectOf(unknownValue))
      .map(([op, title, more]) => ({ op, value: { ...more, title } })),
  },
  { weight: 1, arbitrary: fc.constantFrom(...REMOVABLE).map((path) => ({ op: 'remove', path })) },
);
