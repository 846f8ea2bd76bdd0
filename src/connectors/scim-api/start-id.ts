/** Cursors of Identity Authentication: `startId` is the id of the first entity of a page, which no other one that comes or goes moves. */
import { ScimError } from '../../scim/errors.ts';
import { type Backend, describeBackend } from '../http/backend.ts';
import type { EntityList } from './answers.ts';

export const FIRST_ID = 'initial';
/** `nextId` of the last page. */
export const END_ID = 'end';

/** The part of a query that says where a page begins. @param cursor as in `ListQuery` */
export function beginning(
  startIndex: number,
  cursor: string | undefined,
): { readonly startIndex: number } | { readonly startId: string } {
  if (cursor === undefined) return { startIndex };
  return { startId: cursor === '' ? FIRST_ID : cursor };
}

/**
 * As in `ListPage`.
 *
 * @param cursor as in `ListQuery`
 * @throws ScimError 502 where the answer does not say whether there is more: it would look like the end
 */
export function nextCursorOf(
  { nextId, entities, total }: EntityList,
  cursor: string | undefined,
  backend: Backend,
): string | undefined {
  if (cursor === undefined || nextId === END_ID) return undefined;
  if (nextId !== undefined) return nextId;
  if (cursor === '' && entities.length === total) return undefined;
  throw new ScimError(
    502,
    `${describeBackend(backend)} was asked for a list by startId, and answered without the nextId that leads to the next page. Page by startIndex.`,
  );
}
