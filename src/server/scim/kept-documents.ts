/** Documents that are the same for as long as a configuration is: made once, and known again by their entity tag. */
import { createHash } from 'node:crypto';
import type { SystemDescription } from '../../proxy/description/types.ts';
import type { ProxyResponse } from '../../proxy/types.ts';
import { matchesVersion } from '../../proxy/versions.ts';
import type { JsonObject } from '../../scim/json.ts';
import { BoundedMap } from '../bounded-map.ts';
import type { SystemCall } from './system-call.ts';

interface KeptDocument {
  readonly text: Buffer;
  /** Of the text alone. */
  readonly version: string;
}

/** Of one system; a host may have several names, and each family of URLs has documents of its own. */
const MOST_KEPT = 64;

/** By what they are made of, so that they go with the configuration. */
const kept = new WeakMap<SystemDescription, BoundedMap<KeptDocument>>();

/**
 * @param name of the document among those of the system
 * @param make called where nobody has asked for the document below this URL yet
 */
export function keptDocument(
  { target, ifNoneMatch }: SystemCall,
  name: string,
  make: () => JsonObject,
): ProxyResponse {
  const { text, version } = documentOf(target.system.description, `${name} ${target.baseUrl}`, make);
  if (ifNoneMatch !== undefined && matchesVersion(ifNoneMatch, version)) {
    return { status: 304, version, warnings: [] };
  }
  return { status: 200, text, version, warnings: [] };
}

function documentOf(description: SystemDescription, key: string, make: () => JsonObject): KeptDocument {
  let documents = kept.get(description);
  if (documents === undefined) {
    documents = new BoundedMap(MOST_KEPT);
    kept.set(description, documents);
  }
  const known = documents.get(key);
  if (known !== undefined) return known;
  const text = Buffer.from(JSON.stringify(make()));
  const made = { text, version: createHash('sha256').update(text).digest('base64url') };
  documents.set(key, made);
  return made;
}
