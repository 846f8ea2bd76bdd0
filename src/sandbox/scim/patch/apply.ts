/** PATCH (RFC 7644 §3.5.2): the operations one after the other, on a copy. */
import { isDeepStrictEqual } from 'node:util';
import { isJsonObject, type JsonObject, type JsonValue } from '../../../scim/json.ts';
import { refused } from '../failure.ts';
import { type Address, definitionAt, member, memberName } from '../schema/address.ts';
import type { ResourceType } from '../schema/resource-types.ts';
import { type PatchPath, parsePath } from './path.ts';

type Action = 'add' | 'replace' | 'remove';

/**
 * @param resource as it is shown; changed in place
 * @throws {Failure} 400 `invalidSyntax`, `invalidPath`, `invalidFilter`, `invalidValue`, `noTarget` or `mutability`
 */
export function applyPatch(type: ResourceType, resource: JsonObject, body: JsonObject): JsonObject {
  const operations = member(body, 'Operations');
  if (!Array.isArray(operations) || operations.length === 0) {
    throw refused('invalidSyntax', 'A PATCH has Operations, a list with at least one.');
  }
  for (const operation of operations) {
    if (!isJsonObject(operation)) throw refused('invalidSyntax', 'An operation is a JSON object.');
    applyOperation(type, resource, operation);
  }
  return resource;
}

function applyOperation(type: ResourceType, resource: JsonObject, operation: JsonObject): void {
  const action = actionOf(member(operation, 'op'));
  const path = member(operation, 'path');
  const value = member(operation, 'value');
  if (path !== undefined && typeof path !== 'string') throw refused('invalidPath', 'A path is a text.');
  if (action === 'remove') {
    if (path === undefined) throw refused('noTarget', 'remove needs a path.');
    remove(type, resource, parsePath(type, path));
    return;
  }
  if (value === undefined) throw refused('invalidValue', `${action} needs a value.`);
  if (path !== undefined) {
    put(type, resource, parsePath(type, path), value, action);
    return;
  }
  if (!isJsonObject(value))
    throw refused('invalidValue', `${action} without path has a JSON object as value.`);
  for (const [name, each] of Object.entries(value)) {
    put(type, resource, parsePath(type, name), each, action);
  }
}

/** In any case: there are clients that write `Replace`. */
function actionOf(op: JsonValue | undefined): Action {
  const action = String(op).toLowerCase();
  if (action === 'add' || action === 'replace' || action === 'remove') return action;
  throw refused('invalidSyntax', `An operation is add, replace or remove, not ${JSON.stringify(op)}.`);
}

function put(
  type: ResourceType,
  resource: JsonObject,
  path: PatchPath,
  value: JsonValue,
  action: 'add' | 'replace',
): void {
  requireMutable(type, path);
  const { extension, attribute, sub, elements } = path;
  if (attribute === undefined) {
    if (!isJsonObject(value)) throw refused('invalidValue', `${path.text} has a JSON object as value.`);
    for (const [name, each] of Object.entries(value)) {
      put(type, resource, { ...path, attribute: name, text: `${path.text}:${name}` }, each, action);
    }
    return;
  }
  const home = extension === undefined ? resource : objectAt(resource, extension);
  if (elements !== undefined) {
    putElements(home, path, value, action);
    return;
  }
  if (sub !== undefined) {
    const target = home[memberName(home, attribute) ?? attribute];
    if (Array.isArray(target)) for (const each of target) set(requireObject(each, path), sub, value);
    else set(objectAt(home, attribute), sub, value);
    return;
  }
  const before = member(home, attribute);
  const multiValued = definitionAt(type, path)?.multiValued ?? Array.isArray(before);
  if (multiValued && action === 'add') {
    const added = Array.isArray(value) ? value : [value];
    set(home, attribute, withAdded(Array.isArray(before) ? before : [], added));
  } else if (isJsonObject(before) && isJsonObject(value)) {
    for (const [name, each] of Object.entries(value)) set(before, name, each);
  } else set(home, attribute, multiValued && !Array.isArray(value) && value !== null ? [value] : value);
}

/** The elements that the filter means get the value, or are it. */
function putElements(home: JsonObject, path: PatchPath, value: JsonValue, action: 'add' | 'replace'): void {
  const { attribute = '', sub } = path;
  const list = member(home, attribute);
  const chosen = chosenOf(list, path);
  if (chosen.length === 0) throw refused('noTarget', `Nothing is at ${path.text}.`);
  for (const element of chosen) {
    if (sub !== undefined) set(element, sub, value);
    else if (action === 'add') Object.assign(element, requireObject(value, path));
    else {
      for (const name of Object.keys(element)) delete element[name];
      Object.assign(element, requireObject(value, path));
    }
  }
  if (Array.isArray(list)) keepOnePrimary(list, chosen);
}

function remove(type: ResourceType, resource: JsonObject, path: PatchPath): void {
  requireMutable(type, path);
  const { extension, attribute, sub, elements } = path;
  if (attribute === undefined) {
    unset(resource, extension ?? '');
    return;
  }
  const home = extension === undefined ? resource : member(resource, extension);
  if (!isJsonObject(home)) return;
  const value = member(home, attribute);
  if (elements !== undefined) {
    const chosen = chosenOf(value, path);
    if (sub !== undefined) for (const each of chosen) unset(each, sub);
    else if (Array.isArray(value))
      set(
        home,
        attribute,
        value.filter((each) => !chosen.includes(each as JsonObject)),
      );
  } else if (sub === undefined) unset(home, attribute);
  else for (const each of Array.isArray(value) ? value : [value]) if (isJsonObject(each)) unset(each, sub);
}

function requireMutable(type: ResourceType, path: PatchPath): void {
  const attribute: Address = { extension: path.extension, attribute: path.attribute };
  if ([attribute, path].some((address) => definitionAt(type, address)?.mutability === 'readOnly')) {
    throw refused('mutability', `${path.text} can only be read.`);
  }
}

function chosenOf(list: JsonValue | undefined, { elements }: PatchPath): JsonObject[] {
  return (Array.isArray(list) ? list : []).filter(isJsonObject).filter((each) => elements?.(each) ?? false);
}

/** A value that is there already is not added again; a member is one when its `value` is. */
function withAdded(list: readonly JsonValue[], added: readonly JsonValue[]): JsonValue[] {
  const result = [...list];
  for (const each of added) if (!result.some((known) => isSame(known, each))) result.push(each);
  keepOnePrimary(result, added.filter(isJsonObject));
  return result;
}

function isSame(known: JsonValue, added: JsonValue): boolean {
  if (!isJsonObject(known) || !isJsonObject(added)) return isDeepStrictEqual(known, added);
  const [value, other] = [member(known, 'value'), member(added, 'value')];
  return (
    value !== undefined &&
    String(value) === String(other) &&
    member(known, 'type') === (member(added, 'type') ?? member(known, 'type'))
  );
}

/** RFC 7644 §3.5.2: a value that becomes primary takes that from the one that was. */
function keepOnePrimary(list: readonly JsonValue[], changed: readonly JsonObject[]): void {
  const primary = changed.find((each) => member(each, 'primary') === true);
  if (primary === undefined) return;
  for (const each of list)
    if (isJsonObject(each) && each !== primary && each['primary'] === true) each['primary'] = false;
}

/** The object there, made where there is none. */
function objectAt(object: JsonObject, name: string): JsonObject {
  const found = memberName(object, name) ?? name;
  const value = object[found];
  if (isJsonObject(value)) return value;
  const made: JsonObject = {};
  object[found] = made;
  return made;
}

function requireObject(value: JsonValue, { text }: PatchPath): JsonObject {
  if (!isJsonObject(value)) throw refused('invalidValue', `${text} has JSON objects as values.`);
  return value;
}

function set(object: JsonObject, name: string, value: JsonValue): void {
  object[memberName(object, name) ?? name] = value;
}

function unset(object: JsonObject, name: string): void {
  const found = memberName(object, name);
  if (found !== undefined) delete object[found];
}
