/** Ids of entities, which clients put into URLs: what can be one, and when two are the same. */

/** Characters of a decoded id; more is no id of any backend. */
export const LONGEST_ID = 1024;

const UUID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i;
/** What nearly all ids are, and needs no further look. */
const PLAIN = /^[\w-]{1,100}$/;
const CONTROLS = /\p{Cc}/u;
/** Which servers on the way would resolve, encoded or not. */
const DOT_SEGMENT = /(?:^|[/\\])\.{1,2}(?:[/\\]|$)/;

/** Whether the id can be a segment of a URL, the client's and the backend's. */
export function isUsableId(id: unknown): id is string {
  if (typeof id !== 'string') return false;
  if (PLAIN.test(id)) return true;
  return (
    id !== '' && id.length <= LONGEST_ID && id.isWellFormed() && !CONTROLS.test(id) && !DOT_SEGMENT.test(id)
  );
}

/**
 * Ids are compared exactly (RFC 7643 §3.1, `caseExact`), but for UUIDs, which are the same in any case (RFC 9562 §4):
 * backends give them in lower case, however they were asked.
 */
export function isSameId(found: unknown, asked: string): boolean {
  if (found === asked) return true;
  return (
    typeof found === 'string' &&
    found.length === asked.length &&
    UUID.test(asked) &&
    found.toLowerCase() === asked.toLowerCase()
  );
}

/** The same text for ids that are the same: for keys of what there shall be one of for each entity. */
export function idKey(id: string): string {
  return UUID.test(id) ? id.toLowerCase() : id;
}
