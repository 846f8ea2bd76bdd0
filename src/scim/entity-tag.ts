/** Entity tags (RFC 9110 §8.8.3), which `meta.version` repeats (RFC 7643 §3.1). */

/** What may stand between the quotes of an entity tag, as far as it is ASCII, and no longer than {@link HEADER_TEXT}. */
const OPAQUE = /^[\x21\x23-\x7e]{1,512}$/;
/** What any header can carry; longer ones would use up what clients and backends take of headers. */
const HEADER_TEXT = /^[\x20-\x7e\xa0-\xff]{0,512}$/;

/** Whether a version can be sent at all, to a backend that may have its own mind about blanks and the like. */
export function isHeaderText(version: string): boolean {
  return HEADER_TEXT.test(version);
}

/** `3` → `"3"`; `undefined` for a version that no header could carry. */
export function printEntityTag(version: string | undefined): string | undefined {
  return version !== undefined && OPAQUE.test(version) ? `"${version}"` : undefined;
}

/** What stands between the quotes of `"3"` or `W/"3"`; a text without them is taken as it is. */
export function parseEntityTag(text: string): string {
  return text.includes('"') ? (/^(?:W\/)?"(.*)"$/.exec(text.trim())?.[1] ?? text.trim()) : text.trim();
}
