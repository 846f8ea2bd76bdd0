/** The name of an attribute, as filters, paths and `attributes` have it (RFC 7644 §3.10), and where its value is. */
import { isJsonObject, type JsonObject, type JsonValue } from '../../../scim/json.ts';
import { type Attribute, findAttribute } from '../../kit/attribute.ts';
import { COMMON, type ResourceType } from './resource-types.ts';

export interface Address {
  /** URN of the extension that the attribute belongs to; absent: the resource itself. */
  readonly extension?: string | undefined;
  /** Absent: the extension as a whole. */
  readonly attribute?: string | undefined;
  readonly sub?: string | undefined;
}

const NAME = /^[A-Za-z$][\w$-]*$/;
/** The URN of a schema alone: it ends in a version and a name. */
const WHOLE_SCHEMA = /:\d+(?:\.\d+)+:[^:.]+$/;

/** `undefined` for what is no name of an attribute. The server need not know the attribute. */
export function parseAddress(type: ResourceType, text: string): Address | undefined {
  if (!/^urn:/i.test(text)) return within(undefined, text);
  const lower = text.toLowerCase();
  const core = type.schema.id.toLowerCase();
  if (lower.startsWith(`${core}:`)) return within(undefined, text.slice(core.length + 1));
  if (lower === core) return undefined;
  for (const { id } of type.extensions) {
    if (lower === id.toLowerCase()) return { extension: id };
    if (lower.startsWith(`${id.toLowerCase()}:`)) return within(id, text.slice(id.length + 1));
  }
  if (WHOLE_SCHEMA.test(text)) return { extension: text };
  const colon = text.lastIndexOf(':');
  return within(text.slice(0, colon), text.slice(colon + 1));
}

function within(extension: string | undefined, text: string): Address | undefined {
  const [attribute = '', sub, ...rest] = text.split('.');
  if (rest.length > 0 || !NAME.test(attribute) || (sub !== undefined && !NAME.test(sub))) return undefined;
  return { extension, attribute, sub };
}

/** What the server's schemas say of it, if they have it. */
export function definitionAt(
  type: ResourceType,
  { extension, attribute, sub }: Address,
): Attribute | undefined {
  if (attribute === undefined) return undefined;
  const own = extension === undefined ? [...COMMON, ...type.schema.attributes] : extensionOf(type, extension);
  const found = findAttribute(own, attribute);
  return sub === undefined || found === undefined ? found : findAttribute(found.subAttributes, sub);
}

function extensionOf(type: ResourceType, urn: string): readonly Attribute[] {
  return type.extensions.find(({ id }) => id.toLowerCase() === urn.toLowerCase())?.attributes ?? [];
}

/** The name under which an object has a member: names are compared in any case (RFC 7643 §2.1). */
export function memberName(object: JsonObject, name: string): string | undefined {
  if (Object.hasOwn(object, name)) return name;
  const lower = name.toLowerCase();
  return Object.keys(object).find((each) => each.toLowerCase() === lower);
}

export function member(object: JsonObject, name: string): JsonValue | undefined {
  const found = memberName(object, name);
  return found === undefined ? undefined : object[found];
}

/** Where the attribute is a member: the resource, or its extension if it has that. */
export function holder(resource: JsonObject, { extension }: Address): JsonObject | undefined {
  if (extension === undefined) return resource;
  const found = member(resource, extension);
  return isJsonObject(found) ? found : undefined;
}
