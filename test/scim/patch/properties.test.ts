/** What holds for every resource and every request. */
import { isDeepStrictEqual } from 'node:util';
import { afterEach, describe, expect, it } from 'vitest';
import { ScimError } from '../../../src/scim/errors.ts';
import type { JsonObject, JsonValue } from '../../../src/scim/json.ts';
import { applyPatch, type PatchResult } from '../../../src/scim/patch/index.ts';
import { USER_SCHEMA } from '../../../src/scim/schemas.ts';
import { fc, reaching } from '../../support/property.ts';
import { operation as fittingOperation, user } from './fitting.ts';
import { ENTERPRISE, refusal } from './helpers.ts';

const OPTIONS = { coreSchema: USER_SCHEMA, extensions: ['urn:acme:2.0:User'] };

const dangerous = fc.constantFrom(
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
  'polluted',
);
const known = fc.constantFrom(
  'emails',
  'Emails',
  'members',
  'name',
  'title',
  'active',
  'id',
  'meta',
  'schemas',
  'value',
  'type',
  'primary',
  'display',
  '$ref',
  'manager',
  'roles',
  'tags',
  'custom',
  ENTERPRISE,
  USER_SCHEMA,
);
const name = fc.oneof(known, dangerous, fc.string({ maxLength: 6 }));
const text = fc.oneof(
  fc.constantFrom('work', 'home', 'a@x', 'b@x', 'True', 'false', '', '1'),
  fc.string({ maxLength: 6 }),
);
const scalar = fc.oneof(text, fc.boolean(), fc.constant(null), fc.integer(), fc.double({ noNaN: true }));

const { json } = fc.letrec<{ json: JsonValue; object: JsonObject; list: JsonValue[] }>((tie) => ({
  json: fc.oneof({ maxDepth: 4 }, scalar, tie('object'), tie('list')),
  object: objectOf(tie('json')),
  list: fc.array(tie('json'), { maxLength: 4 }),
}));
const object = objectOf(json);

const filter = fc.oneof(
  fc
    .tuple(name, fc.constantFrom('eq', 'ne', 'co', 'gt'), scalar)
    .map(([left, operator, right]) => `${left} ${operator} ${JSON.stringify(right)}`),
  fc.constantFrom(
    'type eq "work"',
    'type eq "work" and primary eq "True"',
    'value eq "a@x" or value eq "1"',
    'value pr',
    'not (type pr)',
  ),
  fc.string({ maxLength: 8 }),
);
const path = fc.oneof(
  name,
  fc.tuple(name, name).map((parts) => parts.join('.')),
  fc.tuple(name, filter).map(([list, selected]) => `${list}[${selected}]`),
  fc.tuple(name, filter, name).map(([list, selected, sub]) => `${list}[${selected}].${sub}`),
  fc
    .tuple(fc.constantFrom(ENTERPRISE, USER_SCHEMA, 'urn:acme:2.0:User', 'urn:x:y'), name)
    .map((parts) => parts.join(':')),
  fc
    .tuple(fc.constantFrom(ENTERPRISE, 'urn:acme:2.0:User'), name, name)
    .map(([urn, a, b]) => `${urn}:${a}.${b}`),
);
const value = fc.oneof(json, objectOf(json, path));
const operation = operationWith(value);
const requestOf = (one: fc.Arbitrary<JsonObject>) =>
  fc.array(one, { minLength: 1, maxLength: 5 }).map((Operations): JsonObject => ({ Operations }));
/** A resource and a request about it: mostly one that can be applied, sometimes any. */
const resourceAndRequest = fc.oneof(
  { weight: 4, arbitrary: fc.tuple(user, requestOf(fittingOperation)) },
  fc.tuple(user, requestOf(fc.oneof(fittingOperation, operation))),
  fc.tuple(object, requestOf(operation)),
);

function operationWith(sent: fc.Arbitrary<JsonValue>): fc.Arbitrary<JsonObject> {
  const members = { op: fc.constantFrom('add', 'Replace', 'remove'), path, value: sent };
  return fc.record(members, { requiredKeys: ['op'], noNullPrototype: true }) as fc.Arbitrary<JsonObject>;
}

/** As JSON.parse makes them: `__proto__` is a member like any other. */
function objectOf(
  member: fc.Arbitrary<JsonValue>,
  key: fc.Arbitrary<string> = name,
): fc.Arbitrary<JsonObject> {
  return fc.array(fc.tuple(key, member), { maxLength: 5 }).map((members) => Object.fromEntries(members));
}

/** `undefined` where the request is refused; anything but a refusal fails the test. */
function attempt(resource: JsonObject, body: JsonObject): PatchResult | undefined {
  try {
    return applyPatch(resource, body, OPTIONS);
  } catch (error) {
    if (error instanceof ScimError && error.status === 400 && error.scimType !== undefined) return undefined;
    throw error;
  }
}

function prototypes(): unknown {
  return [Object.prototype, Array.prototype, Function.prototype, String.prototype, Object, Array].map(
    (holder) =>
      Reflect.ownKeys(holder).map((key) => [key, Object.getOwnPropertyDescriptor(holder, key)?.value]),
  );
}
const untouched = prototypes();

function expectPlain(json: JsonValue): void {
  if (typeof json !== 'object' || json === null) return;
  expect(Object.getPrototypeOf(json)).toBe(Array.isArray(json) ? Array.prototype : Object.prototype);
  for (const child of Object.values(json)) expectPlain(child);
}

afterEach(() => {
  expect(prototypes()).toEqual(untouched);
});

describe('applyPatch', () => {
  it('applies or refuses, and never pollutes a prototype or changes its input', () => {
    fc.assert(
      fc.property(
        resourceAndRequest,
        reaching(([resource, body]) => {
          const before = JSON.stringify([resource, body]);
          const result = attempt(deepFreeze(resource), deepFreeze(body));
          expect(JSON.stringify([resource, body])).toBe(before);
          if (result === undefined) return false;
          expectPlain(result.resource);
          // The matchers of expect look at `constructor` members as if they were constructors.
          if (result.changed) expect(isDeepStrictEqual(result.resource, resource)).toBe(false);
          else expect(result.resource).toBe(resource);
          return result.changed;
        }),
      ),
      { numRuns: 3_000 },
    );
  });

  it('survives any JSON', () => {
    const odd = fc.oneof(json, operationWith(json));
    fc.assert(
      fc.property(
        object,
        fc.oneof(object, {
          weight: 3,
          arbitrary: fc.array(odd, { minLength: 1 }).map((Operations): JsonObject => ({ Operations })),
        }),
        reaching((resource, body) => {
          return (
            attempt(resource, body) !== undefined ||
            /Operations\[\d\]: /.test(refusal(() => applyPatch(resource, body, OPTIONS)))
          );
        }),
      ),
      { numRuns: 1_000 },
    );
  });

  it('finds nothing to change when an operation is repeated', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          { weight: 4, arbitrary: fc.tuple(user, fittingOperation) },
          fc.tuple(object, operationWith(json)),
        ),
        reaching(([resource, one]) => {
          // What an attribute that is named twice means, nobody can say.
          fc.pre(!hasTwins(resource) && !hasTwins(one) && !JSON.stringify(one).includes(`"${USER_SCHEMA}":`));
          const body = { Operations: [one] };
          const once = attempt(resource, body);
          const twice = once && attempt(once.resource, body);
          // A filter may not find again what it has changed.
          if (twice !== undefined)
            expect(JSON.stringify(twice)).toBe(JSON.stringify({ ...once, changed: false }));
          return once?.changed === true && twice !== undefined;
        }),
      ),
      { numRuns: 3_000 },
    );
  });

  it('has at most one primary value in a list that had at most one', () => {
    const address = fc.constantFrom('a@x', 'b@x', 'c@x', 'd@x');
    const type = fc.constantFrom('work', 'home');
    const list = fc
      .tuple(
        fc.uniqueArray(fc.record({ value: address, type }), {
          selector: ({ value }) => value,
          minLength: 3,
          maxLength: 4,
        }),
        fc.option(fc.nat(3)),
      )
      .map(([elements, primary]) =>
        elements.map((element, index) => ({ ...element, primary: index === primary })),
      );
    const change = fc.oneof(
      fc.record({ op: fc.constantFrom('add', 'replace'), path: fc.constant('emails'), value: list }),
      fc.record({
        op: fc.constantFrom('add', 'replace'),
        path: fc.oneof(
          { weight: 3, arbitrary: address.map((value) => `emails[value eq "${value}"].primary`) },
          type.map((value) => `emails[type eq "${value}"].primary`),
        ),
        value: fc.constantFrom(true, 'True', false),
      }),
    ) as fc.Arbitrary<JsonObject>;
    fc.assert(
      fc.property(
        list,
        fc.array(change, { minLength: 1, maxLength: 2 }),
        reaching((elements, operations) => {
          const result = attempt({ emails: elements }, { Operations: operations });
          const after = (result?.resource['emails'] ?? []) as JsonObject[];
          expect(after.filter((element) => element['primary'] === true).length).toBeLessThanOrEqual(1);
          return after.some((element) => element['primary'] === true) && result?.changed === true;
        }),
      ),
      { numRuns: 300 },
    );
  });

  it('keeps members as a set: what was added is there, what was removed is not', () => {
    const ids = fc.array(
      fc.constantFrom('a', 'A', 'b', 'c', '1', '', ' ').filter((id) => id !== ''),
      { maxLength: 6 },
    );
    const step = fc.oneof(
      ids.map((values) => ({ op: 'add', path: 'members', value: values.map((id) => ({ value: id })) })),
      ids.map((values) => ({ op: 'remove', path: 'members', value: values.map((id) => ({ value: id })) })),
      ids.map((values) => ({ op: 'replace', path: 'members', value: values.map((id) => ({ value: id })) })),
      ids
        .filter((values) => values.length > 0)
        .map((values) => ({
          op: 'remove',
          path: `members[${values.map((id) => `value eq ${JSON.stringify(id)}`).join(' or ')}]`,
          removed: values,
        })),
    );
    fc.assert(
      fc.property(
        ids,
        fc.array(step, { minLength: 1, maxLength: 6 }),
        reaching((start, steps) => {
          const expected = new Set(start);
          for (const { op, ...rest } of steps) {
            const values = 'removed' in rest ? rest.removed : rest.value.map((member) => member.value);
            if (op === 'replace') expected.clear();
            for (const id of values) op === 'remove' ? expected.delete(id) : expected.add(id);
          }
          const members = [...new Set(start)].map((id) => ({ value: id }));
          const { resource, changed } = applyPatch({ members }, { Operations: steps }, OPTIONS);
          expect(new Set((resource['members'] as JsonObject[]).map((member) => member['value']))).toEqual(
            expected,
          );
          return members.length > 0 && changed;
        }),
      ),
    );
  });

  it.each(['__proto__', 'constructor', 'prototype'])(
    'takes %s for the name of an attribute',
    (dangerousName) => {
      const own = (holder: JsonValue | undefined, key: string) =>
        Object.getOwnPropertyDescriptor(holder ?? {}, key)?.value as JsonValue | undefined;
      const at = `${dangerousName}.polluted`;
      const result = applyPatch({}, { Operations: [{ op: 'add', path: at, value: 'yes' }] }, OPTIONS);
      expect(own(own(result.resource, dangerousName), 'polluted')).toBe('yes');
      const nested = JSON.parse(`{"name":{"${dangerousName}":{"polluted":"yes"}}}`) as JsonObject;
      const second = applyPatch({}, { Operations: [{ op: 'replace', value: nested }] }, OPTIONS);
      expect(own(own(own(second.resource, 'name'), dangerousName), 'polluted')).toBe('yes');
      const third = applyPatch(
        {},
        {
          Operations: [{ op: 'add', path: `emails[${dangerousName} eq "a"].${dangerousName}x`, value: 'b' }],
        },
        OPTIONS,
      );
      expect(own((third.resource['emails'] as JsonObject[])[0], dangerousName)).toBe('a');
      expect(({} as JsonObject)['polluted']).toBeUndefined();
    },
  );
});

function hasTwins(json: JsonValue): boolean {
  if (typeof json !== 'object' || json === null) return false;
  const names = Object.keys(json);
  return (
    new Set(names.map((key) => key.toLowerCase())).size < names.length || Object.values(json).some(hasTwins)
  );
}

function deepFreeze<T extends JsonValue>(json: T): T {
  if (typeof json === 'object' && json !== null) {
    Object.values(json).forEach(deepFreeze);
    Object.freeze(json);
  }
  return json;
}
