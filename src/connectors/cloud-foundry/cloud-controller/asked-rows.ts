/**
 * Whether rows are those that a list was asked for. Roles are removed by what these lists say, and members shown: a row of
 * another user or place must never be taken for one of the wanted.
 */
import type { JsonObject } from '../../../scim/json.ts';
import { textAt } from '../../../scim/json-access.ts';

type Query = Readonly<Record<string, string | undefined>>;

/** Where the row says what a parameter asks for. Names are compared by those who ask for them. */
const PLACES: Readonly<Record<string, readonly string[]>> = {
  guids: ['guid'],
  types: ['type'],
  user_guids: ['relationships', 'user', 'data', 'guid'],
  organization_guids: ['relationships', 'organization', 'data', 'guid'],
  space_guids: ['relationships', 'space', 'data', 'guid'],
};

/** @param query values as comma lists, each value encoded */
export function askedRows(query: Query): (row: JsonObject) => boolean {
  const tests = Object.entries(PLACES).flatMap(([name, path]) => {
    const list = query[name];
    if (list === undefined) return [];
    const values = new Set(list.split(',').map(decoded));
    return [(row: JsonObject) => values.has(textAt(row, ...path)?.toLowerCase() ?? '')];
  });
  return (row) => tests.every((test) => test(row));
}

/** GUIDs are compared as databases do that know no case. */
function decoded(value: string): string {
  try {
    return decodeURIComponent(value).toLowerCase();
  } catch {
    return value.toLowerCase();
  }
}
