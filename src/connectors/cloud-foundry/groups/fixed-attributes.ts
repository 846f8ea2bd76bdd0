/**
 * What Cloud Foundry gives to a role group. A body may repeat it, in the spellings that clients see; an answer that
 * leaves out another value without a word would look as if it had been taken.
 */
import { ScimError } from '../../../scim/errors.ts';
import type { JsonObject, JsonValue } from '../../../scim/json.ts';
import { at } from '../../../scim/json-access.ts';
import { CUSTOM_GROUP_EXTENSION } from '../../sap-extensions.ts';
import type { Settings } from '../properties.ts';
import { displayName, type GroupRef, groupId, type RoleGroup, sameName } from './role-group.ts';

export interface FixedAttributes {
  readonly displayName?: string | undefined;
  readonly id?: string | undefined;
  /** In the custom extension: the id once more. */
  readonly name?: string | undefined;
}

/** What the body of a POST or PUT says about them; null says nothing. @throws ScimError 400 `mutability` */
export function fixedIn(entity: JsonObject): FixedAttributes {
  return {
    displayName: textOf('displayName', entity['displayName']),
    id: textOf('id', entity['id']),
    name: textOf('name', at(entity, CUSTOM_GROUP_EXTENSION, 'name')),
  };
}

/** Those that the id alone decides. @throws ScimError 400 `mutability` */
export function checkIds(ref: GroupRef, { id, name }: FixedAttributes): void {
  const own = groupId(ref);
  if (id !== undefined && id !== own) throw fixed('id', own);
  if (name !== undefined && name !== own) throw fixed('name', own);
}

/** With the prefix of the property or without, and without regard to case. @throws ScimError 400 `mutability` */
export function checkDisplayName(
  group: RoleGroup,
  given: string,
  { landscape, groupPrefix }: Pick<Settings, 'landscape' | 'groupPrefix'>,
): void {
  const name = displayName(landscape, group);
  const shown = `${groupPrefix}${name}`;
  if (![name, shown].some((own) => sameName(own, given))) throw fixed('displayName', shown);
}

function textOf(attribute: string, value: JsonValue | undefined): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'string') return value;
  throw fixed(attribute);
}

function fixed(attribute: string, own?: string): ScimError {
  const real = own === undefined ? 'a text' : JSON.stringify(own);
  const detail = `${attribute} of a role group is given by Cloud Foundry and cannot be changed: it is ${real}. Nothing was changed.`;
  return new ScimError(400, detail, { scimType: 'mutability' });
}
