/** Rows of Cloud Controller as what they mean here. */
import type { JsonObject } from '../../../scim/json.ts';
import { textAt } from '../../../scim/json-access.ts';
import type { Organization, Space } from '../groups/role-group.ts';
import type { Rows } from './cloud-controller.ts';

export interface Assignment {
  /** GUID of the role, which is one user's. */
  readonly guid: string;
  readonly type: string;
  readonly user: string;
  /** GUID of the organization or space. */
  readonly target: string;
  readonly userName: string | undefined;
  /** Unknown also for users that are gone, and while their identity provider is switched off. */
  readonly origin: string | undefined;
}

/** @param rows roles, with their users where origins matter */
export function assignmentsOf({ resources, included }: Rows): Assignment[] {
  const users = new Map(included.users.map((user) => [textAt(user, 'guid'), user]));
  return resources.flatMap((row) => {
    const guid = textAt(row, 'guid');
    const type = textAt(row, 'type');
    const user = textAt(row, 'relationships', 'user', 'data', 'guid');
    const target =
      textAt(row, 'relationships', 'organization', 'data', 'guid') ??
      textAt(row, 'relationships', 'space', 'data', 'guid');
    if (guid === undefined || type === undefined || user === undefined || target === undefined) return [];
    const known = users.get(user);
    return [
      { guid, type, user, target, userName: textAt(known, 'username'), origin: textAt(known, 'origin') },
    ];
  });
}

export function organizationOf(row: JsonObject): Organization | undefined {
  const guid = textAt(row, 'guid');
  const name = textAt(row, 'name');
  return guid === undefined || name === undefined ? undefined : { guid, name };
}

/** @param organizations those by which a space can be named, by GUID */
export function spaceOf(
  row: JsonObject,
  organizations: ReadonlyMap<string, Organization>,
): Space | undefined {
  const guid = textAt(row, 'guid');
  const name = textAt(row, 'name');
  const organization = organizations.get(textAt(row, 'relationships', 'organization', 'data', 'guid') ?? '');
  if (guid === undefined || name === undefined || organization === undefined) return undefined;
  return { guid, name, organization };
}

export function organizationsByGuid(rows: readonly JsonObject[]): Map<string, Organization> {
  const found = rows.map(organizationOf).filter((organization) => organization !== undefined);
  return new Map(found.map((organization) => [organization.guid, organization]));
}
