/** Gives the names in an entity the spelling that whoever reads it expects (RFC 7643 §2.1). */
import { ScimError } from '../errors.ts';
import type { JsonObject, JsonValue } from '../json.ts';
import { NameTree } from './name-tree.ts';

const NOTHING_KNOWN = new NameTree();
const LONGEST_PATH = 200;

/**
 * The value with every known name in its one spelling; what needs no change is shared with what was given. Unknown names
 * stay as they are.
 *
 * @param below the names of the value's members, or of its elements' members
 * @param at what leads to the value, for messages
 * @throws ScimError 400 `invalidSyntax` that names both spellings of an attribute that is there twice
 */
export function canonicalNames<T extends JsonValue>(value: T, below: NameTree, at?: string): T;
export function canonicalNames(value: JsonValue, below: NameTree, at?: string): JsonValue {
  return canonicalValue(value, below, at === undefined ? [] : [at]);
}

function canonicalValue(value: JsonValue, below: NameTree, path: string[]): JsonValue {
  if (typeof value !== 'object' || value === null) return value;
  return Array.isArray(value) ? canonicalList(value, below, path) : canonicalObject(value, below, path);
}

function canonicalList(values: JsonValue[], below: NameTree, path: string[]): JsonValue[] {
  let copy: JsonValue[] | undefined;
  for (const [index, value] of values.entries()) {
    const canonical = canonicalValue(value, below, path);
    if (canonical === value) continue;
    copy ??= [...values];
    copy[index] = canonical;
  }
  return copy ?? values;
}

function canonicalObject(object: JsonObject, names: NameTree, path: string[]): JsonObject {
  let entries: [string, JsonValue][] | undefined;
  let doubtful = false;
  let index = 0;
  for (const key in object) {
    const value = object[key] as JsonValue;
    const known = names.find(key);
    const name = known?.name ?? key;
    if (known === undefined || name !== key || !known.isFirst) doubtful = true;
    path.push(name);
    const canonical = canonicalValue(value, known?.below ?? NOTHING_KNOWN, path);
    path.pop();
    if (entries === undefined && (name !== key || canonical !== value)) {
      entries = Object.entries(object).slice(0, index);
    }
    entries?.push([name, canonical]);
    index += 1;
  }
  if (doubtful) refuseTwice(object, path);
  // Object.fromEntries defines members, so that a name such as __proto__ stays data.
  return entries === undefined ? object : Object.fromEntries(entries);
}

/** @throws ScimError 400 `invalidSyntax` where two names differ by case alone */
export function refuseTwice(object: JsonObject, path: readonly string[] = []): void {
  const spellings = new Map<string, string>();
  for (const key of Object.keys(object)) {
    const lower = key.toLowerCase();
    const other = spellings.get(lower);
    if (other === undefined) {
      spellings.set(lower, key);
      continue;
    }
    const where = path.length === 0 ? '' : ` in ${shortened(path.join('.'))}`;
    throw new ScimError(
      400,
      `The same attribute is there twice${where}: ${shortened(other)} and ${shortened(key)}. ` +
        'Names are compared without regard to case (RFC 7643 section 2.1); send one of them.',
      { scimType: 'invalidSyntax' },
    );
  }
}

function shortened(text: string): string {
  return text.length > LONGEST_PATH ? `${text.slice(0, LONGEST_PATH)}…` : text;
}
