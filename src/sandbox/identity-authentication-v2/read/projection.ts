/** `attributes` and `excludedAttributes` (RFC 7644 §3.9): which parts of a resource an answer has. */
import { isJsonObject, type JsonObject, type JsonValue } from '../../../scim/json.ts';
import { invalidValue } from '../failure.ts';
import type { Kind } from '../schema/registry.ts';
import { resolveExtension, resolveName } from '../schema/resolve.ts';
import { SAP_GROUP } from '../schema/urns.ts';
import type { Directory } from '../store/directory.ts';
import { type PartPage, parsePartPage } from './part-page.ts';

/** Members to keep or to leave out; `true`: the whole member. */
type Tree = Map<string, Tree | true>;

export interface Projection {
  readonly only: Tree | undefined;
  readonly without: Tree | undefined;
  /** `attributes=members[startId=initial&count=100]`, where the tenant understands it. */
  readonly part: PartPage | undefined;
}

const NAMES_WITH_PAGING: Readonly<Record<Kind, string>> = { User: 'groups', Group: 'members' };

/** @param inList `children` of groups comes in single reads only (documented) */
export function parseProjection(
  directory: Directory,
  kind: Kind,
  attributes: string | undefined,
  excludedAttributes: string | undefined,
  inList: boolean,
): Projection {
  const names = splitNames(attributes);
  if (inList && names.some((name) => name.toLowerCase() === `${SAP_GROUP}:children`.toLowerCase())) {
    throw invalidValue(`Attribute '${SAP_GROUP}:children' can be read for a single group only`);
  }
  const paged = NAMES_WITH_PAGING[kind];
  const part = names.map((name) => parsePartPage(name, paged)).find((page) => page !== undefined);
  // A tenant that knows no such paging sees the name only.
  const plain = names.map((name) => name.replace(/\[.*\]$/s, ''));
  return {
    only: treeOf(directory, kind, plain),
    without: treeOf(directory, kind, splitNames(excludedAttributes)),
    part: directory.settings.memberPaging ? part : undefined,
  };
}

/** False where the answer will not have this core attribute, so that nobody needs to make it. */
export function includes({ only, without }: Projection, name: string): boolean {
  return (only === undefined || only.has(name)) && without?.get(name) !== true;
}

/** `id` and `schemas` always stay, and with a page of members the `meta` that tells of the next one. */
export function project(document: JsonObject, projection: Projection): JsonObject {
  const { only, without, part } = projection;
  let result = document;
  if (only !== undefined) {
    const always: Tree = new Map([...only, ['id', true], ['schemas', true]]);
    result = keep(result, part === undefined ? always : always.set('meta', true));
  }
  return without === undefined ? result : drop(result, without, true);
}

function splitNames(text: string | undefined): string[] {
  return (text ?? '')
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
}

function treeOf(directory: Directory, kind: Kind, names: readonly string[]): Tree | undefined {
  if (names.length === 0) return undefined;
  const tree: Tree = new Map();
  for (const name of names) {
    const extension = resolveExtension(directory.schemas, kind, name);
    const address = extension === undefined ? resolveName(directory.schemas, kind, name) : undefined;
    if (extension !== undefined) insert(tree, [extension]);
    if (address === undefined) continue;
    const path = [address.extension, address.attribute.name, address.sub?.name];
    insert(
      tree,
      path.filter((step) => step !== undefined),
    );
  }
  return tree;
}

function insert(tree: Tree, [step, ...rest]: readonly string[]): void {
  if (step === undefined || tree.get(step) === true) return;
  if (rest.length === 0) {
    tree.set(step, true);
    return;
  }
  const present = tree.get(step);
  const branch: Tree = present instanceof Map ? present : new Map();
  tree.set(step, branch);
  insert(branch, rest);
}

function keep(object: JsonObject, tree: Tree): JsonObject {
  const result: JsonObject = {};
  for (const [name, value] of Object.entries(object)) {
    const branch = tree.get(name);
    if (branch !== undefined)
      result[name] = branch === true ? value : within(value, (each) => keep(each, branch));
  }
  return result;
}

function drop(object: JsonObject, tree: Tree, top: boolean): JsonObject {
  const result: JsonObject = {};
  for (const [name, value] of Object.entries(object)) {
    const branch = top && (name === 'id' || name === 'schemas') ? undefined : tree.get(name);
    if (branch === true) continue;
    result[name] = branch === undefined ? value : within(value, (each) => drop(each, branch, false));
  }
  return result;
}

function within(value: JsonValue, change: (object: JsonObject) => JsonObject): JsonValue {
  if (Array.isArray(value))
    return value.map((element) => (isJsonObject(element) ? change(element) : element));
  return isJsonObject(value) ? change(value) : value;
}
