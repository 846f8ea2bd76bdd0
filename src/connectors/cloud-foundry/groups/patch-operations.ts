/** What a PATCH (RFC 7644 §3.5.2) of a role group asks for. Only its members can change. */
import { parseAttributePath } from '../../../scim/attribute-path.ts';
import { ScimError, type ScimType } from '../../../scim/errors.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../../../scim/json.ts';
import { GROUP_SCHEMA } from '../../../scim/schemas.ts';
import { withUsableMembers } from '../../membership/member-operations.ts';
import { idsInPath } from '../../membership/member-path.ts';
import { CUSTOM_GROUP, type FixedAttributes } from './fixed-attributes.ts';
import { memberIds } from './member-values.ts';

/** The fixed attributes are as operations set them, which may only be to what they are. */
export interface GroupPatch extends FixedAttributes {
  /** All members there shall be, where an operation says so; the changes below are part of it then. */
  readonly replace: ReadonlySet<string> | undefined;
  readonly add: ReadonlySet<string>;
  readonly remove: ReadonlySet<string>;
}

/** In lower case: schemas are compared without regard to it. */
const EXTENSION = CUSTOM_GROUP.toLowerCase();
const OPERATIONS: ReadonlySet<string> = new Set(['add', 'replace', 'remove']);
/** Names that a value object may repeat without changing anything. */
const REPEATED: ReadonlySet<string> = new Set(['schemas', 'meta']);

/** @throws ScimError 400 `invalidPath`, `invalidValue`, `invalidSyntax`, `mutability` */
export function readPatch(body: JsonObject): GroupPatch {
  const { Operations: operations } = withUsableMembers(body);
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

  apply({ op, path, value }: JsonObject): void {
    const name = typeof op === 'string' ? op.toLowerCase() : '';
    if (!OPERATIONS.has(name)) throw problem('invalidSyntax', 'op is add, replace or remove');
    if (typeof path === 'string') this.#at(name, path.trim(), value);
    else if (name === 'remove') throw problem('noTarget', 'remove needs a path');
    else if (isJsonObject(value)) {
      for (const [attribute, part] of Object.entries(value)) this.#at(name, attribute, part);
    } else throw problem('invalidValue', `${name} without a path needs an object as value`);
  }

  #at(op: string, path: string, value: JsonValue | undefined): void {
    if (path.includes('[')) {
      this.#selected(op, path);
      return;
    }
    if (path.toLowerCase() === EXTENSION && op !== 'remove' && isJsonObject(value)) {
      for (const [attribute, part] of Object.entries(value)) this.#at(op, `${path}:${attribute}`, part);
      return;
    }
    if (path.toLowerCase() === `${EXTENSION}:name`) {
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

  #fixed(op: string, attribute: string, value: JsonValue | undefined): string {
    if (op !== 'remove' && typeof value === 'string') return value;
    throw problem(
      'mutability',
      `${attribute} of a role group is given by Cloud Foundry and cannot be changed`,
    );
  }

  /** @param value only a removal may do without: it then means all */
  #members(op: string, value: JsonValue | undefined): void {
    const ids = value === undefined ? new Set<string>() : memberIds(value);
    if (op === 'add') for (const id of ids) this.#include(id);
    else if (op === 'replace' || value === undefined) this.#replaceBy(ids);
    else for (const id of ids) this.#exclude(id);
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
