/** Attribute names as clients write them → what they mean (RFC 7644 §3.10). */
import type { JsonObject, JsonValue } from '../../../scim/json.ts';
import { isJsonObject } from '../../../scim/json.ts';
import {
  type Attribute,
  complex,
  dateTime,
  exact,
  findAttribute,
  reference,
  string,
} from '../../kit/attribute.ts';
import type { Kind, SchemaRegistry } from './registry.ts';

/** An attribute, or a sub-attribute, of a user or a group. */
export interface Address {
  /** URN of the extension it belongs to; absent: core, or common to all resources. */
  readonly extension?: string | undefined;
  readonly attribute: Attribute;
  readonly sub?: Attribute | undefined;
}

/** Attributes of every resource (RFC 7643 §3.1), which the schemas themselves do not list. */
const COMMON: readonly Attribute[] = [
  exact('id', { mutability: 'readOnly', uniqueness: 'server' }),
  exact('schemas', { multiValued: true }),
  complex(
    'meta',
    [
      string('resourceType', { mutability: 'readOnly' }),
      dateTime('created', { mutability: 'readOnly' }),
      dateTime('lastModified', { mutability: 'readOnly' }),
      reference('location', ['uri'], { mutability: 'readOnly' }),
      exact('version', { mutability: 'readOnly' }),
    ],
    { mutability: 'readOnly' },
  ),
];

/** The extension whose URN this is, in any case. */
export function resolveExtension(registry: SchemaRegistry, kind: Kind, name: string): string | undefined {
  const wanted = name.toLowerCase();
  return registry.extensions(kind).find((schema) => schema.id.toLowerCase() === wanted)?.id;
}

/**
 * `userName`, `name.familyName`, `urn:…:core:2.0:User:emails.value`, `urn:…:enterprise:2.0:User:manager.value`. An
 * unqualified name means the core schema only.
 */
export function resolveName(registry: SchemaRegistry, kind: Kind, name: string): Address | undefined {
  if (!/^urn:/i.test(name)) return within([...registry.core(kind).attributes, ...COMMON], name, undefined);
  const lower = name.toLowerCase();
  const core = registry.core(kind);
  const schema = [core, ...registry.extensions(kind)]
    .filter((each) => lower.startsWith(`${each.id.toLowerCase()}:`))
    .sort((one, other) => other.id.length - one.id.length)[0];
  if (schema === undefined) return undefined;
  const rest = name.slice(schema.id.length + 1);
  return within(schema.attributes, rest, schema === core ? undefined : schema.id);
}

function within(
  attributes: readonly Attribute[],
  name: string,
  extension: string | undefined,
): Address | undefined {
  const [first = '', second, ...rest] = name.split('.');
  const attribute = findAttribute(attributes, first);
  if (attribute === undefined || rest.length > 0) return undefined;
  if (second === undefined) return { extension, attribute };
  const sub = findAttribute(attribute.subAttributes, second);
  return sub && { extension, attribute, sub };
}

/** One spelling for each address, e.g. to look it up in a table. */
export function addressKey({ extension, attribute, sub }: Address): string {
  const name = sub === undefined ? attribute.name : `${attribute.name}.${sub.name}`;
  return extension === undefined ? name : `${extension}:${name}`;
}

/** The value of the attribute itself, without regard to `sub`. */
export function readAttribute(
  document: JsonObject,
  { extension, attribute }: Address,
): JsonValue | undefined {
  const holder = extension === undefined ? document : document[extension];
  return isJsonObject(holder) && Object.hasOwn(holder, attribute.name) ? holder[attribute.name] : undefined;
}
