/**
 * URLs in entities. Those of the backend never reach a client, which would send its credentials of the proxy there: they
 * become the proxy's, or are left out. On the way back they become the backend's again. The one place for both.
 */
import type { BackendUrls } from '../connectors/connector.ts';
import { isUsableId } from '../scim/entity-id.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../scim/json.ts';

/** How the ids of one endpoint are turned. */
export interface LinkedEndpoint {
  readonly entityType: string;
  /** E.g. `Users`. */
  readonly endpoint: string;
  /** From the backend's id to the client's. */
  sourceId(backendId: string): string | undefined;
  /** From the client's id to the backend's. */
  targetId(clientId: string): string | undefined;
}

/** Two functions that leave an entity as it is where no URL of theirs is in it. */
export interface Links {
  /** @param baseUrl of the system in the URL family that was asked */
  toClient(resource: JsonObject, baseUrl: string): JsonObject;
  toBackend(entity: JsonObject): JsonObject;
}

const REFERENCE = '$ref';
const SMALL_H = 0x68;
const BLANK = 0x20;

/** @param urls absent: the backend's entities have no URLs */
export function createLinks(
  systemId: string,
  urls: BackendUrls | undefined,
  endpoints: readonly LinkedEndpoint[],
): Links {
  if (urls === undefined) return { toClient: (resource) => resource, toBackend: (entity) => entity };
  const bases = urls.bases.map((base) => addressOf(new URL(base)));
  const [collectionsBase = ''] = urls.bases;
  // Tenants have several host names: what counts for a reference is its end.
  const collectionsPath = bases[0]?.path ?? '';
  const toClient = new Map<string, LinkedEndpoint>();
  const toBackend = new Map<string, { readonly link: LinkedEndpoint; readonly collection: string }>();
  for (const link of endpoints) {
    const collection = urls.collections[link.entityType];
    if (collection === undefined) continue;
    toClient.set(collection.toLowerCase(), link);
    toBackend.set(link.endpoint, { link, collection });
  }
  // Behind whatever host and URL family a client knows the proxy by.
  const ownPath = `/v1/scim/${encodeURIComponent(systemId)}/`;

  const clientUrl = (url: string, baseUrl: string): string | undefined => {
    const [collection, id] = lastSegments(url.trim());
    const link = collection === undefined ? undefined : toClient.get(collection.toLowerCase());
    const clientId = link === undefined || id === undefined ? undefined : link.sourceId(id);
    if (link === undefined || !isUsableId(clientId)) return undefined;
    return `${baseUrl}/${encodeURIComponent(link.endpoint)}/${encodeURIComponent(clientId)}`;
  };
  const backendUrl = (url: string): string | undefined => {
    // Nothing but the endpoint and the id may follow.
    const [endpoint, id, ...more] = (url.trim().split(ownPath, 2)[1] ?? '')
      .replace(/[?#].*$/s, '')
      .replace(/\/$/, '')
      .split('/')
      .map(decoded);
    const found = endpoint === undefined ? undefined : toBackend.get(endpoint);
    const backendId = found === undefined || id === undefined ? undefined : found.link.targetId(id);
    if (found === undefined || !isUsableId(backendId) || more.length > 0) return undefined;
    return `${collectionsBase}/${found.collection}/${encodeURIComponent(backendId)}`;
  };
  const isBackends = (text: string, name: string): boolean => {
    const url = isAbsolute(text) ? URL.parse(text.trim()) : null;
    if (url === null) return name === REFERENCE;
    const address = addressOf(url);
    if (bases.some((base) => isBelow(address, base))) return true;
    return name === REFERENCE && collectionsPath !== '' && address.path.includes(`${collectionsPath}/`);
  };
  const isOurs = (text: string): boolean => isAbsolute(text) && text.includes(ownPath);

  return {
    toClient: (resource, baseUrl) =>
      mayLink(resource, '')
        ? mapTexts(resource, (text, name) => (isBackends(text, name) ? clientUrl(text, baseUrl) : text))
        : resource,
    toBackend: (entity) =>
      mayLink(entity, '')
        ? mapTexts(entity, (text, name) =>
            isOurs(text) ? (backendUrl(text) ?? (name === REFERENCE ? undefined : text)) : text,
          )
        : entity,
  };
}

/** Where a URL leads, however it is written; the scheme does not matter. */
interface Address {
  readonly host: string;
  /** Lower case, without a slash at the end. */
  readonly path: string;
}

/** The parser has put the host into lower case and left a default port out. */
function addressOf({ hostname, port, pathname }: URL): Address {
  const isDefault = port === '' || port === '443' || port === '80';
  return {
    host: isDefault ? hostname : `${hostname}:${port}`,
    // Only from the first slash of a row: the time for a link in a body must not grow with the square of its length.
    path: pathname.toLowerCase().replace(/(?<!\/)\/+$/, ''),
  };
}

function isBelow({ host, path }: Address, base: Address): boolean {
  return host === base.host && (path === base.path || path.startsWith(`${base.path}/`));
}

function isAbsolute(text: string): boolean {
  return mayBeUrl(text) && /^\s*https?:\/\//i.test(text);
}

/** Looks at every text of every answer: most entities have none that could be a URL, and are done with it. */
function mayLink(value: JsonValue, name: string): boolean {
  if (typeof value === 'string') return mayBeUrl(value) || name === REFERENCE;
  if (typeof value !== 'object' || value === null) return false;
  if (Array.isArray(value)) {
    // A closure for each list would cost more than all else here.
    for (const element of value) if (mayLink(element, name)) return true;
    return false;
  }
  for (const member in value) if (mayLink(value[member] as JsonValue, member)) return true;
  return false;
}

/** A blank in front is forgiven by those who follow links. */
function mayBeUrl(text: string): boolean {
  const first = text.charCodeAt(0);
  return (first | 0x20) === SMALL_H || first <= BLANK;
}

/** `…/Users/a%20b` → `Users` and `a b`. */
function lastSegments(url: string): [collection?: string | undefined, id?: string | undefined] {
  const match = /(?:^|\/)([^/?#]+)\/([^/?#]+)\/?(?:[?#].*)?$/.exec(url);
  return match === null ? [] : [decoded(match[1] ?? ''), decoded(match[2] ?? '')];
}

function decoded(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined;
  }
}

type MapText = (text: string, name: string) => string | undefined;

/** What has to change is copied, the rest is shared; `undefined` leaves the text out. */
function mapTexts(object: JsonObject, map: MapText): JsonObject {
  let copy: JsonObject | undefined;
  for (const name in object) {
    const value = object[name] as JsonValue;
    const mapped = mapValue(value, name, map);
    if (mapped === value) continue;
    copy ??= { ...object };
    if (mapped === undefined) delete copy[name];
    else copy[name] = mapped;
  }
  return copy ?? object;
}

function mapValue(value: JsonValue, name: string, map: MapText): JsonValue | undefined {
  if (typeof value === 'string') return map(value, name);
  if (Array.isArray(value)) return mapList(value, name, map);
  return isJsonObject(value) ? mapTexts(value, map) : value;
}

function mapList(values: JsonValue[], name: string, map: MapText): JsonValue[] {
  let copy: (JsonValue | undefined)[] | undefined;
  for (const [index, value] of values.entries()) {
    const mapped = mapValue(value, name, map);
    if (mapped === value) continue;
    copy ??= [...values];
    // Without its value, an element says nothing, and would be taken for another one when it comes back.
    copy[index] = lostValue(value, mapped) ? undefined : mapped;
  }
  return copy === undefined ? values : copy.filter((value) => value !== undefined);
}

function lostValue(before: JsonValue, after: JsonValue | undefined): boolean {
  return isJsonObject(before) && isJsonObject(after) && 'value' in before && !('value' in after);
}
