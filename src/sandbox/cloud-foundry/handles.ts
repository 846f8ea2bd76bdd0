/** What a test can look at and change behind a landscape's back. Changes hold from the next request on. */
import { createUser, deleteUser, type Landscape } from './landscape.ts';
import { type Account, IdentityProvider } from './store/identity-providers.ts';
import type { JobError } from './store/jobs.ts';
import type { Organization, Space } from './store/organizations.ts';
import { isOrganizationRole, type Role, type RoleType } from './store/roles.ts';
import type { UaaUser } from './store/users.ts';

export interface RoleFilter {
  readonly type?: RoleType;
  /** GUID of the user. */
  readonly user?: string;
  /** GUID of the organization or of the space. */
  readonly target?: string;
}

export interface Handles {
  /** Users of the UAA with this origin, in order of creation, the provisioning user left out. */
  users(origin?: string): Readonly<UaaUser>[];
  /** Organizations that the provisioning user manages, in order of creation. */
  organizations(): Readonly<Organization>[];
  spaces(organization: string): Readonly<Space>[];
  /** Role assignments as they are now, also those whose deletion is accepted and not done. */
  roles(filter?: RoleFilter): Role[];

  /** @returns the id. Origin, e-mail and everything else have defaults. */
  addUser(fields: { userName: string; origin?: string; email?: string } & Partial<UaaUser>): string;
  /** From the UAA only: roles and Cloud Controller's record stay and lose their name. */
  removeUser(id: string): void;
  /** @returns the GUID. The provisioning user becomes its manager unless `managed` is false. */
  addOrg(name: string, options?: { managed?: boolean }): string;
  /** @returns the GUID */
  addSpace(organization: string, name: string): string;
  renameOrg(guid: string, name: string): void;
  /** With its spaces and all roles in them. */
  removeOrg(guid: string): void;
  removeSpace(guid: string): void;
  suspendOrg(guid: string, suspended?: boolean): void;
  /** The organization is being deleted: it can be read, and every write is refused. */
  startDeletingOrg(guid: string): void;
  suspendSpace(guid: string, suspended?: boolean): void;
  /** The space is being deleted: it can be read, and managers of its organization alone change its roles. */
  startDeletingSpace(guid: string): void;
  /** Adds a row without any check; `user` may be a GUID that nobody has. @returns the GUID of the role */
  addRole(type: RoleType, user: string, target: string): string;
  /** At once, without a job. */
  removeRole(guid: string): void;

  /**
   * The next `requests` that write to the UAA, users or groups or members, have all read before the first of them
   * writes. They wait for each other: one that is refused before it comes so far does not count.
   */
  raceWrites(requests: number): void;
  /**
   * The next `requests` that give a user a role of whom Cloud Controller has no record have all looked for one before the
   * first of them makes it.
   */
  raceFirstRoles(requests: number): void;

  /** The next `count` jobs end as FAILED. @param error @default CF-JobTimeout, 290006 */
  failJobs(count: number, error?: JobError): void;
  /** No job is ever done, until `resumeJobs`. */
  stallJobs(): void;
  resumeJobs(): void;

  /** Every access token issued so far is refused from now on; refresh tokens stay good. */
  expireTokens(): void;
  /** The same after `calls` more accepted calls. */
  expireTokensAfter(calls: number): void;
  revokeRefreshTokens(): void;
  /** The provider of an origin, made if there is none: its state, its refusals, its accounts. */
  identityProvider(origin: string): IdentityProvider;
  /** Gives a user a password to log in with. */
  addAccount(origin: string, userName: string, password: string): Account;
}

const JOB_TIMEOUT: JobError = {
  detail: 'The job execution has timed out.',
  title: 'CF-JobTimeout',
  code: 290006,
};

export function createHandles(landscape: Landscape, origin: string, provisioner: string): Handles {
  const { clock, guids, organizations, roles, platformUsers, jobs, settings, tokens, users } = landscape;
  let resumed = { jobPolls: settings.jobPolls, jobSeconds: settings.jobSeconds };

  const removeRolesIn = (target: string): void => {
    for (const role of roles.in(target)) roles.remove(role.guid);
  };
  const removeSpace = (guid: string): void => {
    removeRolesIn(guid);
    organizations.removeSpace(guid);
  };
  const changeOrg = (guid: string, change: (organization: Organization) => void): void => {
    organizations.update(required(organizations.organization(guid), `organization ${guid}`), change);
  };
  const changeSpace = (guid: string, change: (space: Space) => void): void => {
    organizations.update(required(organizations.space(guid), `space ${guid}`), change);
  };
  const addRole = (type: RoleType, user: string, target: string): string => {
    const now = clock.now();
    const place = isOrganizationRole(type) ? organizations.organization(target) : organizations.space(target);
    required(place, `${type} target ${target}`);
    platformUsers.ensure(user, now);
    const role = { guid: guids.next('role'), type, user, target, createdAt: now };
    roles.add(role);
    return role.guid;
  };
  const identityProvider = (name: string): IdentityProvider => {
    const provider = landscape.providers.get(name) ?? new IdentityProvider(name);
    landscape.providers.set(name, provider);
    return provider;
  };

  return {
    users: (name = origin) =>
      [...users.all()].filter((user) => user.origin === name && user.id !== provisioner),
    organizations: () =>
      [...organizations.organizations()].filter(
        ({ guid }) => roles.find('organization_manager', provisioner, guid) !== undefined,
      ),
    spaces: (organization) => organizations.spacesOf(organization),
    roles: (filter = {}) =>
      [...roles.all()].filter(
        (role) =>
          (filter.type === undefined || role.type === filter.type) &&
          (filter.user === undefined || role.user === filter.user) &&
          (filter.target === undefined || role.target === filter.target),
      ),

    addUser: (fields) => createUser(landscape, { origin, email: fields.userName, ...fields }).id,
    removeUser: (id) => deleteUser(landscape, required(users.get(id), `user ${id}`).id),
    addOrg(name, { managed = true } = {}) {
      const now = clock.now();
      const guid = guids.next('organization');
      organizations.addOrganization({
        guid,
        name,
        suspended: false,
        deleting: false,
        createdAt: now,
        updatedAt: now,
      });
      if (managed) {
        addRole('organization_user', provisioner, guid);
        addRole('organization_manager', provisioner, guid);
      }
      return guid;
    },
    addSpace(organization, name) {
      required(organizations.organization(organization), `organization ${organization}`);
      const now = clock.now();
      const guid = guids.next('space');
      organizations.addSpace({
        guid,
        organization,
        name,
        suspended: false,
        deleting: false,
        createdAt: now,
        updatedAt: now,
      });
      return guid;
    },
    renameOrg: (guid, name) =>
      changeOrg(guid, (organization) => {
        organization.name = name;
        organization.updatedAt = clock.now();
      }),
    removeOrg(guid) {
      for (const space of organizations.spacesOf(guid)) removeSpace(space.guid);
      removeRolesIn(guid);
      organizations.removeOrganization(guid);
    },
    removeSpace,
    suspendOrg: (guid, suspended = true) =>
      changeOrg(guid, (organization) => {
        organization.suspended = suspended;
      }),
    startDeletingOrg: (guid) =>
      changeOrg(guid, (organization) => {
        organization.deleting = true;
      }),
    suspendSpace: (guid, suspended = true) =>
      changeSpace(guid, (space) => {
        space.suspended = suspended;
      }),
    startDeletingSpace: (guid) =>
      changeSpace(guid, (space) => {
        space.deleting = true;
      }),
    addRole,
    removeRole: (guid) => roles.remove(guid),

    raceWrites: (requests) => landscape.interleaving.gather(requests),
    raceFirstRoles: (requests) => landscape.firstRoles.gather(requests),

    failJobs(count, error = JOB_TIMEOUT) {
      for (let left = count; left > 0; left -= 1) jobs.failNext(error);
    },
    stallJobs() {
      resumed = { jobPolls: settings.jobPolls, jobSeconds: settings.jobSeconds };
      Object.assign(settings, { jobPolls: Number.POSITIVE_INFINITY, jobSeconds: Number.POSITIVE_INFINITY });
    },
    resumeJobs: () => {
      Object.assign(settings, resumed);
    },

    expireTokens: () => tokens.expireAccess(),
    expireTokensAfter: (calls) => tokens.expireAccessAfter(calls),
    revokeRefreshTokens: () => tokens.revokeRefresh(),
    identityProvider,
    addAccount: (name, userName, password) => identityProvider(name).addAccount(userName, password),
  };
}

function required<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new Error(`The sandbox has no ${what}.`);
  return value;
}
