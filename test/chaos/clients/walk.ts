/** A list as a client reads all of it. */
import type { JsonObject } from '../../../src/scim/json.ts';
import type { Call, Told } from './exchange.ts';

const COUNT = 100;
/** A list that needs more does not end. */
const MOST_PAGES = 1_000;

/**
 * @param ask resolves with `undefined` where there is no answer
 * @returns the ids in the order of the list; `undefined` where a page could not be had
 */
export async function walk(
  ask: (call: Call) => Promise<Told | undefined>,
  by: 'index' | 'cursor',
  endpoint = 'Users',
): Promise<string[] | undefined> {
  const ids: string[] = [];
  let startIndex = 1;
  let cursor = '';
  for (let page = 1; page <= MOST_PAGES; page += 1) {
    const place = by === 'index' ? `startIndex=${startIndex}` : `cursor=${cursor}`;
    const told = await ask({
      method: 'GET',
      path: `/${endpoint}?count=${COUNT}&${place}&attributes=userName,displayName`,
    });
    if (told?.status !== 200) return undefined;
    const { Resources, itemsPerPage, totalResults, nextCursor } = told.body;
    ids.push(...(Resources as JsonObject[]).map(({ id }) => String(id)));
    if (by === 'cursor') {
      if (typeof nextCursor !== 'string') return ids;
      cursor = nextCursor;
    } else {
      startIndex += Number(itemsPerPage);
      if (startIndex > Number(totalResults)) return ids;
    }
  }
  throw new Error(`The list ${endpoint} does not end.`);
}
