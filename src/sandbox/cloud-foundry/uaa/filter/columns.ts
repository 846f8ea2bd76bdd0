/** What can be filtered and sorted by: the columns behind the UAA's resources. */
import { ZONE } from '../../landscape.ts';
import type { UaaGroup } from '../../store/groups.ts';
import type { UaaUser } from '../../store/users.ts';

export type Column<T> =
  | { readonly kind: 'text'; readonly read: (row: T) => string | undefined }
  /** Milliseconds since the epoch. */
  | { readonly kind: 'time'; readonly read: (row: T) => number }
  | { readonly kind: 'number'; readonly read: (row: T) => number | undefined }
  | { readonly kind: 'boolean'; readonly read: (row: T) => boolean };

/** By attribute name in lower case. */
export type Columns<T> = ReadonlyMap<string, Column<T>>;

const id: Column<{ id: string }> = { kind: 'text', read: (row) => row.id };
const created: Column<{ created: number }> = { kind: 'time', read: (row) => row.created };
const lastModified: Column<{ lastModified: number }> = { kind: 'time', read: (row) => row.lastModified };
const version: Column<{ version: number }> = { kind: 'number', read: (row) => row.version };
const zone: Column<unknown> = { kind: 'text', read: () => ZONE };

const email: Column<UaaUser> = { kind: 'text', read: (user) => user.email };
const phoneNumber: Column<UaaUser> = { kind: 'text', read: (user) => user.phoneNumber };

/** `name.givenName` and its like are missing on purpose: the UAA has no column for them. */
export const USER_COLUMNS: Columns<UaaUser> = new Map<string, Column<UaaUser>>([
  ['id', id],
  ['username', { kind: 'text', read: (user) => user.userName }],
  ['email', email],
  ['emails.value', email],
  ['givenname', { kind: 'text', read: (user) => user.givenName }],
  ['familyname', { kind: 'text', read: (user) => user.familyName }],
  ['active', { kind: 'boolean', read: (user) => user.active }],
  ['verified', { kind: 'boolean', read: (user) => user.verified }],
  ['origin', { kind: 'text', read: (user) => user.origin }],
  ['external_id', { kind: 'text', read: (user) => user.externalId }],
  ['phonenumber', phoneNumber],
  ['phonenumbers.value', phoneNumber],
  ['created', created],
  ['meta.created', created],
  ['lastmodified', lastModified],
  ['meta.lastmodified', lastModified],
  ['version', version],
  ['meta.version', version],
  ['identity_zone_id', zone],
  ['last_logon_success_time', { kind: 'number', read: (user) => user.lastLogonTime }],
  ['previous_logon_success_time', { kind: 'number', read: (user) => user.previousLogonTime }],
]);

export const GROUP_COLUMNS: Columns<UaaGroup> = new Map<string, Column<UaaGroup>>([
  ['id', id],
  ['displayname', { kind: 'text', read: (group) => group.displayName }],
  ['description', { kind: 'text', read: (group) => group.description }],
  ['created', created],
  ['meta.created', created],
  ['lastmodified', lastModified],
  ['meta.lastmodified', lastModified],
  ['version', version],
  ['meta.version', version],
  ['identity_zone_id', zone],
]);
