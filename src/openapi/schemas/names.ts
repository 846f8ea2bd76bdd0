/**
 * Names of schemas in a document, of which each is what tools make a class of: `User`, `UserWrite`, `EnterpriseUser`. Ids of
 * operations are made of them, too: `listUser`.
 */
import type { DescribedResourceType } from '../../proxy/description/types.ts';
import type { DescribedSchema } from '../../scim/discovery/schema-document.ts';

/** As it is shown, or as it is sent. */
export type Side = 'read' | 'write';

const SUFFIXES: Readonly<Record<Side, string>> = { read: '', write: 'Write' };

/** Those that every document has. */
const TAKEN = [
  'Error',
  'PatchOp',
  'SearchRequest',
  'AnyList',
  'BulkRequest',
  'BulkResponse',
  'WriteTrial',
  'Meta',
  'ServiceProviderConfig',
  'ResourceType',
  'ResourceTypeList',
  'ScimSchema',
  'SchemaList',
  'SchemaAttribute',
  // No schemas: `listSchemas`, `listResourceTypes` and `searchAll` are operations on the system.
  'Schemas',
  'ResourceTypes',
  'All',
];

export class SchemaNames {
  readonly #resources = new Map<string, string>();
  readonly #extensions = new Map<string, string>();
  readonly #taken = new Set(TAKEN.map((name) => name.toLowerCase()));

  constructor(
    resourceTypes: readonly Pick<DescribedResourceType, 'name'>[],
    extensions: readonly Pick<DescribedSchema, 'id'>[],
  ) {
    for (const { name } of resourceTypes) this.#resources.set(name, this.#free(word(name)));
    for (const { id } of extensions) {
      if (!this.#extensions.has(id)) this.#extensions.set(id, this.#free(nameOfUrn(id)));
    }
  }

  resource(name: string, side: Side): string {
    return `${this.#resources.get(name)}${SUFFIXES[side]}`;
  }

  list(name: string): string {
    return `${this.#resources.get(name)}List`;
  }

  extension(urn: string, side: Side): string {
    return `${this.#extensions.get(urn)}${SUFFIXES[side]}`;
  }

  /** With what is made of it, none is there twice. */
  #free(wanted: string): string {
    for (let number = 1; ; number++) {
      const name = number === 1 ? wanted : `${wanted}${number}`;
      const all = [name, `${name}Write`, `${name}List`].map((each) => each.toLowerCase());
      if (all.some((each) => this.#taken.has(each))) continue;
      for (const each of all) this.#taken.add(each);
      return name;
    }
  }
}

/** `urn:ietf:params:scim:schemas:extension:enterprise:2.0:User` → `EnterpriseUser`. */
function nameOfUrn(urn: string): string {
  const parts = urn.split(':').filter((part) => !/^[0-9.]*$/.test(part));
  const start = parts.findLastIndex((part) => /^(?:urn|schemas|extension)$/i.test(part));
  return (
    parts
      .slice(start + 1)
      .map(word)
      .join('') || 'Extension'
  );
}

/** Letters and digits, the first of each piece large (OpenAPI 3.1 §4.8.7: `^[a-zA-Z0-9._-]+$`). */
function word(text: string): string {
  const pieces = text.split(/[^A-Za-z0-9]+/).filter((piece) => piece !== '');
  return pieces.map((piece) => piece.charAt(0).toUpperCase() + piece.slice(1)).join('') || 'Type';
}
