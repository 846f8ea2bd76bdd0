/**
 * Filters as trees of one's own, their text, and what they mean, read off RFC 7644 §3.4.2.2 once more: nothing of it is the
 * product's.
 */
import type { JsonObject, JsonValue } from '../../src/scim/json.ts';

export type Literal = string | boolean | null;
export type Naive =
  | { readonly kind: 'compare'; readonly name: string; readonly operator: string; readonly value: Literal }
  | { readonly kind: 'present'; readonly name: string }
  | { readonly kind: 'not'; readonly of: Naive }
  | { readonly kind: 'and' | 'or'; readonly all: readonly Naive[] }
  | { readonly kind: 'element'; readonly name: string; readonly of: Naive };

export function textOf(filter: Naive): string {
  switch (filter.kind) {
    case 'compare':
      return `${filter.name} ${filter.operator} ${JSON.stringify(filter.value)}`;
    case 'present':
      return `${filter.name} pr`;
    case 'not':
      return `not (${textOf(filter.of)})`;
    case 'element':
      return `${filter.name}[${textOf(filter.of)}]`;
    default:
      return filter.all.map((each) => `(${textOf(each)})`).join(` ${filter.kind} `);
  }
}

const EXACT = new Set(['id', 'externalid']);
const TIMES = new Set(['meta.created', 'meta.lastmodified']);
const CORE = 'urn:ietf:params:scim:schemas:core:2.0:user:';

/** @param subject a resource, or an element of a list */
export function holds(filter: Naive, subject: JsonObject): boolean {
  switch (filter.kind) {
    case 'not':
      return !holds(filter.of, subject);
    case 'and':
      return !filter.all.some((each) => !holds(each, subject));
    case 'or':
      return filter.all.some((each) => holds(each, subject));
    case 'present':
      return valuesOf(filter.name, subject).some(isPresent);
    case 'element':
      return valuesOf(filter.name, subject).some((each) => holds(filter.of, each as JsonObject));
    case 'compare': {
      const { operator, value, name } = filter;
      if (operator === 'ne') return !holds({ ...filter, operator: 'eq' }, subject);
      const values = valuesOf(name, subject);
      if (value === null) return !values.some(isPresent);
      return values.some((each) => compares(bare(name), simple(each), operator, value));
    }
  }
}

function compares(name: string, found: JsonValue | undefined, operator: string, wanted: Literal): boolean {
  if (typeof found === 'boolean') return operator === 'eq' && found === wanted;
  if (typeof found !== 'string' || typeof wanted !== 'string') return false;
  if (TIMES.has(name)) return ordered(operator, Date.parse(found) - Date.parse(wanted));
  const [one, other] = EXACT.has(name) ? [found, wanted] : [found.toLowerCase(), wanted.toLowerCase()];
  if (operator === 'co') return one.includes(other);
  if (operator === 'sw') return one.startsWith(other);
  if (operator === 'ew') return one.endsWith(other);
  return ordered(operator, one === other ? 0 : one > other ? 1 : -1);
}

function ordered(operator: string, sign: number): boolean {
  return { eq: sign === 0, gt: sign > 0, ge: sign >= 0, lt: sign < 0, le: sign <= 0 }[operator] === true;
}

function bare(name: string): string {
  const lower = name.toLowerCase();
  return lower.startsWith(CORE) ? lower.slice(CORE.length) : lower;
}

/** `emails` means all of its values. */
function valuesOf(name: string, subject: JsonObject): JsonValue[] {
  const lower = bare(name);
  const extension = Object.keys(subject).find((key) => lower.startsWith(`${key.toLowerCase()}:`));
  const [start, path] =
    extension === undefined ? [subject, lower] : [subject[extension], lower.slice(extension.length + 1)];
  return path.split('.').reduce<JsonValue[]>(
    (values, part) => {
      const [, key = '', at] = /^(.*?)(?:\[(\d)\])?$/.exec(part) ?? [];
      const found = values.flatMap((value) => {
        const entry = Object.entries(value as JsonObject).find(([each]) => each.toLowerCase() === key);
        return entry === undefined ? [] : [entry[1]].flat();
      });
      return at === undefined ? found : found.slice(Number(at), Number(at) + 1);
    },
    [start as JsonValue],
  );
}

function simple(value: JsonValue): JsonValue | undefined {
  return typeof value === 'object' && value !== null ? (value as JsonObject)['value'] : value;
}

function isPresent(value: JsonValue): boolean {
  return value !== null && value !== '';
}
