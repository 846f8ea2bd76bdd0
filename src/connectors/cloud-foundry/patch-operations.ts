/** What a PATCH (RFC 7644 §3.5.2) of a role group asks for. Only its members can change. */
import { parseAttributePath } from '../../scim/attribute-path.ts';
import { ScimError, type ScimType } from '../../scim/errors.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../../scim/json.ts';
import { GROUP_SCHEMA } from '../../scim/schemas.ts';
import { idsInPath } from '../membership/member-path.ts';
import { memberIds } from './member-values.ts';

export interface GroupPatch {
  /** All members there shall be, where an operation says so; the changes below are part of it then. */
  readonly replace: ReadonlySet<string> | undefined;
  readonly add: ReadonlySet<string>;
  readonly remove: ReadonlySet<string>;
  /** The name that an operation sets; it may only be the one that the group has. */
  readonly displayName: string | undefined;
  /** The id, likewise. */
  readonly id: string | undefined;
  /** The name in the custom extension, which is the id once more. */
  readonly name: string | undefined;
}

/** In lower case: schemas are compared without regard to it. */
const CUSTOM_GROUP = 'urn:sap:cloud:scim:schemas:extension:custom:2.0:group';
/** Names that a value object may repeat without changing anything. */
const REPEATED: ReadonlySet<string> = new Set(['schemas', 'meta']);

/** @throws ScimError 400 `invalidPath`, `invalidValue`, `invalidSyntax`, `mutability` */
export function readPatch(body: JsonObject): GroupPatch {
  const operations = body['Operations'];
  if (!Array.isArray(operations) || !operations.every(isJsonObject)) {
    throw problem('invalidSyntax', 'it needs a list of Operations');
  }
  const draft = new Draft();
  for (const operation of operations) draft.apply(operation);
  return draft;
}

class Draft implements GroupPatch {
  replace: Set<string> | undefined;
  readonly add = new Set<string>();
  readonly remove = new Set<string>();
  displayName: string | undefined;
  id: string | undefined;
  name: string | undefined;

  apply({ op, path, value = null }: JsonObject): void {
    const name = typeof op === 'string' ? op.toLowerCase() : '';
    if (typeof path === 'string') this.#at(name, path.trim(), value);
    else if (name === 'remove') throw problem('noTarget', 'remove needs a path');
    else if (isJsonObject(value)) {
      for (const [attribute, part] of Object.entries(value)) this.#at(name, attribute, part);
    } else throw problem('invalidValue', `${name} without a path needs an object as value`);
  }

  #at(op: string, path: string, value: JsonValue): void {
    if (path.includes('[')) {
      this.#selected(op, path);
      return;
    }
    if (path.toLowerCase() === CUSTOM_GROUP && op !== 'remove' && isJsonObject(value)) {
      for (const [attribute, part] of Object.entries(value)) this.#at(op, `${path}:${attribute}`, part);
      return;
    }
    if (path.toLowerCase() === `${CUSTOM_GROUP}:name`) {
      this.name = this.#fixed(op, 'name', value);
      return;
    }
    const parsed = parseAttributePath(path);
    const isCore = parsed?.schema === undefined || parsed.schema.toLowerCase() === GROUP_SCHEMA.toLowerCase();
    const plain = isCore && parsed?.subAttribute === undefined && parsed?.index === undefined;
    const attribute = plain ? parsed?.attribute.toLowerCase() : undefined;
    if (attribute === 'members') this.#members(op, value);
    else if (attribute === 'displayname') this.displayName = this.#fixed(op, 'displayName', value);
    else if (attribute === 'id') this.id = this.#fixed(op, 'id', value);
    else if (op === 'remove' || attribute === undefined || !REPEATED.has(attribute)) {
      throw problem('mutability', `${JSON.stringify(path.slice(0, 100))} of a role group cannot be changed`);
    }
  }

  #fixed(op: string, attribute: string, value: JsonValue): string {
    if (op !== 'remove' && typeof value === 'string') return value;
    throw problem(
      'mutability',
      `${attribute} of a role group is given by Cloud Foundry and cannot be changed`,
    );
  }

  #members(op: string, value: JsonValue): void {
    if (op === 'add') for (const id of memberIds(value)) this.#include(id);
    else if (op === 'replace') this.#replaceBy(memberIds(value));
    else if (value === null) this.#replaceBy(new Set());
    else for (const id of memberIds(value)) this.#exclude(id);
  }

  /** `members[value eq "x"]` */
  #selected(op: string, path: string): void {
    if (op !== 'remove') {
      throw problem(
        'invalidPath',
        `members are added and removed as a whole; "${op}" takes the path members`,
      );
    }
    const ids = idsInPath(path);
    if (ids === undefined) {
      throw problem('invalidPath', 'members are named as in members[value eq "<id of the user>"]');
    }
    for (const id of ids) this.#exclude(id);
  }

  #replaceBy(ids: Set<string>): void {
    this.replace = ids;
    this.add.clear();
    this.remove.clear();
  }

  #include(id: string): void {
    this.replace?.add(id);
    this.remove.delete(id);
    this.add.add(id);
  }

  #exclude(id: string): void {
    this.replace?.delete(id);
    this.add.delete(id);
    this.remove.add(id);
  }
}

function problem(scimType: ScimType, reason: string): ScimError {
  return new ScimError(400, `The PATCH of this group cannot be done: ${reason}.`, { scimType });
}
