/** Entities as clients see them and as the write transformation takes them, side by side. */
import { ScimError } from '../scim/errors.ts';
import type { JsonObject } from '../scim/json.ts';
import { canonicalNames } from '../scim/names/canonical.ts';
import type { Place } from './differences.ts';
import type { ProxiedEntity } from './entity.ts';

/** What the service provider gives (RFC 7643 §3.1), and `active`, which has a sentence of its own. */
const NOT_ASKED: ReadonlySet<string> = new Set(['id', 'schemas', 'meta', 'active']);

/**
 * The write transformation may read a name in another spelling than the read transformation writes it.
 *
 * @param shown without `meta`
 * @returns the same object where nothing is called otherwise
 */
export function inClientsNames({ vocabulary, links }: ProxiedEntity, shown: JsonObject): JsonObject {
  try {
    return canonicalNames(links.toBackend(shown), vocabulary.names);
  } catch (error) {
    if (error instanceof ScimError) return shown;
    throw error;
  }
}

/** Nobody asks for `meta`; the URL in it alone would have every text of the entity looked at for others. */
export function withoutMeta({ meta: _, ...others }: JsonObject): JsonObject {
  return others;
}

/** Places of the entity that no mapping takes to the backend. @param input in canonical names */
export function uncarriedPlaces(
  { write }: ProxiedEntity,
  input: JsonObject,
  operation: 'create' | 'update',
): readonly Place[] {
  return write === undefined ? [] : write.uncarried(input, operation).filter((place) => !isOthers(place));
}

/** Places that no client asks for, and `active`, which has a sentence of its own. */
export function isOthers([first]: Place): boolean {
  return NOT_ASKED.has(String(first));
}
