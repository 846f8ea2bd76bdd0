/**
 * Attributes that clients may write and never see (RFC 7643 §7: `writeOnly`, `returned: "never"`): they stand in no answer, and
 * nobody looks for entities by them.
 */

import { parseAttributePath, printAttributePath } from '../attribute-path.ts';
import { ScimError, type ScimType } from '../errors.ts';
import type { AttributePath, Filter } from '../filter-ast.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../json.ts';

/** RFC 7643 §4.1.1. A custom schema or an extension that has an attribute of this name means the same. */
const PASSWORD = 'password';
/** Others, in lower case, by the URN in lower case: those of SAP's Identity Directory that are `writeOnly`. */
const OTHERS: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  [
    'urn:ietf:params:scim:schemas:extension:sap:2.0:user',
    new Set(['sendmail', 'emailtemplatesetid', 'applicationid']),
  ],
]);

/** All of them, as in `urn:…:User:name`, in lower case. */
export const NEVER_RETURNED: readonly string[] = [
  PASSWORD,
  ...[...OTHERS].flatMap(([schema, names]) => [...names].map((name) => `${schema}:${name}`)),
];

/** As the path of a PATCH is read. */
interface PathWithFilter {
  readonly schema: string | undefined;
  readonly attribute: string | undefined;
  readonly filter: { readonly tree: Filter } | undefined;
}

function isPassword(name: string): boolean {
  return name.length === PASSWORD.length && name.toLowerCase() === PASSWORD;
}

function isSchema(name: string): boolean {
  return /^urn:/i.test(name);
}

function isHidden(schema: string, name: string): boolean {
  return isPassword(name) || OTHERS.get(schema.toLowerCase())?.has(name.toLowerCase()) === true;
}

/** @param place names from the root of a resource; numbers are positions in lists */
export function isNeverReturned([first, second]: readonly (string | number)[]): boolean {
  if (typeof first !== 'string') return false;
  if (isPassword(first)) return true;
  if (!isSchema(first)) return false;
  const colon = first.lastIndexOf(':');
  return (
    isHidden(first.slice(0, colon), first.slice(colon + 1)) ||
    (typeof second === 'string' && isHidden(first, second))
  );
}

/** Whether a filter, `sortBy` or the path of a PATCH names such an attribute, or a part of one. */
export function namesNeverReturned({ schema = '', attribute, subAttribute }: AttributePath): boolean {
  if (isHidden(schema, attribute)) return true;
  // A dot behind a URN in place of the colon.
  return subAttribute !== undefined && isHidden(`${schema}:${attribute}`, subAttribute);
}

/** @throws ScimError 400 `invalidFilter` for a filter with such an attribute anywhere in it; it quotes no value */
export function refuseNeverReturned(filter: Filter): void {
  const found = findIn(filter);
  if (found !== undefined) throw neverReturned(`The filter cannot be used: ${found}`, 'invalidFilter');
}

/** @param text as in the request; one that is no attribute path is for others to look at @throws ScimError 400 `invalidFilter` */
export function refuseSortingBy(text: string): void {
  const path = parseAttributePath(text.trim());
  if (path !== undefined && namesNeverReturned(path))
    throw neverReturned(`sortBy cannot be used: ${printAttributePath(path)}`, 'invalidFilter');
}

/**
 * The path of a PATCH that reaches into such an attribute, or selects values by one.
 *
 * @param path with a sub-attribute or a filter; without an attribute, it names a schema
 * @throws ScimError 400 `invalidPath`; it quotes no value
 */
export function refusePathInto({ schema, attribute, filter }: PathWithFilter): void {
  if (attribute === undefined) return;
  const list = { schema, attribute };
  const found = named(list) ?? (filter === undefined ? undefined : findIn(filter.tree, list));
  if (found !== undefined) throw neverReturned(`The path cannot be used: ${found}`, 'invalidPath');
}

/** @param what that was asked with it, and its name: `sortBy cannot be used: password` */
function neverReturned(what: string, scimType: ScimType): ScimError {
  return new ScimError(
    400,
    `${what}: it is never returned (RFC 7643 §7), so nobody can look at it. Leave it out.`,
    { scimType },
  );
}

/** @param list that the filter is about the values of */
function findIn(filter: Filter, list?: AttributePath): string | undefined {
  switch (filter.kind) {
    case 'and':
    case 'or':
      for (const operand of filter.operands) {
        const found = findIn(operand, list);
        if (found !== undefined) return found;
      }
      return undefined;
    case 'not':
      return findIn(filter.operand, list);
    case 'valuePath':
      return named(filter.path) ?? findIn(filter.filter, filter.path);
    default:
      return (
        named(filter.path) ??
        (list === undefined ? undefined : named({ ...list, subAttribute: filter.path.attribute }))
      );
  }
}

function named(path: AttributePath): string | undefined {
  return namesNeverReturned(path) ? printAttributePath(path) : undefined;
}

/** A resource without such attributes; the same object where it has none. */
export type Withhold = (resource: JsonObject) => JsonObject;

/**
 * What takes them out of resources, made once.
 *
 * @param written names from the root, for each place where something is written to resources; what is below may be anything
 * @returns `undefined` where nothing can ever be there
 */
export function withholding(written: readonly (readonly string[])[]): Withhold | undefined {
  if (written.some(([first]) => first === undefined)) {
    return (resource) => without(resource, Object.keys(resource));
  }
  const names = new Set(written.filter(mayHold).map(([first = '']) => first));
  if (names.size === 0) return undefined;
  return (resource) => without(resource, names);
}

/**
 * Of the first names in those places, such as nobody may write to an answer without a look. In other extensions, a password is
 * found where members are carried (`scim/carried/values.ts`).
 */
export function neverCarried(written: readonly (readonly string[])[]): string[] {
  return written.filter(needsLook).map(([first = '']) => first);
}

function needsLook(place: readonly string[]): boolean {
  const [first = ''] = place;
  return isNeverReturned(place) || (place.length === 1 && OTHERS.has(first.toLowerCase()));
}

function mayHold(place: readonly string[]): boolean {
  const [first = ''] = place;
  return isNeverReturned(place) || (place.length === 1 && isSchema(first));
}

/** @param names of the resource that need a look */
function without(resource: JsonObject, names: Iterable<string>): JsonObject {
  let copy: JsonObject | undefined;
  for (const name of names) {
    if (!Object.hasOwn(resource, name)) continue;
    if (isNeverReturned([name])) {
      copy ??= { ...resource };
      delete copy[name];
    } else if (isSchema(name)) {
      const value = resource[name] as JsonValue;
      const left = isJsonObject(value) ? withoutThose(name, value) : value;
      if (left === value) continue;
      copy ??= { ...resource };
      // An extension of which nothing is left is not there (RFC 7643 §3: `schemas` would name it).
      if (left === undefined) delete copy[name];
      else copy[name] = left;
    }
  }
  return copy ?? resource;
}

function withoutThose(schema: string, members: JsonObject): JsonObject | undefined {
  const names = Object.keys(members);
  const left = names.filter((name) => !isHidden(schema, name));
  if (left.length === names.length) return members;
  if (left.length === 0) return undefined;
  return Object.fromEntries(left.map((name) => [name, members[name] as JsonValue]));
}
