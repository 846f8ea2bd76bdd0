/** Short ways to carry over, entities, and what transformations may show of them. */

import { type CarryOverInput, carryOver } from '../../../src/proxy/carry-over/carry-over.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../../../src/scim/json.ts';
import { fc } from '../../support/property.ts';

export const URN = 'urn:acme:schemas:extension:x:2.0:User';

interface Given {
  readonly body: JsonObject;
  readonly current: JsonObject;
  /** Default: what the body says. */
  readonly said?: JsonObject;
  /** Default: nothing is seen. */
  readonly unchanged?: JsonObject | undefined;
  readonly scope?: CarryOverInput['options']['scope'];
  readonly never?: readonly string[];
  readonly edited?: boolean;
  /** Default: nothing that is not seen. */
  readonly mayShow?: CarryOverInput['mayShow'];
  /** Default: a PUT. */
  readonly patch?: CarryOverInput['patch'];
}

export function carriedOver({
  body,
  current,
  said = body,
  unchanged,
  scope = 'everything',
  never = [],
  edited = false,
  mayShow = () => false,
  patch,
}: Given): JsonObject {
  return carryOver({
    body,
    said,
    current,
    unchanged,
    options: { scope, never: new Set(never) },
    mayShow,
    edited,
    patch,
  });
}

const scalar = fc.constantFrom<JsonValue>('a', 'b', '', 0, 1, true, false);

/** Some of the members, never in another order. */
function some(members: Record<string, fc.Arbitrary<JsonValue>>): fc.Arbitrary<JsonObject> {
  const arbitraries = Object.entries(members).map(([name, value]) =>
    fc.option(value.map((member) => [name, member] as const)),
  );
  return fc.tuple(...arbitraries).map((pairs) => Object.fromEntries(pairs.filter((pair) => pair !== null)));
}

/** Values that are told apart by their `value`, by their type, or by nothing at all. */
const emails = fc
  .uniqueArray(fc.constantFrom('w', 'x', 'y', 'z'), { maxLength: 3 })
  .chain((values) =>
    fc.tuple(
      ...values.map((value) =>
        some({ type: scalar, display: scalar, verified: scalar }).map((rest) => ({ value, ...rest })),
      ),
    ),
  );
const addresses = fc
  .uniqueArray(fc.constantFrom('work', 'home', 'other'), { maxLength: 3 })
  .chain((types) =>
    fc.tuple(
      ...types.map((type) => some({ country: scalar, locality: scalar }).map((rest) => ({ type, ...rest }))),
    ),
  );
const tags = fc.uniqueArray(fc.constantFrom('p', 'q', 'r'), { maxLength: 3 });

/** An entity as a backend has it. */
export const entity: fc.Arbitrary<JsonObject> = some({
  title: scalar,
  active: scalar,
  name: some({ given: scalar, family: scalar, formatted: scalar }),
  emails,
  addresses,
  tags,
  custom: fc.constantFrom<JsonValue>({ deep: { er: 1, more: 2 } }, { deep: {} }),
  [URN]: some({
    status: scalar,
    department: scalar,
    manager: some({ value: fc.constant('m'), displayName: scalar }),
    emails,
  }),
});

/** How a transformation shows one value, by turns: not at all, whole, or in part. */
export const choices: fc.Arbitrary<number[]> = fc.array(fc.nat(5), { minLength: 1, maxLength: 12 });

/**
 * What transformations let clients see and write of an entity: of lists the same part of each value, or some of the
 * values. What tells the values of a list apart is always seen.
 */
export function partOf(current: JsonObject, turns: readonly number[]): JsonObject {
  let at = 0;
  const turn = () => {
    at += 1;
    return turns[at % turns.length] ?? 0;
  };
  const some = (value: JsonObject, keep: readonly string[] = []): JsonObject => {
    const entries = Object.entries(value).flatMap(([name, member]): [string, JsonValue][] => {
      const how = keep.includes(name) ? 1 : turn();
      if (how === 0) return [];
      if (how <= 2 || typeof member !== 'object' || member === null) return [[name, member]];
      return [[name, Array.isArray(member) ? someOf(member) : some(member)]];
    });
    return Object.fromEntries(entries);
  };
  const someOf = (list: JsonValue[]): JsonValue[] => {
    if (turn() === 0) return list.slice(0, 1);
    const hidden = new Set(['type', 'display', 'verified', 'country', 'locality'].filter(() => turn() === 0));
    return list.map((element) => {
      if (!isJsonObject(element)) return element;
      const telling = Object.hasOwn(element, 'value') ? 'value' : 'type';
      return Object.fromEntries(
        Object.entries(element).filter(([name]) => name === telling || !hidden.has(name)),
      );
    });
  };
  return some(current);
}
