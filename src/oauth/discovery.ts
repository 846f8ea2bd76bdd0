/** Finds the keys of an issuer by its metadata (OpenID Connect Discovery 1.0 §4, RFC 8414 §3). */
import { isJsonObject } from '../scim/json.ts';
import type { GetDocument } from './documents.ts';

/** @returns the URLs at which an issuer's metadata may be, in the order in which they are asked for */
function metadataUrls(issuer: string): string[] {
  const base = issuer.replace(/\/+$/, '');
  const { origin } = new URL(issuer);
  return [
    `${base}/.well-known/openid-configuration`,
    `${origin}/.well-known/oauth-authorization-server${base.slice(origin.length)}`,
  ];
}

/**
 * @param isProtected whether keys may be read from a URL
 * @returns the URL of its keys
 * @throws Error that says why they cannot be found
 */
export async function discoverKeys(
  issuer: string,
  get: GetDocument,
  isProtected: (url: string) => boolean,
  requestId?: string,
): Promise<string> {
  const failures: string[] = [];
  for (const url of metadataUrls(issuer)) {
    let text: string;
    try {
      text = await get(url, requestId);
    } catch (error) {
      failures.push(error instanceof Error ? error.message : String(error));
      continue;
    }
    return keysUrl(parseObject(text), { issuer, url, isProtected });
  }
  throw new Error(failures.join('; '));
}

interface Asked {
  readonly issuer: string;
  readonly url: string;
  readonly isProtected: (url: string) => boolean;
}

function keysUrl(metadata: Readonly<Record<string, unknown>>, { issuer, url, isProtected }: Asked): string {
  const { issuer: said, jwks_uri: keys } = metadata;
  // RFC 8414 §3.3: somebody else's keys could come in by it.
  if (said !== issuer) throw new Error(`the metadata at ${url} are those of another issuer`);
  if (typeof keys !== 'string') throw new Error(`the metadata at ${url} name no keys (jwks_uri)`);
  if (!isProtected(keys)) throw new Error(`the metadata at ${url} have keys at a URL that is not https`);
  return keys;
}

function parseObject(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return isJsonObject(value) ? value : {};
  } catch {
    return {};
  }
}
