/** Ids that go into URLs: which can be any, and how many fit. */
import { encodeText } from '../http/base-url.ts';

/** The UAA gives GUIDs; of others its web server refuses what could mean something in a URL, with 400 in place of 404. */
const ID = /^[\w-]{1,200}$/;
/** Characters of ids in a URL, which stays below 8 kB with the rest of it. */
const MOST_ENCODED = 6_500;

/** Whether the UAA may have given such an id. */
export function mayBeId(id: string): boolean {
  return ID.test(id);
}

/**
 * @param most ids of a batch
 * @param write the id as it stands in the query, before the query is percent-encoded
 */
export function batchesByLength(
  ids: Iterable<string>,
  most: number,
  write: (id: string) => string,
): string[][] {
  const all: string[][] = [];
  let room = 0;
  for (const id of ids) {
    const length = encodeText(write(id)).length;
    const last = all.at(-1);
    if (last === undefined || last.length === most || length > room) {
      all.push([id]);
      room = MOST_ENCODED - length;
    } else {
      last.push(id);
      room -= length;
    }
  }
  return all;
}
