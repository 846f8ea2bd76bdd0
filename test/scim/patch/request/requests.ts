/** Resources, requests about them in the one form that needs no normalising, and the same ones as clients write them. */

import type { JsonObject, JsonValue } from '../../../../src/scim/json.ts';
import { fc } from '../../../support/property.ts';
import { CORE, ENTERPRISE, SAP } from './support.ts';

const text = fc.constantFrom('a', 'b', 'True', 'work', 'home');
const flag = fc.boolean();

/** Some of the members. */
function some(members: Record<string, fc.Arbitrary<JsonValue>>, least = 0): fc.Arbitrary<JsonObject> {
  return fc
    .subarray(Object.keys(members), { minLength: least })
    .chain((names) =>
      fc.record(Object.fromEntries(names.map((name) => [name, members[name] as fc.Arbitrary<JsonValue>]))),
    )
    .map((record) => ({ ...record }));
}

const type = fc.constantFrom('work', 'home', 'a');
const value = fc.constantFrom('a', 'b', 'True');
const email = some({ value, type, primary: flag, display: text }, 1);
const name = some({ givenName: text, familyName: text });
const manager = some({ value: text, displayName: text }, 1);

/** Every attribute with values of its shape; lists last. */
const SINGLE: Record<string, fc.Arbitrary<JsonValue>> = {
  title: text,
  active: flag,
  'name.givenName': text,
  name,
  [`${ENTERPRISE}:department`]: text,
  [`${ENTERPRISE}:manager`]: manager,
  [`${ENTERPRISE}:manager.value`]: text,
  [`${SAP}:sendMail`]: flag,
};
const LISTS: Record<string, fc.Arbitrary<JsonValue>> = {
  emails: fc.array(email, { maxLength: 3 }),
  [`${SAP}:phoneNumbers`]: fc.array(email, { maxLength: 3 }),
};
const FILTERS = [
  'type eq "work"',
  'value eq "a" or value eq "b"',
  'primary eq true',
  'not (display pr)',
  'type eq "home" and primary eq false',
];
const PARTS: Record<string, fc.Arbitrary<JsonValue>> = { value: text, type: text, primary: flag };

export const resource: fc.Arbitrary<JsonObject> = some(
  {
    title: text,
    active: flag,
    name,
    emails: fc.array(email, { minLength: 1, maxLength: 3 }),
    [ENTERPRISE]: some({ department: text, manager }, 1),
    [SAP]: some({ sendMail: flag, phoneNumbers: fc.array(email, { minLength: 1, maxLength: 3 }) }, 1),
  },
  5,
);

const assigning = fc.constantFrom('add', 'replace');
const anyPath = fc.constantFrom(...Object.keys({ ...SINGLE, ...LISTS }));
const listPath = fc.constantFrom(...Object.keys(LISTS));
const selected = fc
  .tuple(listPath, fc.constantFrom(...FILTERS))
  .map(([list, filter]) => `${list}[${filter}]`);

const operation: fc.Arbitrary<JsonObject> = fc.oneof(
  fc.tuple(assigning, anyPath).chain(([op, path]) => {
    const value = (SINGLE[path] ?? LISTS[path]) as fc.Arbitrary<JsonValue>;
    return fc.record({ op: fc.constant(op), path: fc.constant(path), value });
  }),
  fc.record({
    op: assigning,
    value: some({ title: text, active: flag, emails: LISTS['emails'] as fc.Arbitrary<JsonValue> }, 1),
  }),
  fc.record({ op: assigning, value: fc.record({ [ENTERPRISE]: some({ department: text, manager }, 1) }) }),
  fc.record({ op: assigning, path: selected, value: email }),
  fc.tuple(assigning, selected, fc.constantFrom(...Object.keys(PARTS))).chain(([op, path, part]) =>
    fc.record({
      op: fc.constant(op),
      path: fc.constant(`${path}.${part}`),
      value: PARTS[part] as fc.Arbitrary<JsonValue>,
    }),
  ),
  fc.record({
    op: fc.constant('remove'),
    path: fc.oneof(
      anyPath.filter((path) => path !== 'active'),
      selected,
    ),
  }),
);

/** Without null prototypes, as JSON.parse makes them. */
const plain = (value: JsonObject): JsonObject => structuredClone(value);

export const canonicalOperations: fc.Arbitrary<JsonObject[]> = fc.array(operation.map(plain), {
  minLength: 1,
  maxLength: 4,
});

/** `remove` with the values that shall go. */
export const removal: fc.Arbitrary<JsonObject> = fc
  .tuple(listPath, fc.array(some({ value, type }, 1), { maxLength: 2 }))
  .map(([path, values]) => plain({ op: 'remove', path, value: values }));

/** How a client writes an operation; each choice is taken or not. */
export interface Dialect {
  readonly upper: boolean;
  readonly textBooleans: boolean;
  readonly wrapped: boolean;
  readonly loose: boolean;
  readonly dots: boolean;
}

export const dialect: fc.Arbitrary<Dialect> = fc.record({
  upper: flag,
  textBooleans: flag,
  wrapped: flag,
  loose: flag,
  dots: flag,
});

/** The operation as such a client writes it; it means the same. */
export function spoken(operation: JsonObject, dialect: Dialect): JsonObject {
  const { op, path, value } = operation;
  return {
    op: dialect.upper ? String(op).toUpperCase() : String(op),
    ...(typeof path === 'string' ? { path: spokenPath(path, dialect) } : {}),
    ...(value === undefined ? {} : { value: spokenValue(value, path === undefined, dialect) }),
  };
}

function spokenPath(path: string, { upper, textBooleans, dots }: Dialect): string {
  const qualified = path.startsWith('urn:') || path.includes('[') || !dots ? path : `${CORE}:${path}`;
  const dotted = dots ? qualified.replace(/(:User):/, '$1.') : qualified;
  const flags = textBooleans ? dotted.replace(/eq (true|false)/g, 'eq "$1"') : dotted;
  // Values stay as they are.
  return upper
    ? flags.replace(/"[^"]*"|[^"]+/g, (part) =>
        part.startsWith('"') ? part : part.toUpperCase().replaceAll(' EQ ', ' eq '),
      )
    : flags;
}

function spokenValue(value: JsonValue, isWhole: boolean, dialect: Dialect): JsonValue {
  const { upper, textBooleans, wrapped, loose } = dialect;
  if (typeof value === 'boolean') {
    const said = textBooleans ? String(value).toUpperCase() : value;
    return wrapped ? [said] : said;
  }
  if (Array.isArray(value)) {
    const values = value.map((element) => spokenValue(element, false, { ...dialect, wrapped: false }));
    return loose && values.length === 1 ? (values[0] as JsonValue) : values;
  }
  if (typeof value !== 'object' || value === null) return value;
  const object = Object.fromEntries(
    Object.entries(value).map(([key, member]) => [
      upper ? key.toUpperCase() : key,
      spokenValue(member, false, {
        ...dialect,
        wrapped: wrapped && typeof member !== 'string' && !Array.isArray(member),
      }),
    ]),
  );
  return wrapped && !isWhole ? [object] : object;
}
