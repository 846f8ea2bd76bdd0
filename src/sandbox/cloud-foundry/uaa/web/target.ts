/** What is refused for its request line alone, before anybody asks who calls or what for. */
import type { StandInRequest } from '../../../kit/message.ts';

/** The web server refuses what it cannot read, the UAA's firewall behind it what could be meant to deceive. */
export type Refusal = 'web server' | 'firewall';

/** Characters that a request target has only escaped (RFC 9112 §3.2); queries are read more strictly than paths. */
const NO_PATH = /[^!$-;=?-Z[\]_a-z~]/;
const NO_QUERY = /[^!$-;=?-Z_a-z~]/;
const BROKEN_ESCAPE = /%(?![\da-f]{2})/i;
/** An escaped slash, backslash or NUL. */
const NEVER_IN_PATH = /%2f|%5c|%00/i;
/** `;`, `//`, an escaped full stop or percent sign, the ends of lines: each as such or escaped. */
const DECEPTIVE = /;|%3b|\/\/|%2e|%25|%0[ad]|%e2%80%a[89]/i;
/** A segment `.` or `..` is for the client to resolve. */
const NOT_NORMALIZED = /\/\.{1,2}(?:\/|$)/;
const METHODS = new Set(['DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT']);

/** Why the request goes no further; `undefined` where it does. */
export function refusalOf({ method, path, query }: StandInRequest): Refusal | undefined {
  if (NO_PATH.test(path) || NO_QUERY.test(query)) return 'web server';
  // Path parameters are cut off before the path is read.
  const read = path.replace(/;[^/]*/g, '');
  if (BROKEN_ESCAPE.test(read) || NEVER_IN_PATH.test(read) || climbsOut(read)) return 'web server';
  const firewall = !METHODS.has(method) || DECEPTIVE.test(path) || NOT_NORMALIZED.test(path);
  return firewall ? 'firewall' : undefined;
}

/** The text behind percent escapes; bytes that are no UTF-8 become U+FFFD. */
export function decodeSegment(segment: string): string {
  if (!segment.includes('%')) return segment;
  const bytes = segment.replace(/%([\da-f]{2})/gi, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
  return Buffer.from(bytes, 'latin1').toString('utf8');
}

function climbsOut(path: string): boolean {
  let depth = 0;
  for (const segment of path.split('/').slice(1)) {
    const text = decodeSegment(segment);
    if (text === '..') depth -= 1;
    else if (text !== '' && text !== '.') depth += 1;
    if (depth < 0) return true;
  }
  return false;
}
