/** Entities whose names are known, and the same ones as other clients spell them. */

import type { JsonObject, JsonValue } from '../../../src/scim/json.ts';
import { createVocabulary } from '../../../src/scim/names/vocabulary.ts';
import { schemasOf } from '../../../src/scim/schema/known.ts';
import { fc } from '../../support/property.ts';

export const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const SAP = 'urn:ietf:params:scim:schemas:extension:sap:2.0:User';

/** A transformation with a spelling of its own here and there; `Mail` and `mail` are two attributes for it. */
export const { names: NAMES } = createVocabulary(schemasOf('user'), [
  ['UserName'],
  ['emails', 'Value'],
  [ENTERPRISE.toLowerCase(), 'Manager'],
  ['Alias', 'inner'],
  ['mail'],
  ['Mail'],
]);

const scalar = fc.constantFrom<JsonValue>('a', '', 1, true, false, null, [], {});

/** Some of the members, each of its own kind. */
function some(members: Record<string, fc.Arbitrary<JsonValue>>): fc.Arbitrary<JsonObject> {
  const pairs = Object.entries(members).map(([name, value]) =>
    fc.option(value.map((member): [string, JsonValue] => [name, member])),
  );
  return fc
    .tuple(...pairs)
    .chain((drawn) => {
      const there = drawn.filter((pair) => pair !== null);
      return fc.shuffledSubarray(there, { minLength: there.length });
    })
    .map((entries) => Object.fromEntries(entries));
}

/** Nothing below a name that nobody knows is known. */
const unknown = some({ userName: scalar, USERname2: scalar, Emails: fc.array(some({ VALUE: scalar })) });
const email = some({ Value: scalar, type: scalar, primary: scalar, 'x-Own': unknown });

/** Every known name as it has to be. */
export const canonicalEntity: fc.Arbitrary<JsonObject> = some({
  UserName: scalar,
  active: scalar,
  mail: scalar,
  name: some({ givenName: scalar, familyName: scalar }),
  emails: fc.array(fc.oneof(email, scalar), { maxLength: 4 }),
  addresses: some({ streetAddress: scalar, locality: scalar }),
  Alias: some({ inner: some({ x: scalar }), outer: scalar }),
  [ENTERPRISE.toLowerCase()]: some({
    department: scalar,
    Manager: some({ value: scalar, $ref: scalar, displayName: scalar }),
  }),
  [SAP]: some({ validFrom: scalar, passwordDetails: some({ policy: scalar }) }),
  'x-Unknown': fc.oneof(unknown, fc.array(unknown, { maxLength: 2 })),
});

/** The same entity with other capitals in the names that are known. @param capitals which letters, in turn */
export function respelled<T extends JsonValue>(value: T, capitals: readonly boolean[]): T;
export function respelled(value: JsonValue, capitals: readonly boolean[]): JsonValue {
  let at = 0;
  const respell = (name: string) =>
    [...name]
      .map((letter) => {
        at += 1;
        return capitals[at % capitals.length] === true ? letter.toUpperCase() : letter.toLowerCase();
      })
      .join('');
  const walk = (each: JsonValue, below: typeof NAMES | undefined): JsonValue => {
    if (Array.isArray(each)) return each.map((element) => walk(element, below));
    if (typeof each !== 'object' || each === null) return each;
    return Object.fromEntries(
      Object.entries(each).map(([name, member]) => {
        const known = below?.find(name);
        // `Mail` is another attribute than `mail`.
        const spelled = known === undefined || name === 'mail' ? name : respell(name);
        return [spelled, walk(member, known?.below)];
      }),
    );
  };
  return walk(value, NAMES);
}

export const capitals: fc.Arbitrary<boolean[]> = fc.array(fc.boolean(), { minLength: 1, maxLength: 7 });

export function deepFreeze<T extends JsonValue>(value: T): T {
  if (typeof value === 'object' && value !== null) {
    Object.values(value).forEach(deepFreeze);
    Object.freeze(value);
  }
  return value;
}
