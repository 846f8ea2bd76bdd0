/** What can be filtered and sorted by: the columns behind the UAA's resources. */
import { ZONE } from '../../landscape.ts';
import type { UaaGroup } from '../../store/groups.ts';
import type { UaaUser } from '../../store/users.ts';
import { InvalidFilter } from './ast.ts';

export type Column<T> =
  | {
      readonly kind: 'text';
      readonly read: (row: T) => string | undefined;
      /** Compared with the empty text, whatever the filter says. */
      readonly secret?: boolean;
    }
  /** Milliseconds since the epoch. */
  | { readonly kind: 'time'; readonly read: (row: T) => number }
  | { readonly kind: 'number'; readonly read: (row: T) => number | undefined }
  | { readonly kind: 'boolean'; readonly read: (row: T) => boolean };

export interface Columns<T> {
  /** What a filter may name in any case; here in lower case. */
  readonly filtered: ReadonlyMap<string, Column<T>>;
  /** Attributes that stand for a column of another name, in this spelling only. */
  readonly renamed: ReadonlyMap<string, Column<T>>;
  /** What is selected, in this order, with the names in lower case; `undefined` cannot be sorted by by name. */
  readonly selected: readonly (readonly [string | undefined, Column<T>])[];
}

const id: Column<{ id: string }> = { kind: 'text', read: (row) => row.id };
const created: Column<{ created: number }> = { kind: 'time', read: (row) => row.created };
const lastModified: Column<{ lastModified: number }> = { kind: 'time', read: (row) => row.lastModified };
const version: Column<{ version: number }> = { kind: 'number', read: (row) => row.version };
const zone: Column<unknown> = { kind: 'text', read: () => ZONE };
const empty: Column<unknown> = { kind: 'text', read: () => undefined };

const userName: Column<UaaUser> = { kind: 'text', read: (user) => user.userName };
const email: Column<UaaUser> = { kind: 'text', read: (user) => user.email };
const givenName: Column<UaaUser> = { kind: 'text', read: (user) => user.givenName };
const familyName: Column<UaaUser> = { kind: 'text', read: (user) => user.familyName };
const active: Column<UaaUser> = { kind: 'boolean', read: (user) => user.active };
const phoneNumber: Column<UaaUser> = { kind: 'text', read: (user) => user.phoneNumber };
const verified: Column<UaaUser> = { kind: 'boolean', read: (user) => user.verified };
const origin: Column<UaaUser> = { kind: 'text', read: (user) => user.origin };
const externalId: Column<UaaUser> = { kind: 'text', read: (user) => user.externalId };
const passwordLastModified: Column<UaaUser> = { kind: 'time', read: (user) => user.passwordLastModified };
const lastLogon: Column<UaaUser> = { kind: 'number', read: (user) => user.lastLogonTime };
const previousLogon: Column<UaaUser> = { kind: 'number', read: (user) => user.previousLogonTime };
/** A hash, of an empty password too. */
const password: Column<UaaUser> = { kind: 'text', read: () => '$2a$10$', secret: true };
/** Of old, with a default that nothing changes any more; groups are kept elsewhere. */
const authorities: Column<UaaUser> = { kind: 'text', read: () => 'uaa.user' };

/** `name.givenName`, `externalId` and their like are missing on purpose: the UAA has no columns of such names. */
export const USER_COLUMNS: Columns<UaaUser> = {
  filtered: new Map<string, Column<UaaUser>>([
    ['id', id],
    ['version', version],
    ['created', created],
    ['lastmodified', lastModified],
    ['username', userName],
    ['password', password],
    ['email', email],
    ['givenname', givenName],
    ['familyname', familyName],
    ['active', active],
    ['phonenumber', phoneNumber],
    ['verified', verified],
    ['origin', origin],
    ['external_id', externalId],
    ['identity_zone_id', zone],
    ['passwd_lastmodified', passwordLastModified],
    ['passwd_change_required', { kind: 'boolean', read: () => false }],
    ['last_logon_success_time', lastLogon],
    ['previous_logon_success_time', previousLogon],
  ]),
  renamed: new Map([
    ['emails.value', email],
    ['phoneNumbers.value', phoneNumber],
    ['groups.display', authorities],
  ]),
  selected: [
    ['id', id],
    ['version', version],
    ['created', created],
    ['lastmodified', lastModified],
    ['username', userName],
    ['email', email],
    ['givenname', givenName],
    ['familyname', familyName],
    ['active', active],
    ['phonenumber', phoneNumber],
    ['verified', verified],
    ['origin', origin],
    ['external_id', externalId],
    ['identity_zone_id', zone],
    ['alias_id', empty],
    ['alias_zid', empty],
    // The salt.
    [undefined, empty],
    ['passwd_lastmodified', passwordLastModified],
    ['last_logon_success_time', lastLogon],
    ['previous_logon_success_time', previousLogon],
  ],
};

const displayName: Column<UaaGroup> = { kind: 'text', read: (group) => group.displayName };
const description: Column<UaaGroup> = { kind: 'text', read: (group) => group.description };

const groupColumns: Columns<UaaGroup>['selected'] = [
  ['id', id],
  ['displayname', displayName],
  ['description', description],
  ['created', created],
  ['lastmodified', lastModified],
  ['version', version],
  ['identity_zone_id', zone],
];

export const GROUP_COLUMNS: Columns<UaaGroup> = {
  filtered: new Map(groupColumns.map(([name = '', column]) => [name, column])),
  renamed: new Map(),
  selected: groupColumns,
};

/** The prefix is taken away as it is written here, the column behind it is known in any case. */
const META = /^meta\.(created|lastmodified|version)$/i;

/**
 * The column an attribute of a filter stands for.
 *
 * @throws InvalidFilter
 */
export function filteredColumn<T>(attribute: string, columns: Columns<T>): Column<T> {
  const meta = attribute.startsWith('meta.') ? META.exec(attribute)?.[1] : undefined;
  const column = columns.renamed.get(attribute) ?? columns.filtered.get((meta ?? attribute).toLowerCase());
  if (column === undefined) throw new InvalidFilter(`no column ${attribute}`);
  return column;
}
