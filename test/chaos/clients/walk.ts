/** A list as a client reads all of it. */
import type { JsonObject } from '../../../src/scim/json.ts';
import type { Call, Told } from './exchange.ts';

export type Endpoint = 'Users' | 'Groups';

/** A list that needs more does not end. */
const MOST_PAGES = 1_000;

export interface Walk {
  readonly endpoint: Endpoint;
  readonly by: 'index' | 'cursor';
  /** Of a page. */
  readonly count: number;
  /** Besides the name. */
  readonly attributes?: string | undefined;
}

/**
 * @param ask resolves with `undefined` where there is no answer
 * @returns the entities in the order of the list; `undefined` where a page could not be had
 */
export async function walk(
  ask: (call: Call) => Promise<Told | undefined>,
  { endpoint, by, count, attributes }: Walk,
): Promise<JsonObject[] | undefined> {
  const entities: JsonObject[] = [];
  const names = ['userName', 'displayName', ...(attributes === undefined ? [] : [attributes])];
  let startIndex = 1;
  let cursor = '';
  for (let page = 1; page <= MOST_PAGES; page += 1) {
    const place = by === 'index' ? `startIndex=${startIndex}` : `cursor=${cursor}`;
    const told = await ask({
      method: 'GET',
      path: `/${endpoint}?count=${count}&${place}&attributes=${names.join(',')}`,
    });
    if (told?.status !== 200) return undefined;
    const { Resources, itemsPerPage, totalResults, nextCursor } = told.body;
    entities.push(...(Resources as JsonObject[]));
    if (by === 'cursor') {
      if (typeof nextCursor !== 'string') return entities;
      cursor = nextCursor;
    } else {
      startIndex += Number(itemsPerPage);
      if (startIndex > Number(totalResults)) return entities;
    }
  }
  throw new Error(`The list ${endpoint} does not end.`);
}
