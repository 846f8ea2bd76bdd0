/** Ids that go into URLs: which can be any, and how many fit. */
import { encodeText } from '../http/base-url.ts';

/** Characters. GUIDs have 36. */
const LONGEST_ID = 200;
/** Characters of ids in a URL, which stays below 8 kB with the rest of it. */
const MOST_ENCODED = 6_500;

/** Whether the UAA may have given such an id. */
export function mayBeId(id: string): boolean {
  return id.length <= LONGEST_ID && id.isWellFormed();
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
