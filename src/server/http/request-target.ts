/** The request target as it came over the wire. Ids are opaque: nothing is decoded or normalized before it is split. */
import { ScimError } from '../../scim/errors.ts';

export interface RequestTarget {
  /** Still percent-encoded. */
  readonly path: string;
  /** Behind the question mark, still percent-encoded. */
  readonly query: string;
}

/** Splits origin-form (`/path?query`) and absolute-form (`http://host/path?query`, RFC 9112 §3.2.2). */
export function splitTarget(target: string): RequestTarget {
  const rest = target.startsWith('/') ? target : behindAuthority(target);
  const end = rest.search(/[?#]/);
  if (end === -1) return { path: rest, query: '' };
  const fragment = rest.indexOf('#', end);
  return {
    path: rest.slice(0, end),
    query: rest.slice(end + 1, fragment === -1 ? undefined : Math.max(fragment, end + 1)),
  };
}

function behindAuthority(target: string): string {
  const absolute = /^https?:\/\/[^/?#]*/i.exec(target);
  return absolute === null ? target : target.slice(absolute[0].length) || '/';
}

/**
 * Decodes one path segment or query part, exactly once.
 *
 * @throws ScimError 400 for a broken escape, bytes that are no UTF-8, and NUL
 */
export function decodePart(encoded: string, what: string): string {
  let decoded: string;
  try {
    decoded = decodeURIComponent(encoded);
  } catch {
    throw new ScimError(400, `${what} is not percent-encoded UTF-8; encode a percent sign itself as %25.`, {
      scimType: 'invalidValue',
    });
  }
  if (decoded.includes('\0')) {
    throw new ScimError(400, `${what} contains a NUL character (%00).`, { scimType: 'invalidValue' });
  }
  return decoded;
}
