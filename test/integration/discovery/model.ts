/** What a client makes of a system's `/ResourceTypes` and `/Schemas`, and nothing else (RFC 7643 §6 and §7). */
import { isJsonObject, type JsonObject, type JsonValue } from '../../../src/scim/json.ts';
import type { Client } from '../support/client.ts';

export interface ModelAttribute {
  readonly name: string;
  readonly type: string;
  readonly multiValued: boolean;
  readonly required: boolean;
  readonly mutability: string;
  readonly returned: string;
  readonly canonicalValues?: readonly string[];
  readonly subAttributes?: readonly ModelAttribute[];
}

export interface ModelSchema {
  readonly id: string;
  readonly attributes: readonly ModelAttribute[];
}

export interface ModelType {
  readonly name: string;
  /** `/Users` */
  readonly endpoint: string;
  readonly schema: ModelSchema;
  readonly extensions: readonly ModelSchema[];
}

export async function modelOf(client: Client): Promise<readonly ModelType[]> {
  const [types, schemas] = await Promise.all([client.get('/ResourceTypes'), client.get('/Schemas')]);
  const byId = new Map(
    (schemas.body['Resources'] as unknown as ModelSchema[]).map((schema) => [schema.id, schema]),
  );
  const schemaOf = (id: string): ModelSchema => {
    const schema = byId.get(id);
    if (schema === undefined) throw new Error(`${id} is named by a resource type, and not among the schemas`);
    return schema;
  };
  return (types.body['Resources'] as JsonObject[]).map((type) => ({
    name: String(type['name']),
    endpoint: String(type['endpoint']),
    schema: schemaOf(String(type['schema'])),
    extensions: (type['schemaExtensions'] as JsonObject[]).map(({ schema }) => schemaOf(String(schema))),
  }));
}

/** RFC 7643 §3.1: known without a schema. */
const COMMON = new Set(['id', 'externalid', 'schemas', 'meta']);

/** What is in an answer and should not be, or not like this. */
export function undeclared(entity: JsonObject, type: ModelType): string[] {
  return Object.entries(entity).flatMap(([name, value]) => {
    const extension = extensionOf(name, type);
    if (extension !== undefined)
      return undeclaredMembers(value as JsonObject, extension.attributes, `${name}:`);
    if (COMMON.has(name.toLowerCase()) && find(type.schema.attributes, name) === undefined) return [];
    return undeclaredValue(name, value, find(type.schema.attributes, name));
  });
}

function undeclaredMembers(
  value: JsonObject,
  attributes: readonly ModelAttribute[],
  before: string,
): string[] {
  return Object.entries(value).flatMap(([name, member]) =>
    undeclaredValue(before + name, member, find(attributes, name)),
  );
}

function undeclaredValue(path: string, value: JsonValue, attribute: ModelAttribute | undefined): string[] {
  if (attribute === undefined) return [`${path} is not declared`];
  if (attribute.returned === 'never') return [`${path} is never returned`];
  if (Array.isArray(value) !== attribute.multiValued) {
    return [`${path} is ${attribute.multiValued ? 'no list' : 'a list'}`];
  }
  const values = Array.isArray(value) ? value : [value];
  return values.flatMap((one) => {
    if (attribute.type !== 'complex') {
      return isOfType(one, attribute.type) ? [] : [`${path} is no ${attribute.type}: ${JSON.stringify(one)}`];
    }
    return isJsonObject(one)
      ? undeclaredMembers(one, attribute.subAttributes ?? [], `${path}.`)
      : [`${path} is no object`];
  });
}

function isOfType(value: JsonValue, type: string): boolean {
  switch (type) {
    case 'boolean':
      return typeof value === 'boolean';
    case 'integer':
      return Number.isInteger(value);
    case 'decimal':
      return typeof value === 'number';
    case 'dateTime':
      return typeof value === 'string' && !Number.isNaN(Date.parse(value));
    default:
      return typeof value === 'string';
  }
}

/** What a client that only sends what it may sends back: the rest of the entity is the system's. */
export function sendable(entity: JsonObject, type: ModelType): JsonObject {
  const sent: JsonObject = { schemas: entity['schemas'] as JsonValue };
  for (const [name, value] of Object.entries(entity)) {
    const extension = extensionOf(name, type);
    if (extension !== undefined) {
      const members = sendableMembers(value as JsonObject, extension.attributes);
      if (Object.keys(members).length > 0) sent[name] = members;
    } else Object.assign(sent, sendableMembers({ [name]: value }, type.schema.attributes));
  }
  return sent;
}

function sendableMembers(value: JsonObject, attributes: readonly ModelAttribute[]): JsonObject {
  const sent: JsonObject = {};
  for (const [name, member] of Object.entries(value)) {
    const attribute = find(attributes, name);
    if (attribute === undefined || attribute.mutability === 'readOnly') continue;
    const subs = attribute.subAttributes;
    const one = (element: JsonValue) =>
      subs !== undefined && isJsonObject(element) ? sendableMembers(element, subs) : element;
    sent[name] = Array.isArray(member) ? member.map(one) : one(member);
  }
  return sent;
}

function extensionOf(name: string, { extensions }: ModelType): ModelSchema | undefined {
  return extensions.find(({ id }) => id.toLowerCase() === name.toLowerCase());
}

function find(attributes: readonly ModelAttribute[], name: string): ModelAttribute | undefined {
  return attributes.find((attribute) => attribute.name.toLowerCase() === name.toLowerCase());
}
