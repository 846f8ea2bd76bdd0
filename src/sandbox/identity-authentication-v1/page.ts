/** Lists: index paging for users and groups, and the cursor for users. */
import type { JsonObject } from '../../scim/json.ts';
import { positionOf } from '../identity-authentication/store/sorted-ids.ts';
import { refused } from './failure.ts';
import { cursorOf, readCursor } from './ids.ts';
import { LIST_RESPONSE } from './urns.ts';

const PAGE_SIZE = 100;
const FIRST = 'initial';
const END = 'end';

export interface Page {
  readonly ids: readonly string[];
  /** All but `Resources`. */
  readonly head: JsonObject;
}

/** @param ids ascending */
export function pageOf(ids: readonly string[], query: URLSearchParams, itemsPerPage: 'size' | 'shown'): Page {
  const count = Math.min(Math.max(numberOf(query, 'count') ?? PAGE_SIZE, 0), PAGE_SIZE);
  const startIndex = Math.max(numberOf(query, 'startIndex') ?? 1, 1);
  const shown = ids.slice(startIndex - 1, startIndex - 1 + count);
  return {
    ids: shown,
    head: {
      schemas: [LIST_RESPONSE],
      totalResults: ids.length,
      // Both were seen: the size of a page with users, what is on it with groups.
      itemsPerPage: itemsPerPage === 'size' ? PAGE_SIZE : shown.length,
      startIndex,
    },
  };
}

/** A cursor means the first user of its page, so that it survives what is created and deleted meanwhile. */
export function cursorPageOf(ids: readonly string[], startId: string, query: URLSearchParams): Page {
  const count = Math.min(Math.max(numberOf(query, 'count') ?? PAGE_SIZE, 0), PAGE_SIZE);
  const from = startId === FIRST ? '' : readCursor(startId);
  if (from === undefined) throw refused(`Invalid startId [${startId}].`);
  const start = positionOf(ids, from);
  const next = ids[start + count];
  return {
    ids: ids.slice(start, start + count),
    head: {
      schemas: [LIST_RESPONSE],
      totalResults: ids.length,
      itemsPerPage: PAGE_SIZE,
      startId,
      nextId: next === undefined ? END : cursorOf(next),
    },
  };
}

function numberOf(query: URLSearchParams, name: string): number | undefined {
  const text = query.get(name);
  if (text === null) return undefined;
  if (!/^-?\d{1,9}$/.test(text)) throw refused(`Invalid value for parameter [${name}].`);
  return Number(text);
}
