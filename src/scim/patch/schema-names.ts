/** What names in paths mean (RFC 7644 §3.10): which part is the URN of a schema, which the attribute. */
import { parseAttributePath } from '../attribute-path.ts';
import { CORE_SCHEMA_PREFIX } from '../schemas.ts';

export interface AttributeName {
  /** URN of the extension; `undefined` for the core schema. */
  readonly schema: string | undefined;
  /** `undefined` where the name is that of the whole schema. */
  readonly attribute: string | undefined;
  readonly subAttribute: string | undefined;
}

/** Names are read with what is there in mind, where there is something. */
export interface PathContext {
  /**
   * @param mayBeSchema whether a URN of an unknown schema makes sense here; `urn:acme:2.0:User` can be the extension of
   * that name or the attribute `User` of `urn:acme:2.0`
   * @returns `undefined` where the text is no attribute name
   */
  resolve(text: string, mayBeSchema: boolean): AttributeName | undefined;
  /** Whether the resource, or an extension of it, has a member of just this name, in any case. */
  has(schema: string | undefined, name: string): boolean;
}

/** Longer names are not looked at for URNs. */
const MAX_NAME_LENGTH = 500;
const CORE_SCHEMA = new RegExp(`^${CORE_SCHEMA_PREFIX.replaceAll('.', '\\.')}[^:.]+$`, 'i');
/** RFC 7643 §10.2.1, and SAP's URNs, which are built likewise. */
const EXTENSION_SCHEMA = /^urn:[^ ]+:schemas:extension:[^:]+:\d+(?:\.\d+)*:[^:.]+$/i;
const ENDS_WITH_VERSION = /:\d+(?:\.\d+){0,5}$/;

/** What names mean by the schemas alone. */
export class SchemaNames implements PathContext {
  /** URNs as they are spelled, by their lower case; the core schema is `undefined`. */
  readonly #schemas = new Map<string, string | undefined>();

  /** @param urns of schemas that a resource has or can have */
  constructor(coreSchema: string, urns: readonly string[]) {
    for (const urn of urns) {
      if (this.#schemas.has(urn.toLowerCase())) continue;
      this.#schemas.set(urn.toLowerCase(), CORE_SCHEMA.test(urn) ? undefined : urn);
    }
    this.#schemas.set(coreSchema.toLowerCase(), undefined);
  }

  has(): boolean {
    return false;
  }

  /** @param isMember whether the resource has a member of that name */
  resolve(
    text: string,
    mayBeSchema: boolean,
    isMember: (name: string) => boolean = () => false,
  ): AttributeName | undefined {
    const member = isMember(text);
    if (member && !text.includes(':')) return coreAttribute(text);
    if (text.includes(':') && text.length <= MAX_NAME_LENGTH) {
      const known = this.#resolveKnownSchema(text);
      if (known !== undefined) return known;
      if (member) return coreAttribute(text);
    }
    const path = text.includes('::') ? undefined : parseAttributePath(text);
    if (path === undefined || path.index !== undefined) return undefined;
    const { schema, attribute, subAttribute } = path;
    if (schema !== undefined && subAttribute === undefined && mayBeSchema && ENDS_WITH_VERSION.test(schema)) {
      return { schema: text, attribute: undefined, subAttribute };
    }
    return { schema, attribute, subAttribute };
  }

  /** The longest schema that the text starts with; some clients put a dot behind it. */
  #resolveKnownSchema(text: string): AttributeName | undefined {
    let end = text.length;
    // Behind the schema come an attribute and a sub-attribute at most.
    for (let cut = 0; cut <= 2 && end > 0; cut += 1) {
      const schema = text.slice(0, end);
      const lower = schema.toLowerCase();
      const isExtension = EXTENSION_SCHEMA.test(schema);
      if (this.#schemas.has(lower) || isExtension || CORE_SCHEMA.test(schema)) {
        const urn = this.#schemas.get(lower) ?? (isExtension ? schema : undefined);
        const name = this.#resolveIn(urn, text.slice(end + 1));
        if (name !== undefined) return name;
      }
      end = Math.max(schema.lastIndexOf(':'), schema.lastIndexOf('.'));
    }
    return undefined;
  }

  #resolveIn(schema: string | undefined, rest: string): AttributeName | undefined {
    if (rest === '') return { schema, attribute: undefined, subAttribute: undefined };
    const path = parseAttributePath(rest);
    if (path === undefined || path.schema !== undefined || path.index !== undefined) return undefined;
    return { schema, attribute: path.attribute, subAttribute: path.subAttribute };
  }
}

function coreAttribute(attribute: string): AttributeName {
  return { schema: undefined, attribute, subAttribute: undefined };
}
