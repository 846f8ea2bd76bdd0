/** @returns the text as an `error_description` may be (RFC 6749 §5.2, RFC 6750 §3): printable ASCII without quotes and backslashes */
export function describable(text: string): string {
  return text.replace(/[^\x20\x21\x23-\x5b\x5d-\x7e]/g, '?');
}
