/** What a PATCH (RFC 7644 §3.5.2) of a group says about its members, and what about the rest. */
import { parseAttributePath } from '../../scim/attribute-path.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../../scim/json.ts';
import { idsInPath, isSelection, withoutCoreSchema } from './member-path.ts';
import { type Members, membersById } from './members.ts';

export interface GroupPatch {
  /** Operations about everything else, in their order. */
  readonly others: readonly JsonObject[];
  /** All members there shall be, where an operation says so; then the changes below are part of it. */
  readonly replace: Members | undefined;
  readonly add: Members;
  readonly remove: ReadonlySet<string>;
}

/** What a backend does not take. Both are asked in the order of the operations. */
export interface GroupPatchRules {
  /** @throws ScimError for an operation that cannot be done */
  operation(operation: JsonObject): void;
  /** @throws ScimError for members that an operation names and that cannot be any */
  members(members: Members): void;
}

/**
 * `undefined` for a request that does not name members by their ids: the backend has to make sense of it.
 *
 * @param body in which all members have usable values (`withUsableMembers`)
 * @param rules default: everything may be asked for
 * @throws ScimError what the rules say
 */
export function readGroupPatch(body: JsonObject, rules?: GroupPatchRules): GroupPatch | undefined {
  const operations = body['Operations'];
  if (!Array.isArray(operations) || !operations.every(isJsonObject)) return undefined;
  const draft = new Draft(rules);
  return operations.every((operation) => draft.take(operation)) ? draft : undefined;
}

class Draft implements GroupPatch {
  readonly others: JsonObject[] = [];
  replace: Map<string, JsonObject> | undefined;
  add = new Map<string, JsonObject>();
  remove = new Set<string>();
  readonly #rules: GroupPatchRules | undefined;

  constructor(rules: GroupPatchRules | undefined) {
    this.#rules = rules;
  }

  /** @returns whether it is clear what the operation means */
  take(operation: JsonObject): boolean {
    this.#rules?.operation(operation);
    const { op, path, value } = operation;
    const name = typeof op === 'string' ? op.toLowerCase() : '';
    if (typeof path === 'string') {
      const plain = withoutCoreSchema(path.trim());
      if (parseAttributePath(plain)?.attribute.toLowerCase() === 'members' || isSelection(plain)) {
        return this.#members(name, plain, value);
      }
      this.others.push(operation);
      return true;
    }
    const members = isJsonObject(value) ? Object.keys(value).filter(isMembers) : [];
    if (!isJsonObject(value) || members.length === 0) {
      this.others.push(operation);
      return true;
    }
    const rest = Object.entries(value).filter(([key]) => !isMembers(key));
    if (rest.length > 0) this.others.push({ ...operation, value: Object.fromEntries(rest) });
    return members.every((key) => this.#members(name, 'members', value[key]));
  }

  #members(op: string, path: string, value: JsonValue | undefined): boolean {
    if (path.includes('[')) {
      const ids = op === 'remove' ? idsInPath(path) : undefined;
      for (const id of ids ?? []) this.#exclude(id);
      return ids !== undefined;
    }
    if (!isMembers(path)) return false;
    if (value === undefined) {
      if (op === 'remove') this.#replaceBy(new Map());
      return op === 'remove';
    }
    const members = membersById(value);
    this.#rules?.members(members);
    if (op === 'add') for (const [id, member] of members) this.#include(id, member);
    else if (op === 'replace') this.#replaceBy(members);
    else if (op !== 'remove') return false;
    // As Microsoft Entra writes it.
    else for (const id of members.keys()) this.#exclude(id);
    return true;
  }

  #replaceBy(members: Map<string, JsonObject>): void {
    this.replace = members;
    this.add = new Map();
    this.remove = new Set();
  }

  #include(id: string, member: JsonObject): void {
    this.replace?.set(id, member);
    this.remove.delete(id);
    this.add.set(id, member);
  }

  #exclude(id: string): void {
    this.replace?.delete(id);
    this.add.delete(id);
    this.remove.add(id);
  }
}

function isMembers(name: string): boolean {
  return withoutCoreSchema(name).toLowerCase() === 'members';
}
