/** What a stand-in tenant can be told. Every option has a default; the defaults are the strict, documented ones. */

/** Authorizations of the system administrator whose credentials are used (documentation "Add Administrators"). */
export type Role = 'Manage Users' | 'Manage Groups' | 'Read Users';

/** The tenant's user identifier configuration (documentation "Configure User Identifier Attributes"). */
export interface IdentifierOptions {
  /** @default true */
  readonly emailRequired?: boolean | undefined;
  /** Of the primary address. @default true */
  readonly emailUnique?: boolean | undefined;
  /** @default false */
  readonly userNameRequired?: boolean | undefined;
  /** @default false */
  readonly displayNameRequired?: boolean | undefined;
  /** @default false */
  readonly displayNameUnique?: boolean | undefined;
  /** @default false */
  readonly phoneUnique?: boolean | undefined;
}

export interface IdentityAuthenticationOptions {
  /** Address to listen on. @default 127.0.0.1 */
  readonly host?: string | undefined;
  /** @default 0, any free port */
  readonly port?: number | undefined;
  /** What the clock runs with, in milliseconds since the epoch. @default Date.now */
  readonly now?: (() => number) | undefined;
  /** How many users there are at the start. @default 50 */
  readonly users?: number | undefined;
  /** How many groups there are at the start. @default 10 */
  readonly groups?: number | undefined;
  /** Exactly so many members (at most all users) in each of these groups. @default 2 to 40, and some nested groups */
  readonly membersPerGroup?: number | undefined;
  /** Another seed gives other users, groups and ids. @default 1 */
  readonly seed?: number | undefined;
  /** Client id of the system administrator. @default a UUID, see `credentials` */
  readonly clientId?: string | undefined;
  /** @default `sandbox-secret` */
  readonly clientSecret?: string | undefined;
  /** @default `['Manage Users', 'Manage Groups']` */
  readonly roles?: readonly Role[] | undefined;
  /** Enforce the tenant's rate limit: 200 requests a minute, to 280 slowly, then 429. @default false */
  readonly limits?: boolean | undefined;
  readonly identifiers?: IdentifierOptions | undefined;
  /**
   * What `If-Match` and `If-None-Match` do. `ignored`: nothing, as in SAP's own SCIM library. `checked`: 412 and 304.
   * What a tenant does is not public. @default 'ignored'
   */
  readonly preconditions?: 'ignored' | 'checked' | undefined;
  /** One PATCH may remove 50 members, any write name 20,000 of them; more is a 400. @default true */
  readonly memberLimits?: boolean | undefined;
  /** A member that does not exist: `refuse` with 400 `invalidValue`, or `drop` it silently. @default 'refuse' */
  readonly unknownMembers?: 'refuse' | 'drop' | undefined;
  /** Members in one answer, the rest is cut off without a sign. @default 20000 */
  readonly membersPerAnswer?: number | undefined;
  /** Groups in one user, the rest is cut off. @default 1000 */
  readonly groupsPerAnswer?: number | undefined;
  /** Understand `attributes=members[startId=initial&count=100]`, and `groups[…]` on users. @default false */
  readonly memberPaging?: boolean | undefined;
  /**
   * Attributes that no filter may use (names as in a filter, core ones unqualified).
   * @default `['groups.value', 'groups.display', 'members.value']`, of which it is not public whether they work
   */
  readonly refusedFilters?: readonly string[] | undefined;
  /** Query parameters nobody documented: `ignore` them as the tenant does, or `refuse` with 400. @default 'ignore' */
  readonly unknownParameters?: 'ignore' | 'refuse' | undefined;
}

type Defined<T> = { readonly [K in keyof T]-?: Exclude<T[K], undefined> };

export interface Settings extends Defined<Omit<IdentityAuthenticationOptions, OptionalName | 'identifiers'>> {
  readonly identifiers: Defined<IdentifierOptions>;
  readonly membersPerGroup: number | undefined;
}

type OptionalName = 'host' | 'port' | 'now' | 'membersPerGroup';

export function resolveOptions(options: IdentityAuthenticationOptions): Settings {
  return {
    users: options.users ?? 50,
    groups: options.groups ?? 10,
    membersPerGroup: options.membersPerGroup,
    seed: options.seed ?? 1,
    clientId: options.clientId ?? '6d9f1f7e-3c0e-4c55-9d0a-2f5b8a1e7c42',
    clientSecret: options.clientSecret ?? 'sandbox-secret',
    roles: options.roles ?? ['Manage Users', 'Manage Groups'],
    limits: options.limits ?? false,
    identifiers: {
      emailRequired: options.identifiers?.emailRequired ?? true,
      emailUnique: options.identifiers?.emailUnique ?? true,
      userNameRequired: options.identifiers?.userNameRequired ?? false,
      displayNameRequired: options.identifiers?.displayNameRequired ?? false,
      displayNameUnique: options.identifiers?.displayNameUnique ?? false,
      phoneUnique: options.identifiers?.phoneUnique ?? false,
    },
    preconditions: options.preconditions ?? 'ignored',
    memberLimits: options.memberLimits ?? true,
    unknownMembers: options.unknownMembers ?? 'refuse',
    membersPerAnswer: options.membersPerAnswer ?? 20_000,
    groupsPerAnswer: options.groupsPerAnswer ?? 1_000,
    memberPaging: options.memberPaging ?? false,
    refusedFilters: options.refusedFilters ?? ['groups.value', 'groups.display', 'members.value'],
    unknownParameters: options.unknownParameters ?? 'ignore',
  };
}
