/** What a request body may hold, and that all of it is what the client meant: nothing is lost or changed in reading. */
import { type JSONPath, type JSONVisitor, visit } from 'jsonc-parser';
import { ownInAnyCase } from '../../scim/any-case.ts';
import { ScimError } from '../../scim/errors.ts';
import { losesDigits } from '../../scim/exact-json.ts';
import { isJsonObject, type JsonObject } from '../../scim/json.ts';

/** Levels of objects and lists; SCIM needs four, and recursion behind us must not overflow the stack. */
export const DEEPEST = 64;

/**
 * Values of one list. A list of members may be longer: `members` of a group, and what the operations of a PATCH do to it.
 */
const LONGEST_LIST = 5_000;

/** Characters of names and paths in messages; they come from the client and can be of any length. */
const LONGEST_NAME = 100;
const LONGEST_PATH = 200;

/**
 * What the members of a group are called here: the one list that may be long. In a Bulk request (RFC 7644 §3.7) those of all
 * groups of the system, in the data of its operations, which may be many themselves.
 */
export type LongLists = string | { readonly ofOperations: readonly string[] };

export function invalidSyntax(detail: string): ScimError {
  return new ScimError(400, detail, { scimType: 'invalidSyntax' });
}

/**
 * @param body what `JSON.parse` made of `text`
 * @throws ScimError 400 that says where, without repeating a value
 */
export function checkContent(body: JsonObject, text: string, longLists: LongLists): void {
  const { members, hasHugeNumber } = checkValues(body, longLists);
  // Both are rare, and walking through the text takes several times as long as all the rest.
  if (hasHugeNumber || memberNames(text) > members) checkText(text);
}

/**
 * The same of a large body, whose text nobody walks through only to say where something is.
 *
 * @param names members of all objects of the text
 * @throws ScimError 400
 */
export function checkLargeContent(body: JsonObject, names: number, longLists: LongLists): void {
  const { members, hasHugeNumber } = checkValues(body, longLists);
  if (hasHugeNumber) {
    throw new ScimError(
      400,
      'A number in the request body has more digits than a JSON number keeps. Send it as text, in quotes.',
      { scimType: 'invalidValue' },
    );
  }
  if (names > members) {
    throw invalidSyntax(
      'An attribute stands twice in one object of the request body. Send it once: only one of the two values could be kept.',
    );
  }
}

interface Walked {
  /** Members of all objects. */
  readonly members: number;
  /** A number that may be written otherwise than it was read. */
  readonly hasHugeNumber: boolean;
}

/**
 * Walks without recursion. `__proto__` is no attribute name (RFC 7643 §2.1: names begin with a letter), and a trap for
 * code that copies members by assignment; `constructor` and `prototype` are names like any other.
 */
function checkValues(body: JsonObject, longLists: LongLists): Walked {
  let members = 0;
  let hasHugeNumber = false;
  const open: { readonly node: unknown; readonly depth: number }[] = [{ node: body, depth: 1 }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { node, depth } = next;
    if (typeof node === 'number' && Math.abs(node) > Number.MAX_SAFE_INTEGER) hasHugeNumber = true;
    if (typeof node === 'string' && !node.isWellFormed())
      throw invalidSyntax('A text in the request body has half of a surrogate pair.');
    if (typeof node !== 'object' || node === null) continue;
    if (depth > DEEPEST) throw tooDeep();
    if (Object.hasOwn(node, '__proto__')) throw invalidSyntax('"__proto__" is not an attribute name.');
    const isList = Array.isArray(node);
    if (isList && node.length > LONGEST_LIST) refuseLongList(body, node, longLists);
    const children = isList ? node : Object.values(node);
    if (!isList) members += children.length;
    for (const child of children) open.push({ node: child, depth: depth + 1 });
  }
  return { members, hasHugeNumber };
}

/**
 * Quotes with a colon behind them: one for every member name, and a few more where a text has such a pair. So the text
 * has at least as many as there were members, and exactly as many only if none of them was lost.
 */
function memberNames(text: string): number {
  let names = 0;
  for (let colon = text.indexOf(':'); colon !== -1; colon = text.indexOf(':', colon + 1)) {
    let before = colon - 1;
    while (text.charCodeAt(before) <= 0x20) before -= 1;
    if (text[before] === '"') names += 1;
  }
  return names;
}

/**
 * Reads the text itself, for what `JSON.parse` swallows: a member that stands twice in one object, of which it keeps the
 * last, and digits. A member that was swallowed was not walked through either, so depth is looked at again.
 */
function checkText(text: string): void {
  const names: Set<string>[] = [];
  let depth = 0;
  const descend = () => {
    depth += 1;
    if (depth > DEEPEST) throw tooDeep();
  };
  const ascend = () => {
    depth -= 1;
  };
  const visitor: JSONVisitor = {
    onObjectBegin: () => {
      names.push(new Set());
      descend();
    },
    onObjectEnd: () => {
      names.pop();
      ascend();
    },
    onArrayBegin: descend,
    onArrayEnd: ascend,
    onObjectProperty: (name, _offset, _length, _line, _character, path) => {
      const known = names.at(-1);
      if (known?.has(name)) throw givenTwice(name, path());
      known?.add(name);
    },
    onLiteralValue: (value, offset, length, _line, _character, path) => {
      if (typeof value !== 'number') return;
      if (losesDigits(text.slice(offset, offset + length))) throw tooManyDigits(path());
      if (!Number.isFinite(value))
        throw invalidSyntax(`A number in the request body is too large: ${printPath(path())}.`);
    },
  };
  visit(text, visitor);
}

/** @throws ScimError 400, unless it is a list that may be long */
function refuseLongList(body: JsonObject, list: unknown, longLists: LongLists): void {
  const isBulk = typeof longLists !== 'string';
  const where = isBulk ? placeInBulk(body, list) : placeInRequest(body, list);
  const names = isBulk ? [...longLists.ofOperations, OPERATIONS_OF_BULK] : [longLists];
  if (where !== undefined && names.some((name) => isMembers(where, name))) return;
  const at = where === undefined ? 'A list' : `The list "${shorten(where, LONGEST_NAME)}"`;
  throw new ScimError(
    400,
    `${at} in the request body has more than ${LONGEST_LIST} values; only the members of a group may be more.`,
    { scimType: 'invalidValue' },
  );
}

function placeInRequest(body: JsonObject, list: unknown): string | undefined {
  const { entity } = body;
  // A question about a write (`.explain`) has its body one level down.
  return placeOf(body, list) ?? (isJsonObject(entity) ? placeOf(entity, list) : undefined);
}

/** Of the list of operations, which has a bound of its own (ipsproxy.bulk.max.operations); no attribute can be called so. */
const OPERATIONS_OF_BULK = '/operations';

function placeInBulk(body: JsonObject, list: unknown): string | undefined {
  const operations = ownInAnyCase(body, 'Operations');
  if (operations === list) return OPERATIONS_OF_BULK;
  for (const operation of Array.isArray(operations) ? operations : []) {
    const data = ownInAnyCase(operation, 'data');
    const place = isJsonObject(data) ? placeOf(data, list) : undefined;
    if (place !== undefined) return place;
  }
  return undefined;
}

/** The attribute that holds the list: of the body, or what an operation of a PATCH does to it. */
function placeOf(body: JsonObject, list: unknown): string | undefined {
  for (const [name, value] of Object.entries(body)) {
    if (value === list) return name;
    if (!Array.isArray(value) || name.toLowerCase() !== 'operations') continue;
    for (const operation of value) {
      const place = isJsonObject(operation) ? placeInOperation(operation, list) : undefined;
      if (place !== undefined) return place;
    }
  }
  return undefined;
}

function placeInOperation(operation: JsonObject, list: unknown): string | undefined {
  for (const [name, value] of Object.entries(operation)) {
    if (name.toLowerCase() !== 'value') continue;
    const path = Object.entries(operation).find(([key]) => key.toLowerCase() === 'path')?.[1];
    if (value === list) return typeof path === 'string' ? path : 'value';
    if (isJsonObject(value)) return Object.entries(value).find(([, member]) => member === list)?.[0];
  }
  return undefined;
}

/** Whichever URN stands in front of it. */
function isMembers(name: string, membersName: string): boolean {
  return (
    name
      .slice(name.lastIndexOf(':') + 1)
      .trim()
      .toLowerCase() === membersName.toLowerCase()
  );
}

export function tooDeep(): ScimError {
  return invalidSyntax(`The request body is nested more than ${DEEPEST} levels deep.`);
}

function givenTwice(name: string, parent: JSONPath): ScimError {
  return invalidSyntax(
    `The attribute "${shorten(name, LONGEST_NAME)}" stands twice in one object of the request body, at ${printPath([...parent, name])}. Send it once: only one of the two values could be kept.`,
  );
}

function tooManyDigits(path: JSONPath): ScimError {
  return new ScimError(
    400,
    `The number at ${printPath(path)} in the request body has more digits than a JSON number keeps. Send it as text, in quotes.`,
    { scimType: 'invalidValue' },
  );
}

/** `emails[0].value`, and `urn:…:User:manager.value` for what a schema's URN stands in front of. */
function printPath(path: JSONPath): string {
  let printed = '';
  let separator = '';
  for (const step of path) {
    if (typeof step === 'number') {
      printed += `[${step}]`;
      separator = '.';
    } else {
      printed += `${separator}${shorten(step, LONGEST_NAME)}`;
      separator = step.includes(':') ? ':' : '.';
    }
  }
  return shorten(printed, LONGEST_PATH);
}

function shorten(text: string, longest: number): string {
  return text.length > longest ? `${text.slice(0, longest).toWellFormed()}…` : text.toWellFormed();
}
