/**
 * References by `bulkId` (RFC 7644 §3.7.2): texts such as `bulkId:qwerty` in place of the id of a resource that another
 * operation of the same request creates. They may stand in place of any value, and in the filters of PATCH paths.
 */
import { isJsonObject, type JsonValue } from '../json.ts';

const PREFIX = 'bulkId:';
/** Whose values are URLs (RFC 7643 §2.3.7). */
const URL_NAME = '$ref';
/** Whose texts may hold filters (RFC 7644 §3.5.2). */
const PATH_NAME = 'path';
/** Texts in quotes that are looked at in the paths of one operation: with more, a PATCH is refused (patch/request/filter-bound.ts). */
const MOST_QUOTED = 15_000;

/** What was created. */
export interface Created {
  readonly id: string;
  /** URL of the proxy. */
  readonly location: string;
}

/** The bulkId that a text refers to. */
export function bulkIdOf(text: string): string | undefined {
  return text.startsWith(PREFIX) ? text.slice(PREFIX.length) : undefined;
}

/** Of a link: it may have the endpoint in front. */
function bulkIdOfLink(text: string): string | undefined {
  const at = text.lastIndexOf('/') + 1;
  return bulkIdOf(text.slice(at));
}

/** What is left to be looked at in the paths of one operation: a body has room for millions of texts in quotes. */
export class PathBound {
  quoted = MOST_QUOTED;
}

/**
 * Calls `found` with each text and, where it refers to something, with the bulkId.
 *
 * @param isPatch texts named `path` may be PATCH paths with filters
 * @param bound the same one for all of an operation
 */
export function eachText(
  data: JsonValue,
  isPatch: boolean,
  found: (text: string, bulkId: string | undefined) => void,
  name?: string,
  bound = new PathBound(),
): void {
  if (typeof data === 'string') {
    if (isPatch && isPath(name)) {
      for (const part of partsOf(data, bound)) {
        const text = unquoted(part);
        if (text !== undefined) found(text, bulkIdOf(text));
      }
    } else found(data, name === URL_NAME ? bulkIdOfLink(data) : bulkIdOf(data));
  } else if (Array.isArray(data)) {
    for (const value of data) eachText(value, isPatch, found, name, bound);
  } else if (isJsonObject(data)) {
    for (const key in data) eachText(data[key] as JsonValue, isPatch, found, key, bound);
  }
}

/**
 * The same with ids in place of references. What has none in it is not copied.
 *
 * @param createdAs what a bulkId stands for; `undefined` leaves the text as it is
 */
export function resolveReferences<Data extends JsonValue>(
  data: Data,
  isPatch: boolean,
  createdAs: (bulkId: string) => Created | undefined,
): Data {
  return resolved(data, { paths: isPatch ? new PathBound() : undefined, createdAs }, undefined) as Data;
}

interface Resolving {
  /** Absent: there are no paths. */
  readonly paths: PathBound | undefined;
  readonly createdAs: (bulkId: string) => Created | undefined;
}

function resolved(data: JsonValue, how: Resolving, name: string | undefined): JsonValue {
  if (typeof data === 'string') return resolvedText(data, how, name);
  if (Array.isArray(data)) {
    const list = data.map((value) => resolved(value, how, name));
    return list.every((value, index) => value === data[index]) ? data : list;
  }
  if (!isJsonObject(data)) return data;
  const members = Object.entries(data).map(([key, value]) => [key, resolved(value, how, key)] as const);
  return members.every(([key, value]) => value === data[key]) ? data : Object.fromEntries(members);
}

function resolvedText(text: string, { paths, createdAs }: Resolving, name: string | undefined): string {
  const idOf = (bulkId: string | undefined) => (bulkId === undefined ? undefined : createdAs(bulkId));
  if (paths !== undefined && isPath(name)) {
    const parts = partsOf(text, paths).map((part) => {
      const created = idOf(bulkIdOf(unquoted(part) ?? ''));
      return created === undefined ? part : JSON.stringify(created.id);
    });
    return parts.join('');
  }
  if (name === URL_NAME) return idOf(bulkIdOfLink(text))?.location ?? text;
  return idOf(bulkIdOf(text))?.id ?? text;
}

function isPath(name: string | undefined): boolean {
  return name !== undefined && name.length === PATH_NAME.length && name.toLowerCase() === PATH_NAME;
}

/**
 * A filter in parts, one after the other: what is quoted, as JSON writes it, is a part of its own. No regular expression, as
 * nobody knows how long the text is. Without a bracket it is no filter.
 */
function partsOf(filter: string, bound: PathBound): string[] {
  if (!filter.includes('[')) return [filter];
  const parts: string[] = [];
  let from = 0;
  for (let start = filter.indexOf('"'); start !== -1; start = filter.indexOf('"', from)) {
    bound.quoted -= 1;
    if (bound.quoted < 0) break;
    let end = start + 1;
    while (end < filter.length && filter[end] !== '"') end += filter[end] === '\\' ? 2 : 1;
    parts.push(filter.slice(from, start), filter.slice(start, end + 1));
    from = end + 1;
  }
  parts.push(filter.slice(from));
  return parts;
}

function unquoted(part: string): string | undefined {
  if (!part.startsWith('"')) return undefined;
  try {
    return JSON.parse(part) as string;
  } catch {
    return undefined;
  }
}
