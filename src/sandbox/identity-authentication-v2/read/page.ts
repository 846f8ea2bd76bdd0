/** One page of a list: by index, or by the id of its first row, which inserts and deletes do not move. */

import { positionOf } from '../../identity-authentication/store/sorted-ids.ts';
import { Failure, invalidValue } from '../failure.ts';

export const LARGEST_PAGE = 100;
const MOST = 2_147_483_647;
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export interface PageQuery {
  readonly startIndex: number;
  /** `initial`, `end`, or an id; absent: paging by index. */
  readonly startId: string | undefined;
  readonly count: number;
}

/** Texts as a client sent them. @throws {Failure} 400 `invalidValue` */
export function parsePageQuery(
  startIndex: string | undefined,
  startId: string | undefined,
  count: string | undefined,
): PageQuery {
  const id = startId === '' ? undefined : startId;
  if (id !== undefined && id !== 'initial' && id !== 'end' && !UUID.test(id)) {
    throw new Failure(400, 'invalidValue', `"${id}" is not a valid startId!`);
  }
  return {
    startIndex: Math.max(1, parseNumber(startIndex ?? '1', 'StartIndex')),
    startId: id,
    count: Math.min(LARGEST_PAGE, Math.max(0, parseNumber(count ?? String(LARGEST_PAGE), 'Count'))),
  };
}

function parseNumber(text: string, name: string): number {
  const number = /^[+-]?\d{1,10}$/.test(text) ? Number(text) : Number.NaN;
  if (!(Math.abs(number) <= MOST)) throw invalidValue(`${name} is not a numeric value or is out of range.`);
  return number;
}

export interface Page {
  readonly ids: readonly string[];
  /** How the list response says where this page is. */
  readonly position: { startIndex: number } | { startId: string; nextId: string };
}

/** @param ids of everything that matches, ascending */
export function pageOf(ids: readonly string[], { startIndex, startId, count }: PageQuery): Page {
  if (startId === undefined) {
    return { ids: ids.slice(startIndex - 1, startIndex - 1 + count), position: { startIndex } };
  }
  const start = startId === 'initial' ? 0 : startId === 'end' ? ids.length : positionOf(ids, startId);
  return {
    ids: ids.slice(start, start + count),
    position: { startId, nextId: ids[start + count] ?? 'end' },
  };
}
