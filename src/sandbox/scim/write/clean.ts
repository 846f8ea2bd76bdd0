/** A resource from a body → one that may be stored: known names as the schemas write them, values of their types. */
import { isJsonObject, type JsonObject, type JsonValue } from '../../../scim/json.ts';
import { type Attribute, findAttribute } from '../../kit/attribute.ts';
import { refused } from '../failure.ts';
import { COMMON, type ResourceType } from '../schema/resource-types.ts';
import type { Server } from '../server.ts';

/**
 * Without what is read-only, which RFC 7644 §3.3 has ignored, and without `null` and empty lists, which say that there is no value
 * (RFC 7643 §2.5).
 *
 * @throws {Failure} 400 `invalidValue`
 */
export function cleaned(server: Server, type: ResourceType, body: JsonObject): JsonObject {
  const cleaner = new Cleaner(server);
  const resource: JsonObject = {};
  for (const [name, value] of Object.entries(body)) {
    const extension = type.extensions.find(({ id }) => id.toLowerCase() === name.toLowerCase());
    if (extension !== undefined) {
      const kept = cleaner.object(extension.attributes, requireObject(name, value), `${extension.id}:`);
      if (Object.keys(kept).length > 0) resource[extension.id] = kept;
    } else
      Object.assign(resource, cleaner.object([...COMMON, ...type.schema.attributes], { [name]: value }, ''));
  }
  requireAttributes(type, resource);
  return { ...resource, schemas: schemasOf(type, resource) };
}

class Cleaner {
  readonly #unknown: 'kept' | 'ignored' | 'refused';
  readonly #textBooleans: boolean;

  constructor({ switches }: Server) {
    this.#unknown = switches.current.unknownAttributes;
    this.#textBooleans = switches.current.booleans !== 'json';
  }

  /** @param path for messages, of what the object is the value of */
  object(attributes: readonly Attribute[], value: JsonObject, path: string): JsonObject {
    const kept: JsonObject = {};
    for (const [name, each] of Object.entries(value)) {
      const attribute = findAttribute(attributes, name);
      if (attribute === undefined) {
        if (this.#unknown === 'refused')
          throw refused('invalidValue', `There is no attribute ${path}${name}.`);
        if (this.#unknown === 'kept' && !isUnassigned(each)) kept[name] = each;
        continue;
      }
      if (isUnassigned(each) || attribute.mutability === 'readOnly') continue;
      const cleanedValue = this.#value(attribute, each, path + attribute.name);
      if (!isUnassigned(cleanedValue)) kept[attribute.name] = cleanedValue;
    }
    return kept;
  }

  #value(attribute: Attribute, value: JsonValue, path: string): JsonValue {
    if (!attribute.multiValued) return this.#single(attribute, value, path);
    if (!Array.isArray(value)) throw refused('invalidValue', `${path} has a list of values.`);
    const list = value.map((each) => this.#single(attribute, each, path));
    if (list.filter((each) => isJsonObject(each) && each['primary'] === true).length > 1) {
      throw refused('invalidValue', `${path} has more than one primary value.`);
    }
    return list;
  }

  #single(attribute: Attribute, value: JsonValue, path: string): JsonValue {
    switch (attribute.type) {
      case 'complex':
        return this.object(attribute.subAttributes, requireObject(path, value), `${path}.`);
      case 'boolean':
        if (typeof value === 'boolean') return value;
        if (this.#textBooleans && typeof value === 'string' && /^(?:true|false)$/i.test(value)) {
          return value.toLowerCase() === 'true';
        }
        throw refused('invalidValue', `${path} is true or false.`);
      case 'integer':
        if (Number.isInteger(value)) return value;
        throw refused('invalidValue', `${path} is a whole number.`);
      default:
        if (typeof value === 'string') return value;
        // An id may have been shown as a number.
        if (typeof value === 'number' && attribute.name === 'value') return value;
        throw refused('invalidValue', `${path} is a text.`);
    }
  }
}

function requireObject(name: string, value: JsonValue): JsonObject {
  if (!isJsonObject(value)) throw refused('invalidValue', `${name} is a JSON object.`);
  return value;
}

function requireAttributes({ name, schema }: ResourceType, resource: JsonObject): void {
  for (const attribute of schema.attributes) {
    const value = resource[attribute.name];
    if (attribute.required && (value === undefined || (typeof value === 'string' && value.trim() === ''))) {
      throw refused('invalidValue', `A ${name} has to have the attribute ${attribute.name}.`);
    }
  }
}

function schemasOf(type: ResourceType, resource: JsonObject): string[] {
  return [type.schema.id, ...Object.keys(resource).filter((name) => /^urn:/i.test(name))];
}

function isUnassigned(value: JsonValue): boolean {
  return value === null || (Array.isArray(value) && value.length === 0);
}
