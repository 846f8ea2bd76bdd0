/** Names of attributes are the same in any case (RFC 7643 §2.1). */
import { describe, expect, it } from 'vitest';
import { isJsonObject, type JsonObject, type JsonValue } from '../../../src/scim/json.ts';
import { fc, reaching } from '../../support/property.ts';
import { carriedOver, choices, entity, partOf, URN } from './support.ts';

/** Each name spelled otherwise, by turns. */
function respelled<T extends JsonValue>(value: T, turns: readonly boolean[]): T {
  let at = 0;
  const respell = (each: JsonValue): JsonValue => {
    if (Array.isArray(each)) return each.map(respell);
    if (!isJsonObject(each)) return each;
    return Object.fromEntries(
      Object.entries(each).map(([name, member]) => {
        at += 1;
        return [turns[at % turns.length] === true ? name.toUpperCase() : name, respell(member)];
      }),
    );
  };
  return respell(value) as T;
}

const everyName = <T extends JsonValue>(value: T): T =>
  JSON.parse(JSON.stringify(respelled(value, [true]))) as T;

describe('an entity that spells its names otherwise', () => {
  it('is completed as it is with the same spelling, whatever of it clients see', () => {
    fc.assert(
      fc.property(
        entity,
        choices,
        fc.array(fc.boolean(), { minLength: 1, maxLength: 7 }),
        fc.constantFrom(undefined, 'adds' as const, 'removes' as const),
        fc.boolean(),
        reaching((current, turns, spellings, patch, edited) => {
          const unchanged = partOf(current, turns);
          const body = partOf(unchanged, turns.toReversed());
          const never = ['active', 'name.formatted', `${URN}:status`];
          const given = { body, unchanged, never, patch, edited };
          const same = carriedOver({ ...given, current });
          const otherwise = respelled(current, spellings);
          expect(everyName(carriedOver({ ...given, current: otherwise }))).toEqual(everyName(same));
          return JSON.stringify(otherwise) !== JSON.stringify(current) && Object.keys(body).length > 0;
        }),
      ),
      { numRuns: 1_000 },
    );
  });

  it.each<[string, JsonObject, JsonObject, JsonObject, JsonObject]>([
    ['keeps the spelling of the body', { A: 9 }, { a: 1, B: 2 }, {}, { A: 9, B: 2 }],
    ['keeps two attributes apart that it has', { a: 9 }, { A: 1, a: 2 }, {}, { a: 9, A: 1 }],
    [
      'has no display of another value',
      { l: [{ value: 'y' }] },
      { l: [{ Value: 'x', Display: 'X' }] },
      {},
      { l: [{ value: 'y' }] },
    ],
    [
      'has nothing of another manager',
      { m: { value: 'y' } },
      { m: { Value: 'x', a: 1 } },
      {},
      { m: { value: 'y' } },
    ],
    ['loses the manager as a whole', {}, { m: { Value: 'x', a: 1 } }, { m: { value: 'x' } }, {}],
    ['leaves its references to the backend', {}, { m: { a: 1, $REF: 'r' } }, {}, { m: { a: 1 } }],
    [
      'has one primary value',
      { l: [{ value: 'y', PRIMARY: true }] },
      { l: [{ value: 'x', Primary: true }, { value: 'y' }] },
      { l: [{ value: 'y' }] },
      { l: [{ value: 'x' }, { value: 'y', PRIMARY: true }] },
    ],
  ])('%s', (_, body, current, unchanged, expected) => {
    expect(carriedOver({ body, current, unchanged })).toEqual(expected);
  });
});
