/** Names of the attributes that a request wants to change, out of its body; never values, and nothing that is no name. */
import { isJsonObject, type JsonObject, type JsonValue } from '../../scim/json.ts';

export interface AttributeNames {
  /** In the order of the body, each once. */
  readonly names: readonly string[];
  /** There are more, or some that are no names. */
  readonly more: boolean;
}

const MOST = 100;
/** Members of the body that are looked at, whatever they are. */
const MOST_SEEN = 5_000;
const LONGEST = 200;

/** RFC 7643 §2.1, and `$ref` (§2.4). */
const NAME = String.raw`(?:\$?[A-Za-z][A-Za-z0-9_-]*)`;
const URN = 'urn:[A-Za-z0-9][A-Za-z0-9-]{0,31}(?::[A-Za-z0-9._-]+)+';
/** RFC 7644 §3.10: an attribute, a sub-attribute, and in front of them the schema. */
const PATH = new RegExp(`^(?:${URN}|(?:${URN}:)?${NAME}(?:\\.${NAME})?)$`, 'i');

/** Messages have members beside the attributes; entities have these, which a client cannot change. */
const NO_CHANGE: ReadonlySet<string> = new Set(['schemas', 'id', 'meta']);

/** Of the body of a POST or PUT. */
export function attributesOfEntity(body: JsonObject): AttributeNames {
  const found = new Names();
  addMembers(found, body);
  return found;
}

/** Of the body of a PATCH (RFC 7644 §3.5.2), however its client writes it. */
export function attributesOfPatch(body: JsonObject): AttributeNames {
  const found = new Names();
  const operations = member(body, 'operations');
  for (const operation of Array.isArray(operations) ? operations : []) {
    if (!isJsonObject(operation)) continue;
    const path = member(operation, 'path');
    const value = member(operation, 'value');
    if (typeof path !== 'string') {
      if (value !== undefined && isJsonObject(value)) addMembers(found, value);
    } else if (isExtension(path) && value !== undefined && isJsonObject(value)) {
      addMembers(found, value, `${path}:`);
    } else found.add(withoutFilter(path));
    if (found.isFull) break;
  }
  return found;
}

function addMembers(found: Names, entity: JsonObject, prefix = ''): void {
  for (const name in entity) {
    if (found.isFull) return;
    const value = entity[name] as JsonValue;
    if (prefix === '' && NO_CHANGE.has(name.toLowerCase())) continue;
    if (prefix === '' && isExtension(name) && isJsonObject(value)) addMembers(found, value, `${name}:`);
    else found.add(prefix + name);
  }
}

/** A schema as a whole. */
function isExtension(name: string): boolean {
  return /^urn:/i.test(name) && /:(?:2\.0|1\.0):\w+$/.test(name);
}

/** `emails[value eq "a@example.com"].type` → `emails.type`: what is compared with is a value. */
function withoutFilter(path: string): string {
  const open = path.indexOf('[');
  if (open === -1) return path.trim();
  return `${path.slice(0, open)}${path.slice(path.lastIndexOf(']') + 1)}`.trim();
}

/** Names of members in messages are taken in any case. */
function member(object: JsonObject, name: string): JsonValue | undefined {
  for (const key in object) if (key.toLowerCase() === name) return object[key];
  return undefined;
}

class Names implements AttributeNames {
  readonly #names = new Set<string>();
  #seen = 0;
  more = false;

  get names(): readonly string[] {
    return [...this.#names];
  }

  get isFull(): boolean {
    return this.#seen >= MOST_SEEN;
  }

  add(name: string): void {
    this.#seen += 1;
    const isName = name.length <= LONGEST && PATH.test(name);
    if (this.#names.has(name)) return;
    if (isName && this.#names.size < MOST) this.#names.add(name);
    else this.more = true;
    if (this.isFull) this.more = true;
  }
}
