/** What a stand-in tenant of version 1 can be told. Every option has a default. */

/** Authorizations of the system administrator whose credentials are used (documentation "Add Administrators"). */
export type Role = 'Manage Users' | 'Manage Groups' | 'Read Users';

export interface IdentityAuthenticationV1Options {
  /** Address to listen on. @default 127.0.0.1 */
  readonly host?: string | undefined;
  /** @default 0, any free port */
  readonly port?: number | undefined;
  /** What the clock runs with, in milliseconds since the epoch. @default Date.now */
  readonly now?: (() => number) | undefined;
  /** How many users there are at the start. @default 50 */
  readonly users?: number | undefined;
  /** So many of them, the last ones, have the status "new", which shows in having no `active`. @default 0 */
  readonly newUsers?: number | undefined;
  /** How many groups there are at the start. @default 10 */
  readonly groups?: number | undefined;
  /** Exactly so many members (at most all users) in each of these groups. @default 2 to 40 */
  readonly membersPerGroup?: number | undefined;
  /** Another seed gives other users and groups; ids are counted and stay. @default 1 */
  readonly seed?: number | undefined;
  /** Client id of the system administrator. @default a UUID, see `credentials` */
  readonly clientId?: string | undefined;
  /** @default `sandbox-secret` */
  readonly clientSecret?: string | undefined;
  /** @default `['Manage Users', 'Manage Groups']` */
  readonly roles?: readonly Role[] | undefined;
  /** Enforce the tenant's rate limit: 200 requests a minute, to 280 slowly, then 429. @default false */
  readonly limits?: boolean | undefined;
  /** Members in one answer, the rest is cut off without a sign. @default 100 */
  readonly membersPerAnswer?: number | undefined;
  /** Members that a group can have. @default 20000 */
  readonly membersPerWrite?: number | undefined;
  /** Groups that a user can be in. @default 500 */
  readonly groupsPerUser?: number | undefined;
  /** Groups that the tenant can have. @default 10000 */
  readonly groupsPerTenant?: number | undefined;
  /** What the filter `groups eq "…"` compares; the documentation does not say. @default 'name' */
  readonly groupFilter?: 'name' | 'id' | undefined;
}

type Defined<T> = { readonly [K in keyof T]-?: Exclude<T[K], undefined> };
type OptionalName = 'host' | 'port' | 'now' | 'membersPerGroup';

export interface Settings extends Defined<Omit<IdentityAuthenticationV1Options, OptionalName>> {
  readonly membersPerGroup: number | undefined;
}

export function resolveOptions(options: IdentityAuthenticationV1Options): Settings {
  return {
    users: options.users ?? 50,
    newUsers: options.newUsers ?? 0,
    groups: options.groups ?? 10,
    membersPerGroup: options.membersPerGroup,
    seed: options.seed ?? 1,
    clientId: options.clientId ?? '2b7c5a90-61d4-4f0a-8a3e-9c4d1e5f7a10',
    clientSecret: options.clientSecret ?? 'sandbox-secret',
    roles: options.roles ?? ['Manage Users', 'Manage Groups'],
    limits: options.limits ?? false,
    membersPerAnswer: options.membersPerAnswer ?? 100,
    membersPerWrite: options.membersPerWrite ?? 20_000,
    groupsPerUser: options.groupsPerUser ?? 500,
    groupsPerTenant: options.groupsPerTenant ?? 10_000,
    groupFilter: options.groupFilter ?? 'name',
  };
}
