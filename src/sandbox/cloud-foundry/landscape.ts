/** Everything one Cloud Foundry installation consists of: the data of its UAA and of its Cloud Controller. */
import type { Clock } from '../kit/clock.ts';
import type { Settings } from './settings.ts';
import { GroupStore } from './store/groups.ts';
import { GuidSource } from './store/guid.ts';
import { IdentityProvider } from './store/identity-providers.ts';
import { Interleaving } from './store/interleaving.ts';
import { type Job, JobStore } from './store/jobs.ts';
import { OrganizationStore } from './store/organizations.ts';
import { PlatformUserStore } from './store/platform-users.ts';
import { QueryCache } from './store/query-cache.ts';
import { Revision } from './store/revision.ts';
import { RoleStore } from './store/roles.ts';
import { TokenStore } from './store/tokens.ts';
import { type UaaUser, UserStore } from './store/users.ts';

/** The identity zone; there is one. */
export const ZONE = 'uaa';
/** The origin of users whose password the UAA itself keeps. */
export const INTERNAL_ORIGIN = 'uaa';

export interface Landscape {
  /** Where it is reached, without a slash at the end. */
  readonly url: string;
  /** Host name that stands in links to services nobody runs here, e.g. `cf.eu10.hana.ondemand.com`. */
  readonly domain: string;
  readonly clock: Clock;
  readonly settings: Settings;
  readonly guids: GuidSource;
  readonly cache: QueryCache;
  readonly interleaving: Interleaving;
  /** Requests that give a user of whom Cloud Controller has no record a role. */
  readonly firstRoles: Interleaving;
  readonly users: UserStore;
  readonly groups: GroupStore;
  /** By origin. */
  readonly providers: Map<string, IdentityProvider>;
  readonly tokens: TokenStore;
  readonly organizations: OrganizationStore;
  readonly roles: RoleStore;
  readonly platformUsers: PlatformUserStore;
  readonly jobs: JobStore;
  /** The ids of users whose tokens carry `Settings.scopes`. */
  readonly provisioners: Set<string>;
}

export function createLandscape(url: string, domain: string, clock: Clock, settings: Settings): Landscape {
  const revision = new Revision();
  const landscape: Landscape = {
    url,
    domain,
    clock,
    settings,
    guids: new GuidSource(),
    cache: new QueryCache(revision),
    interleaving: new Interleaving(),
    firstRoles: new Interleaving(),
    users: new UserStore(revision),
    groups: new GroupStore(revision, DEFAULT_GROUPS),
    providers: new Map([[INTERNAL_ORIGIN, new IdentityProvider(INTERNAL_ORIGIN, { internal: true })]]),
    tokens: new TokenStore(),
    organizations: new OrganizationStore(revision),
    roles: new RoleStore(revision),
    platformUsers: new PlatformUserStore(revision),
    jobs: new JobStore(settings, (job) => perform(landscape, job)),
    provisioners: new Set(),
  };
  return landscape;
}

function perform(landscape: Landscape, job: Job): void {
  if (job.operation === 'role.delete') {
    landscape.roles.remove(job.resource);
    return;
  }
  for (const role of landscape.roles.of(job.resource)) landscape.roles.remove(role.guid);
  landscape.platformUsers.remove(job.resource);
}

export type NewUser = Pick<UaaUser, 'userName' | 'origin' | 'email'> & Partial<Omit<UaaUser, 'id'>>;

/** Adds a user to the UAA. `created` is now unless given. */
export function createUser(landscape: Landscape, fields: NewUser): UaaUser {
  const created = fields.created ?? landscape.clock.now();
  const user: UaaUser = {
    givenName: undefined,
    familyName: undefined,
    phoneNumber: undefined,
    externalId: undefined,
    salt: undefined,
    active: true,
    verified: true,
    version: 0,
    lastLogonTime: undefined,
    previousLogonTime: undefined,
    ...fields,
    id: landscape.guids.next('user'),
    created,
    lastModified: fields.lastModified ?? created,
    // The UAA keeps this one to the second.
    passwordLastModified: Math.floor(created / 1000) * 1000,
  };
  landscape.users.add(user);
  return user;
}

/** Removes a user from the UAA. Its roles and Cloud Controller's record of it stay behind. */
export function deleteUser(landscape: Landscape, id: string): void {
  landscape.users.remove(id);
  landscape.groups.dropMember(id);
}

/** Every user of the UAA counts as a member of these, without being one of their `members`. */
export const DEFAULT_GROUPS: readonly string[] = [
  'approvals.me',
  'cloud_controller.read',
  'cloud_controller.write',
  'cloud_controller_service_permissions.read',
  'notification_preferences.read',
  'notification_preferences.write',
  'oauth.approvals',
  'openid',
  'password.write',
  'profile',
  'roles',
  'scim.me',
  'uaa.offline_token',
  'uaa.user',
  'user_attributes',
];
