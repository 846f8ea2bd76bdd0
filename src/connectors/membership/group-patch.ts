/** What a PATCH (RFC 7644 §3.5.2) of a group says about its members, and what about the rest. */
import { parseAttributePath } from '../../scim/attribute-path.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../../scim/json.ts';
import { idsInPath, withoutCoreSchema } from './member-path.ts';
import { type Members, membersById } from './members.ts';

export interface GroupPatch {
  /** Operations about everything else, in their order. */
  readonly others: readonly JsonObject[];
  /** All members there shall be, where an operation says so; then the changes below are part of it. */
  readonly replace: Members | undefined;
  readonly add: Members;
  readonly remove: ReadonlySet<string>;
}

/**
 * `undefined` for a request that does not name members by their ids: the backend has to make sense of it.
 *
 * @param body in which all members have usable values
 */
export function readGroupPatch(body: JsonObject): GroupPatch | undefined {
  const operations = body['Operations'];
  if (!Array.isArray(operations) || !operations.every(isJsonObject)) return undefined;
  const draft = new Draft();
  return operations.every((operation) => draft.take(operation)) ? draft : undefined;
}

class Draft implements GroupPatch {
  readonly others: JsonObject[] = [];
  replace: Map<string, JsonObject> | undefined;
  add = new Map<string, JsonObject>();
  remove = new Set<string>();

  /** @returns whether it is clear what the operation means */
  take(operation: JsonObject): boolean {
    const { op, path, value } = operation;
    const name = typeof op === 'string' ? op.toLowerCase() : '';
    if (typeof path === 'string') {
      const plain = withoutCoreSchema(path.trim());
      if (parseAttributePath(plain)?.attribute.toLowerCase() === 'members' || /^members\s*\[/i.test(plain)) {
        return this.#members(name, plain, value);
      }
      this.others.push(operation);
      return true;
    }
    const key = isJsonObject(value) ? Object.keys(value).find(isMembers) : undefined;
    if (!isJsonObject(value) || key === undefined) {
      this.others.push(operation);
      return true;
    }
    const { [key]: members, ...rest } = value;
    if (Object.keys(rest).length > 0) this.others.push({ ...operation, value: rest });
    return this.#members(name, 'members', members);
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
