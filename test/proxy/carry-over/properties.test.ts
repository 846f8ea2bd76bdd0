/** A full update takes away what the client could see and left out, and nothing else. */

import { describe, expect, it } from 'vitest';
import { isJsonObject, type JsonObject, type JsonValue } from '../../../src/scim/json.ts';
import { deepFreeze } from '../../scim/names/spelling.ts';
import { fc, reaching } from '../../support/property.ts';
import { carriedOver, choices, entity, partOf, URN } from './support.ts';

const NEVER = ['active', 'name.formatted', `${URN}:status`, `${URN}:manager.displayName`];

/** The entity without what is never carried over, unless the body says it. */
function without(current: JsonObject, body: JsonObject, never: readonly string[], path = ''): JsonObject {
  const entries = Object.entries(current).flatMap(([name, value]): [string, JsonValue][] => {
    const said = Object.hasOwn(body, name) ? body[name] : undefined;
    if (said === undefined && never.includes(path + name)) return [];
    if (!isJsonObject(value)) return [[name, value]];
    const below = `${path}${name}${path === '' && name.includes(':') ? ':' : '.'}`;
    return [[name, without(value, isJsonObject(said) ? said : {}, never, below)]];
  });
  return Object.fromEntries(entries);
}

describe('PUT of what GET gave', () => {
  it('leaves the entity as it is, whatever of it clients see', () => {
    fc.assert(
      fc.property(
        entity,
        fc.oneof(
          choices,
          choices.map((turns) => [...turns, 0]),
        ),
        reaching((current, turns) => {
          const view = partOf(current, turns);
          deepFreeze([current, view]);
          expect(carriedOver({ body: view, current, unchanged: view })).toEqual(current);
          expect(carriedOver({ body: view, current, unchanged: view, edited: true })).toEqual(current);
          return Object.keys(view).length > 0 && JSON.stringify(view) !== JSON.stringify(current);
        }),
      ),
      { numRuns: 1_000 },
    );
  });

  it('repeats nothing of what must not be repeated', () => {
    fc.assert(
      fc.property(
        entity,
        choices.map((turns) => [...turns, 0]),
        reaching((current, turns) => {
          const view = partOf(current, turns);
          // Only one level below what nobody sees is looked at.
          fc.pre(Object.hasOwn(view, URN) || !JSON.stringify(current).includes('displayName'));
          const merged = carriedOver({ body: view, current, unchanged: view, never: NEVER });
          expect(stripped(merged)).toEqual(stripped(without(current, view, NEVER)));
          return JSON.stringify(merged) !== JSON.stringify(current);
        }),
      ),
      { numRuns: 500 },
    );
  });

  it('gives the body itself where there is nothing to add', () => {
    fc.assert(
      fc.property(
        entity,
        reaching((current) => {
          const body = structuredClone(current);
          expect(carriedOver({ body, current, unchanged: structuredClone(current) })).toBe(body);
          return Object.keys(current).length > 1;
        }),
      ),
    );
  });
});

/** Objects that are left empty are as good as none. */
function stripped(value: JsonObject): JsonObject {
  const entries = Object.entries(value).map(([name, member]): [string, JsonValue] => [
    name,
    isJsonObject(member) ? stripped(member) : member,
  ]);
  return Object.fromEntries(
    entries.filter(([, member]) => !(isJsonObject(member) && Object.keys(member).length === 0)),
  );
}

/** Places of single values; whom a manager is follows from one of them. */
function leaves(value: JsonObject, place: readonly string[] = []): (readonly string[])[] {
  return Object.entries(value).flatMap(([name, member]) => {
    if (isJsonObject(member)) return name === 'manager' ? [] : leaves(member, [...place, name]);
    return Array.isArray(member) ? [] : [[...place, name]];
  });
}

function withoutPlace(value: JsonObject, [name = '', ...rest]: readonly string[]): JsonObject {
  const { [name]: member, ...others } = value;
  return isJsonObject(member) && rest.length > 0 ? { ...value, [name]: withoutPlace(member, rest) } : others;
}

describe('what the client could see and leaves out', () => {
  it('is gone, and nothing else', () => {
    fc.assert(
      fc.property(
        entity,
        choices,
        fc.nat(),
        reaching((current, turns, pick) => {
          const view = partOf(current, turns);
          const places = leaves(view);
          const place = places[pick % Math.max(1, places.length)];
          if (place === undefined) return false;
          const merged = carriedOver({ body: withoutPlace(view, place), current, unchanged: view });
          expect(stripped(merged)).toEqual(stripped(withoutPlace(current, place)));
          return true;
        }),
      ),
      { numRuns: 800 },
    );
  });

  it('of a list are the values that it saw, or all that it saw of the list', () => {
    fc.assert(
      fc.property(
        entity,
        choices,
        fc.nat(),
        fc.boolean(),
        reaching((current, turns, pick, whole) => {
          const view = partOf(current, turns);
          const list = ['emails', 'addresses', 'tags'].find(
            (name) => ((view[name] ?? []) as JsonValue[]).length > 0,
          );
          if (list === undefined) return false;
          const shown = view[list] as JsonValue[];
          const all = current[list] as JsonValue[];
          const at = pick % shown.length;
          const { [list]: _, ...others } = view;
          const body = whole ? others : { ...view, [list]: shown.toSpliced(at, 1) };
          // Of all the lists that are shown, what is shown are the first values.
          const left = whole ? all.slice(shown.length) : all.toSpliced(at, 1);
          const merged = carriedOver({ body, current, unchanged: view });
          expect(merged[list] ?? []).toEqual(left);
          return true;
        }),
      ),
      { numRuns: 800 },
    );
  });
});

describe('what the client says', () => {
  it('stays as it is, null and empty lists included', () => {
    const wish = fc.dictionary(
      fc.constantFrom('title', 'active', 'name', 'emails', 'addresses', 'tags', 'custom', 'other'),
      fc.constantFrom<JsonValue>(null, [], 'new', 7, false, { x: 1 }),
      { noNullPrototype: true },
    );
    fc.assert(
      fc.property(
        entity,
        choices,
        wish,
        reaching((current, turns, said) => {
          const view = partOf(current, turns);
          const merged = carriedOver({ body: said, current, unchanged: view });
          for (const [name, value] of Object.entries(said)) {
            if (isJsonObject(value)) expect(merged[name]).toMatchObject(value);
            else if (!Array.isArray(value)) expect(merged[name]).toEqual(value);
          }
          // An empty list takes away the values that the client could see.
          for (const name of ['emails', 'addresses', 'tags'].filter((list) => Array.isArray(said[list]))) {
            const shown = Array.isArray(view[name]) ? view[name].length : 0;
            const all = (current[name] ?? []) as JsonValue[];
            expect(merged[name]).toEqual(shown === 0 && !Object.hasOwn(view, name) ? [] : all.slice(shown));
          }
          return Object.keys(said).some((name) => Object.hasOwn(current, name));
        }),
      ),
      { numRuns: 500 },
    );
  });
});
