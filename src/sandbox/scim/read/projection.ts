/** `attributes` and `excludedAttributes` (RFC 7644 §3.9). */
import { isJsonObject, type JsonObject, type JsonValue } from '../../../scim/json.ts';
import { refused } from '../failure.ts';
import { type Address, memberName, parseAddress } from '../schema/address.ts';
import type { ResourceType } from '../schema/resource-types.ts';

const ALWAYS = ['id', 'schemas'];

export type Projection = (view: JsonObject) => JsonObject;

export interface Wanted {
  readonly attributes: readonly string[];
  readonly excludedAttributes: readonly string[];
}

/** @throws {Failure} 400 for both at once, and for what is no name */
export function compileProjection(
  type: ResourceType,
  { attributes, excludedAttributes }: Wanted,
): Projection {
  if (attributes.length > 0 && excludedAttributes.length > 0) {
    throw refused('invalidValue', 'attributes and excludedAttributes cannot go together.');
  }
  const addresses = [...attributes, ...excludedAttributes].map((name) => addressOf(type, name));
  if (attributes.length > 0) return (view) => only(view, addresses);
  const excluded = addresses.filter(({ attribute = '' }) => !ALWAYS.includes(attribute.toLowerCase()));
  return (view) => excluded.reduce(without, view);
}

function addressOf(type: ResourceType, name: string): Address {
  const address = parseAddress(type, name);
  if (address === undefined) throw refused('invalidValue', `${name} is no name of an attribute.`);
  return address;
}

function only(view: JsonObject, addresses: readonly Address[]): JsonObject {
  const shown: JsonObject = {};
  for (const name of ALWAYS) if (view[name] !== undefined) shown[name] = view[name];
  for (const address of addresses) copy(view, shown, namesOf(address));
  return shown;
}

/** From the resource down. */
function namesOf({ extension, attribute, sub }: Address): string[] {
  return [extension, attribute, sub].filter((name) => name !== undefined);
}

function copy(from: JsonObject, to: JsonObject, [wanted = '', ...deeper]: readonly string[]): void {
  const name = memberName(from, wanted);
  const value = name === undefined ? undefined : from[name];
  if (name === undefined || value === undefined) return;
  const before = Object.hasOwn(to, name) ? to[name] : undefined;
  to[name] = deeper.length === 0 ? value : part(value, before, deeper);
}

function part(value: JsonValue, before: JsonValue | undefined, names: readonly string[]): JsonValue {
  if (Array.isArray(value)) {
    return value.map((each, index) => part(each, Array.isArray(before) ? before[index] : undefined, names));
  }
  if (!isJsonObject(value)) return value;
  const shown: JsonObject = isJsonObject(before) ? { ...before } : {};
  copy(value, shown, names);
  return shown;
}

function without(view: JsonObject, address: Address): JsonObject {
  return removed(view, namesOf(address));
}

function removed(object: JsonObject, [wanted = '', ...deeper]: readonly string[]): JsonObject {
  const name = memberName(object, wanted);
  if (name === undefined) return object;
  const { [name]: value, ...rest } = object;
  if (deeper.length === 0) return rest;
  if (Array.isArray(value)) {
    return { ...object, [name]: value.map((each) => (isJsonObject(each) ? removed(each, deeper) : each)) };
  }
  return isJsonObject(value) ? { ...object, [name]: removed(value, deeper) } : object;
}
