/** From a backend's entity to what a SCIM client gets: the read transformation and what the proxy itself adds. */

import type { CarriedEntity } from '../scim/carried/entity.ts';
import { isUsableId, LONGEST_ID } from '../scim/entity-id.ts';
import { isHeaderText, parseEntityTag, printEntityTag } from '../scim/entity-tag.ts';
import { ScimError } from '../scim/errors.ts';
import { isJsonObject, type JsonObject, type JsonValue, jsonText } from '../scim/json.ts';
import { coreSchema, resourceTypeName } from '../scim/schemas.ts';
import type { EntityTransformation } from '../transformation/index.ts';
import { failureText } from '../transformation/index.ts';
import { noteFailure } from './counters.ts';
import type { ProxiedEntity } from './entity.ts';

export interface Presented {
  readonly status: 'presented';
  readonly resource: JsonObject;
  readonly id: string;
  readonly location: string;
  readonly version: string | undefined;
}

export interface FailedPresentation {
  readonly status: 'failed';
  readonly mapping: string;
  readonly path: string;
  readonly reason: string;
  /** No mapping is wrong: the backend has given an id that no URL can have. */
  readonly unusableId?: true;
}

export type Presentation = Presented | { readonly status: 'filtered' } | FailedPresentation;

const UNUSABLE_ID = {
  status: 'failed',
  mapping: 'id',
  path: '$.id',
  reason: `the id can be no part of a URL: it has to be a text of at most ${LONGEST_ID} characters, without control characters and halves of characters`,
  unusableId: true,
} as const;

/** `https://host/…/<systemId>/Users/` */
export function baseLocation(baseUrl: string, read: EntityTransformation): string {
  return `${baseUrl}/${encodeURIComponent(read.scimEntityEndpoint.toWellFormed())}/`;
}

/**
 * @param found as the backend gave it
 * @param baseUrl of the system in the URL family that was asked
 * @param version the entity's version where the connector knows it from elsewhere (an `ETag`)
 * @param carried what `found` lacks, as will the resource
 */
export function present(
  entity: ProxiedEntity,
  found: JsonObject,
  baseUrl: string,
  version: string | undefined,
  carried?: CarriedEntity,
): Presentation {
  const presentation = attempt(entity, found, baseUrl, version, carried);
  if (presentation.status === 'failed') {
    const kind = presentation.unusableId ? 'id' : 'mapping';
    noteFailure(entity.counters, entity.read.entityType, 'read', kind);
  }
  return presentation;
}

function attempt(
  entity: ProxiedEntity,
  found: JsonObject,
  baseUrl: string,
  version: string | undefined,
  carried: CarriedEntity | undefined,
): Presentation {
  try {
    return transform(entity, found, baseUrl, version, carried);
  } catch (error) {
    // The stack overflows on thousands of levels. To count them in every entity would cost more than this.
    if (!(error instanceof RangeError)) throw error;
    return { status: 'failed', mapping: 'the entity as a whole', path: '$', reason: TOO_DEEP };
  }
}

function transform(
  { read, carriage, links, keepsTimes, withhold }: ProxiedEntity,
  found: JsonObject,
  baseUrl: string,
  version: string | undefined,
  carried: CarriedEntity | undefined,
): Presentation {
  const base = baseLocation(baseUrl, read);
  const mappings = carried === undefined || carriage === undefined ? read : carriage;
  const result = mappings.run(found, { operation: 'read', variables: { entityBaseLocation: base } });
  if (result.status === 'filtered') return { status: 'filtered' };
  if (result.status === 'failed') {
    return { status: 'failed', mapping: result.mapping, path: result.path, reason: result.reason };
  }
  const id = jsonText(result.variables['entityIdSourceSystem']);
  const { id: backendId } = found;
  const isOther = typeof backendId === 'string' && backendId !== id;
  if (!isUsableId(id) || (isOther && !isUsableId(backendId))) return UNUSABLE_ID;
  const output = withhold === undefined ? result.output : withhold(result.output);
  const resource = links.toClient(resourceOf(read.entityType, output, id, carried), baseUrl);
  const location = base + encodeURIComponent(id);
  const given = links.toClient(withoutLocation(output['meta']), baseUrl);
  const times = keepsTimes ? found['meta'] : undefined;
  const { meta, version: opaque } = metaOf(given, times, location, version ?? versionOf(found));
  meta['resourceType'] = resourceTypeName(read.entityType);
  resource['meta'] = meta;
  return { status: 'presented', resource, id, location, version: opaque };
}

/** The transformation's output with the `id` and the `schemas` that the proxy sees to. */
function resourceOf(
  entityType: string,
  output: JsonObject,
  id: string,
  carried: CarriedEntity | undefined,
): JsonObject {
  // In front, as clients expect it; its value comes last.
  const resource: JsonObject = { schemas: null, id };
  const extensions = carried === undefined ? [] : carried.extensions;
  for (const name in output) {
    if (name === 'schemas' || name === 'id' || name === 'meta') continue;
    if (name.startsWith('urn:')) extensions.push(name);
    setMember(resource, name, output[name] as JsonValue);
  }
  resource['schemas'] = schemasOf(output, extensions, entityType, carried);
  return resource;
}

/** The location below the URL that was asked takes its place: it need not be looked at. */
function withoutLocation(meta: JsonValue | undefined): JsonObject {
  const rest: JsonObject = {};
  if (!isJsonObject(meta)) return rest;
  for (const name in meta) if (name !== 'location') setMember(rest, name, meta[name] as JsonValue);
  return rest;
}

/** An attribute named `__proto__` is one like any other here. */
function setMember(object: JsonObject, name: string, value: JsonValue): void {
  if (name === '__proto__') {
    Object.defineProperty(object, name, { value, enumerable: true, writable: true, configurable: true });
  } else object[name] = value;
}

/**
 * Whatever the transformation joined or copied: the location below the URL that was asked, never the backend's.
 *
 * @param own what the transformation gave, without a location
 * @param times the backend's `meta`, for `created` and `lastModified`: filters on them work, so clients have to see them
 */
function metaOf(
  own: JsonObject,
  times: JsonValue | undefined,
  location: string,
  version: string | undefined,
): { readonly meta: JsonObject; readonly version: string | undefined } {
  const { version: ownVersion } = own;
  const known =
    version ?? (ownVersion === undefined || ownVersion === null ? undefined : jsonText(ownVersion));
  const parsed = known === undefined ? undefined : parseEntityTag(known);
  const opaque = parsed !== undefined && isHeaderText(parsed) ? parsed : undefined;
  const entityTag = printEntityTag(opaque);
  const meta: JsonObject = {};
  if (isJsonObject(times)) {
    const { created, lastModified } = times;
    if (typeof created === 'string') meta['created'] = created;
    if (typeof lastModified === 'string') meta['lastModified'] = lastModified;
  }
  for (const name in own) if (name !== 'version') setMember(meta, name, own[name] as JsonValue);
  meta['location'] = location;
  // RFC 7643 §3.1: the same as the ETag header.
  if (entityTag !== undefined) meta['version'] = entityTag;
  return { meta, version: opaque };
}

/** RFC 7643 §3: the core schema and every extension that is in the body; others that the transformation names go. */
function schemasOf(
  output: JsonObject,
  extensions: readonly string[],
  entityType: string,
  carried: CarriedEntity | undefined,
): string[] {
  const { schemas: given } = output;
  const named = Array.isArray(given) ? given : given === undefined ? [] : [given];
  const first = extensions.slice(0, FEW);
  const isThere = (urn: string) =>
    first.includes(urn) || isNoExtension(urn) || Object.hasOwn(output, urn) || carried?.has(urn) === true;
  const schemas = named.filter((urn) => typeof urn === 'string' && isThere(urn)) as string[];
  if (schemas.length === 0) schemas.push(coreSchema(entityType));
  return distinct(schemas.concat(extensions));
}

/** So many texts are compared with each other in less time than it takes to hash them. */
const FEW = 16;

function distinct(texts: readonly string[]): string[] {
  if (texts.length > FEW) return [...new Set(texts)];
  return texts.filter((text, index) => texts.indexOf(text) === index);
}

/** A core schema, whichever the transformation says that it is. */
function isNoExtension(urn: string): boolean {
  return urn !== '' && !urn.toLowerCase().includes(':extension:');
}

/**
 * What a client still has to learn when its write was done but the entity cannot be shown.
 *
 * @param id absent: the backend gave none that can be used
 */
export function minimalResource(
  read: EntityTransformation,
  id: string | undefined,
  base: string,
): { readonly resource: JsonObject; readonly location: string | undefined } {
  const schemas = [coreSchema(read.entityType)];
  const resourceType = resourceTypeName(read.entityType);
  if (id === undefined) return { resource: { schemas, meta: { resourceType } }, location: undefined };
  const location = base + encodeURIComponent(id);
  return { resource: { schemas, id, meta: { resourceType, location } }, location };
}

/** `meta.version` of SCIM backends; Cloud Foundry's is a number. */
function versionOf(entity: JsonObject): string | undefined {
  const { meta } = entity;
  if (!isJsonObject(meta)) return undefined;
  const { version } = meta;
  return typeof version === 'string' || typeof version === 'number' ? String(version) : undefined;
}

const TOO_DEEP = 'it is nested too deeply to be processed';

/** A single read whose read transformation fails. */
export function presentationError(
  systemId: string,
  read: EntityTransformation,
  failure: FailedPresentation,
): ScimError {
  if (failure.reason === TOO_DEEP) {
    return new ScimError(
      502,
      `System ${systemId}: the backend gave a ${read.entityType} that no proxy can show: ${TOO_DEEP}.`,
    );
  }
  if (failure.unusableId) {
    return new ScimError(
      502,
      `System ${systemId}: this ${read.entityType} cannot be shown: ${failure.reason}. Look at the id that the backend gives, and at the mapping of entityIdSourceSystem.`,
    );
  }
  return new ScimError(
    500,
    `System ${systemId}: the read transformation failed on this ${read.entityType}: ${failureText(failure)}. ` +
      'Correct the mapping, or the entity in the backend.',
  );
}
