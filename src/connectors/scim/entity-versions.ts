/**
 * Versions of entities (RFC 7644 §3.14). Clients get and send them as strong entity tags; servers may have weak ones, and many
 * compare letter by letter.
 */
import { parseEntityTag } from '../../scim/entity-tag.ts';
import { isJsonObject, type JsonObject } from '../../scim/json.ts';
import type { ResponseHeaders } from '../http/exchange.ts';

const WEAK = /^\s*W\//;

export class EntityVersions {
  /** How the server writes its tags, as far as any was seen. */
  #areWeak = false;

  /** The version of an entity without quotes: its `meta.version`, else the `ETag`, to which a compressing server may have added. */
  of(entity: JsonObject, headers: ResponseHeaders): string | undefined {
    const { meta } = entity;
    const version = isJsonObject(meta) ? meta['version'] : undefined;
    if (typeof version === 'number') return String(version);
    const text = typeof version === 'string' && version !== '' ? version : headers['etag'];
    if (text === undefined) return undefined;
    this.#areWeak = WEAK.test(headers['etag'] ?? text);
    return parseEntityTag(text).replace(/-gzip$/, '') || undefined;
  }

  /** The client's `If-Match` in the server's form. */
  condition(ifMatch: string): string {
    if (!this.#areWeak) return ifMatch;
    return ifMatch.replaceAll(/(^|,\s*)(?=")/g, '$1W/');
  }
}
