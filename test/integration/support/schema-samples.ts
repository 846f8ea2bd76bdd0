/** An entity that has every attribute that the schemas of this product know, and names in any spelling. */
import type { JsonObject, JsonValue } from '../../../src/scim/json.ts';
import type { Attribute, AttributeMap } from '../../../src/scim/schema/attribute.ts';
import { schemasOf } from '../../../src/scim/schema/known.ts';

/** What tells entities apart is part of every text, so that it can be taken out again. */
export interface Sample {
  readonly tag: string;
  /** Of somebody to be the manager. */
  readonly userId: string;
}

/** Where a backend takes certain values only; by the path from the schema, or by the last name. */
const VALUES: Readonly<Record<string, JsonValue>> = {
  userType: 'partner',
  status: 'active',
  category: 'Department',
  socialProvider: 'TWITTER',
  supportedOperations: 'readOnly',
  'passwordDetails.status': 'enabled',
  'passwordDetails.failedLoginAttempts': 3,
  'attributes.name': 'customAttribute1',
  'ims.type': 'xmpp',
  'photos.type': 'photo',
  'sap:2.0:Group.type': 'authorization',
  'sci:2.0:Authorization.type': 'policy',
  state: 'ams-push-notification-success',
  'members.type': 'User',
  type: 'work',
};
/** What the service provider gives (RFC 7643 §3.1), and what no backend knows. */
const NOT_CLIENTS: ReadonlySet<string> = new Set(['id', 'schemas', 'meta', 'members.primary']);

/** @param without attributes of the core schema that are left out */
export function sampleEntity(
  entityType: 'user' | 'group',
  sample: Sample,
  without: ReadonlySet<string> = new Set(),
): JsonObject {
  const { core, extensions } = schemasOf(entityType);
  const own = samples(core.attributes, '', sample);
  const entity = Object.fromEntries(Object.entries(own).filter(([name]) => !without.has(name)));
  for (const { id, attributes } of extensions) {
    entity[id] = samples(attributes, id.replace(/^.*extension:/, ''), sample);
  }
  return { ...entity, schemas: [core.id, ...extensions.map(({ id }) => id)] };
}

function samples(attributes: AttributeMap, path: string, sample: Sample): JsonObject {
  return Object.fromEntries(
    [...attributes.values()]
      .filter(({ name }) => !NOT_CLIENTS.has(path === '' ? name : `${path}.${name}`))
      .map((attribute) => [attribute.name, sampleOf(attribute, path, sample)]),
  );
}

function sampleOf(attribute: Attribute, parent: string, sample: Sample): JsonValue {
  const path = parent === '' ? attribute.name : `${parent}.${attribute.name}`;
  const fixed = Object.entries(VALUES).find(([end]) => path === end || path.endsWith(`.${end}`));
  const value =
    attribute.type === 'complex'
      ? samples(attribute.subAttributes, path, sample)
      : (fixed?.[1] ?? simpleValue(attribute, path, sample));
  return attribute.multiValued ? [value] : value;
}

function simpleValue({ name, type }: Attribute, path: string, { tag, userId }: Sample): JsonValue {
  if (path.endsWith('manager.value') || path === 'members.value') return userId;
  if (path.endsWith('emails.value')) return `${tag}@example.com`;
  if (path.endsWith('x509Certificates.value')) return 'Y2VydGlmaWNhdGU=';
  switch (type) {
    case 'boolean':
      return true;
    case 'integer':
      return 3;
    case 'dateTime':
      return '2024-05-01T00:00:00Z';
    case 'reference':
      return `https://example.com/${tag}/${name.replace('$', '')}`;
    default:
      return path.endsWith('photos.value') ? `https://example.com/${tag}/photo` : `${tag}-${name}`;
  }
}

/** The same names in another case, different for each `round`. */
export function respelled(name: string, round: number): string {
  let seed = round * 7919 + name.length;
  for (const letter of name) seed = (seed * 31 + letter.charCodeAt(0)) >>> 0;
  const letters = [...name].map((letter) => {
    seed = (seed * 1_664_525 + 1_013_904_223) >>> 0;
    return seed >>> 31 === 0 ? letter.toLowerCase() : letter.toUpperCase();
  });
  const spelled = letters.join('');
  return spelled === name ? swapped(name) : spelled;
}

/** All member names of the value in another case; what `keep` says stays. */
export function respelledNames<T extends JsonValue>(value: T, round: number, keep?: ReadonlySet<string>): T;
export function respelledNames(
  value: JsonValue,
  round: number,
  keep: ReadonlySet<string> = new Set(),
): JsonValue {
  if (Array.isArray(value)) return value.map((element) => respelledNames(element, round, keep));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      keep.has(name) ? name : respelled(name, round),
      respelledNames(member, round, keep),
    ]),
  );
}

function swapped(name: string): string {
  return name === name.toLowerCase() ? name.toUpperCase() : name.toLowerCase();
}

/** One leaf of an entity: names from the root, without positions. */
export type LeafPath = readonly string[];

export function leafPaths(value: JsonValue, path: LeafPath = []): LeafPath[] {
  if (Array.isArray(value)) return value.flatMap((element) => leafPaths(element, path));
  if (typeof value !== 'object' || value === null) return [path];
  return Object.entries(value).flatMap(([name, member]) => leafPaths(member, [...path, name]));
}
