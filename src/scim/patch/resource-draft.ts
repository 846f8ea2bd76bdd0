/** The resource while operations are applied to it. */
import { isJsonObject, type JsonObject } from '../json.ts';
import { type AttributeType, attributeType } from './attribute-type.ts';
import { Budget } from './budget.ts';
import { findMember } from './json-tools.ts';
import { ListDraft } from './list-draft.ts';
import { ObjectDraft } from './object-draft.ts';
import { type AttributeName, type PathContext, SchemaNames } from './schema-names.ts';

export class ResourceDraft implements PathContext {
  readonly core: ObjectDraft;
  readonly budget = new Budget();
  readonly #coreSchema: string;
  readonly #names: SchemaNames;

  constructor(resource: JsonObject, coreSchema: string, extensions: readonly string[]) {
    this.core = new ObjectDraft(resource);
    this.#coreSchema = coreSchema;
    const listed = findMember(resource, 'schemas');
    const urns = Object.keys(resource).filter((key) => isExtension(key, resource[key]));
    const named = (Array.isArray(listed) ? listed : []).filter((urn) => typeof urn === 'string');
    this.#names = new SchemaNames(coreSchema, [...urns, ...named, ...extensions]);
  }

  /** The attributes of a schema, opened for changes. */
  attributes(schema: string | undefined): ObjectDraft {
    return schema === undefined ? this.core : this.core.object(schema);
  }

  typeOf(schema: string | undefined, name: string): AttributeType {
    return attributeType(schema ?? this.#coreSchema, schema === undefined, name);
  }

  list(set: ObjectDraft, type: AttributeType, key: string): ListDraft {
    return set.list(key, (values) => new ListDraft(values, type, this.budget));
  }

  resolve(text: string, mayBeSchema: boolean): AttributeName | undefined {
    return this.#names.resolve(text, mayBeSchema, (name) => this.has(undefined, name));
  }

  has(schema: string | undefined, name: string): boolean {
    return this.attributes(schema).keyOf(name) !== undefined;
  }
}

/** Extensions are objects named after their URN (RFC 7643 §3.3). */
export function isExtension(key: string, value: unknown): boolean {
  return key.includes(':') && isJsonObject(value);
}
