/**
 * Versions of entities (RFC 7644 §3.14). Clients get and send them as strong entity tags; servers may have weak ones, and many
 * compare letter by letter.
 */
import { parseEntityTag } from '../../scim/entity-tag.ts';
import { isJsonObject, type JsonObject } from '../../scim/json.ts';
import type { CallContext } from '../connector.ts';
import type { ResponseHeaders } from '../http/exchange.ts';
import type { ServiceProviderConfig } from './service-provider-config.ts';

const WEAK = /^\s*W\//;

export class EntityVersions {
  readonly #config: ServiceProviderConfig;
  /** How the server writes its tags, as far as any was seen. */
  #areWeak = false;

  constructor(config: ServiceProviderConfig) {
    this.#config = config;
  }

  /**
   * The version of an entity without quotes: its `meta.version`, else the `ETag`, to which a compressing server may have added.
   * HTTP servers make an `ETag` of each answer, which tells answers apart and not entities, and look at no `If-Match`: one
   * alone is no version where the server has none by its own word.
   */
  async of(entity: JsonObject, headers: ResponseHeaders, context: CallContext): Promise<string | undefined> {
    const { meta } = entity;
    const version = isJsonObject(meta) ? meta['version'] : undefined;
    if (typeof version === 'number') return String(version);
    const isOwn = typeof version === 'string' && version !== '';
    const text = isOwn ? version : headers['etag'];
    if (text === undefined) return undefined;
    if (!isOwn && (await this.#config.features(context)).etag === false) return undefined;
    this.#areWeak = WEAK.test(headers['etag'] ?? text);
    return parseEntityTag(text).replace(/-gzip$/, '') || undefined;
  }

  /** The client's `If-Match` in the server's form. */
  condition(ifMatch: string): string {
    if (!this.#areWeak) return ifMatch;
    return ifMatch.replaceAll(/(^|,\s*)(?=")/g, '$1W/');
  }
}
