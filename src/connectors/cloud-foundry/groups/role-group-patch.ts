/** What a PATCH (RFC 7644 §3.5.2) of a role group asks for. Only its members can change. */
import { parseAttributePath } from '../../../scim/attribute-path.ts';
import { ScimError, type ScimType } from '../../../scim/errors.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../../../scim/json.ts';
import { GROUP_SCHEMA } from '../../../scim/schemas.ts';
import { readGroupPatch } from '../../membership/group-patch.ts';
import { withUsableMembers } from '../../membership/member-operations.ts';
import { idsInPath } from '../../membership/member-path.ts';
import { CUSTOM_GROUP_EXTENSION } from '../../sap-extensions.ts';
import type { FixedAttributes } from './fixed-attributes.ts';
import { requireUsers } from './member-values.ts';

/** The fixed attributes are as operations set them, which may only be to what they are. */
export interface RoleGroupPatch extends FixedAttributes {
  /** All members there shall be, where an operation says so; the changes below are part of it then. */
  readonly replace: ReadonlySet<string> | undefined;
  readonly add: ReadonlySet<string>;
  readonly remove: ReadonlySet<string>;
}

/** In lower case: schemas are compared without regard to it. */
const EXTENSION = CUSTOM_GROUP_EXTENSION.toLowerCase();
const OPERATIONS: ReadonlySet<string> = new Set(['add', 'replace', 'remove']);
/** Names that a value object may repeat without changing anything. */
const REPEATED: ReadonlySet<string> = new Set(['schemas', 'meta']);

/** @throws ScimError 400 `invalidPath`, `invalidValue`, `invalidSyntax`, `mutability` */
export function readRoleGroupPatch(body: JsonObject): RoleGroupPatch {
  const fixed = new Fixed();
  const patch = readGroupPatch(withUsableMembers(body), {
    operation: (operation) => fixed.check(operation),
    members: requireUsers,
  });
  // Whatever else is not clear was refused operation by operation.
  if (patch === undefined) throw problem('invalidSyntax', 'it needs a list of Operations');
  const { replace, add, remove } = patch;
  const { displayName, id, name } = fixed;
  return {
    replace: replace === undefined ? undefined : new Set(replace.keys()),
    add: new Set(add.keys()),
    remove,
    displayName,
    id,
    name,
  };
}

/** Refuses what is not about members, unless it repeats what the group is. */
class Fixed implements FixedAttributes {
  displayName: string | undefined;
  id: string | undefined;
  name: string | undefined;

  check({ op, path, value }: JsonObject): void {
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
      checkSelection(op, path);
      return;
    }
    if (path.toLowerCase() === EXTENSION && op !== 'remove' && isJsonObject(value)) {
      for (const [attribute, part] of Object.entries(value)) this.#at(op, `${path}:${attribute}`, part);
      return;
    }
    if (path.toLowerCase() === `${EXTENSION}:name`) {
      this.name = repeated(op, 'name', value);
      return;
    }
    const parsed = parseAttributePath(path);
    const isCore = parsed?.schema === undefined || parsed.schema.toLowerCase() === GROUP_SCHEMA.toLowerCase();
    const plain = isCore && parsed?.subAttribute === undefined && parsed?.index === undefined;
    const attribute = plain ? parsed?.attribute.toLowerCase() : undefined;
    if (attribute === 'members') return;
    if (attribute === 'displayname') this.displayName = repeated(op, 'displayName', value);
    else if (attribute === 'id') this.id = repeated(op, 'id', value);
    else if (op === 'remove' || attribute === undefined || !REPEATED.has(attribute)) {
      throw problem('mutability', `${JSON.stringify(path.slice(0, 100))} of a role group cannot be changed`);
    }
  }
}

function repeated(op: string, attribute: string, value: JsonValue | undefined): string {
  if (op !== 'remove' && typeof value === 'string') return value;
  throw problem('mutability', `${attribute} of a role group is given by Cloud Foundry and cannot be changed`);
}

/** `members[value eq "x"]` */
function checkSelection(op: string, path: string): void {
  if (op !== 'remove') {
    throw problem('invalidPath', `members are added and removed as a whole; "${op}" takes the path members`);
  }
  if (idsInPath(path) === undefined) {
    throw problem('invalidPath', 'members are named as in members[value eq "<id of the user>"]');
  }
}

function problem(scimType: ScimType, reason: string): ScimError {
  return new ScimError(400, `The PATCH of this group cannot be done: ${reason}.`, { scimType });
}
