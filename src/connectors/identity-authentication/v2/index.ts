/** Version 2 of the SCIM API of Identity Authentication: Identity Directory (`/scim`), as entity connections. */
import type { EntityConnector } from '../../connector.ts';
import type { UpstreamClient } from '../../http/upstream-client.ts';
import { EntityApi } from '../../scim-api/entity-api.ts';
import type { EntityKind } from '../../scim-api/entity-kind.ts';
import type { Settings } from '../properties.ts';
import type { AnswerLimits } from '../tenant-limits.ts';
import { carriedOver } from './carried-over.ts';
import { GroupWrites } from './group-writes.ts';
import { IdentityDirectoryEntities } from './identity-directory-entities.ts';
import { LongLists } from './long-lists.ts';
import { patchBody } from './patch-body.ts';
import { UserWrites } from './user-writes.ts';

export { tenantError } from './error.ts';

/** `P000123` of users, T-users of systems, 24 hexadecimal digits of groups. */
const VERSION_1_ID = /^(?:[PT]\d{6,12}|[\da-f]{24})$/;

/** @param now milliseconds since the epoch */
export function version2Entities(
  client: UpstreamClient,
  settings: Settings,
  limits: AnswerLimits,
  now: () => number,
): { readonly users: EntityConnector; readonly groups: EntityConnector } {
  const { filters, ifMatchWildcard, completeLists, uniqueAttributes, retries, putAsPatch } = settings;
  const users = new EntityApi('user', client, { ifMatchWildcard, patchBody, hintFor });
  const groups = new EntityApi('group', client, { ifMatchWildcard, patchBody, hintFor });
  const groupsOfUsers = new LongLists(users, groups, limits.groups);
  const membersOfGroups = new LongLists(groups, users, limits.members);
  const optionsFor = (kind: EntityKind) => ({
    filter: filters[kind],
    completeLists: completeLists[kind],
    uniqueAttribute: uniqueAttributes[kind],
    createAttempts: retries.attempts,
    carryOver: settings.carryOver ? carriedOver(kind, putAsPatch) : undefined,
    erasesUnnamed: !settings.carryOver && !putAsPatch,
    now,
  });
  const userWrites = new UserWrites(users, { putAsPatch });
  const { memberThreshold: threshold } = settings;
  const groupWrites = new GroupWrites(groups, membersOfGroups, { threshold, putAsPatch, now });
  return {
    users: new IdentityDirectoryEntities(users, groupsOfUsers, userWrites, optionsFor('user')),
    groups: new IdentityDirectoryEntities(groups, membersOfGroups, groupWrites, optionsFor('group')),
  };
}

function hintFor(id: string): string | undefined {
  return VERSION_1_ID.test(id)
    ? 'This looks like an id of version 1 of the API; version 2 has UUIDs as ids.'
    : undefined;
}
