/** `If-Match` and `If-None-Match` (RFC 9110 §13), for a tenant that looks at them. */
import { Failure } from '../failure.ts';

/** @param version of the entity as it is; some old users have none @throws {Failure} 412 */
export function requireMatch(header: string | undefined, version: string | undefined): void {
  if (header === undefined || header.trim() === '*') return;
  if (version === undefined || !tags(header).includes(version)) {
    throw new Failure(412, undefined, 'The version of the resource does not match');
  }
}

export function isKnown(header: string | undefined, version: string | undefined): boolean {
  if (header === undefined || version === undefined) return false;
  return header.trim() === '*' || tags(header).includes(version);
}

/** Versions without quotes, weakness, and the suffix of compressed answers. */
function tags(header: string): string[] {
  return Array.from(header.matchAll(/"([^"]*)"/g), ([, tag = '']) => tag.replace(/-gzip$/, ''));
}
