/** Role groups with their members, in as few calls as possible. */
import { ScimError } from '../../../scim/errors.ts';
import { isJsonObject, type JsonObject } from '../../../scim/json.ts';
import { at } from '../../../scim/json-access.ts';
import type { CallContext } from '../../connector.ts';
import type { Collected } from '../../http/collected.ts';
import { type CloudController, commaList } from '../cloud-controller/cloud-controller.ts';
import { CloudControllerError } from '../cloud-controller/cloud-controller-error.ts';
import { type Assignment, assignmentsOf, organizationsByGuid, spaceOf } from '../cloud-controller/rows.ts';
import type { Settings } from '../properties.ts';
import type { Session } from '../session.ts';
import { type PlaceIndex, placeGuid, type Snapshot } from './place-index.ts';
import { displayName, type GroupRef, groupId, type Place, type RoleGroup } from './role-group.ts';

/** A user of the system's own origin who has the role, the provisioning user left out. */
export interface Member {
  readonly user: string;
  readonly userName: string | undefined;
  /** GUID of the assignment. */
  readonly role: string;
}

export interface LoadedGroup extends RoleGroup {
  /** Absent where nobody asked for them. */
  readonly members?: readonly Member[] | undefined;
  /** Whether the provisioning user has the role too. */
  readonly includesSelf: boolean;
}

export interface LoadOptions {
  readonly members: boolean;
  /** A change tells apart what does not exist from what the provisioning user does not manage. */
  readonly purpose: 'read' | 'write';
  /** Where it is known already, and not from the index. */
  readonly place?: Place | undefined;
}

/** Lists for one purpose. */
interface Reading {
  readonly cloudController: CloudController;
  readonly collected: Collected;
  readonly context: CallContext;
}

const MANAGER = 'organization_manager';

export class GroupReader {
  readonly #settings: Settings;
  readonly #index: PlaceIndex;

  constructor(settings: Settings, index: PlaceIndex) {
    this.#settings = settings;
    this.#index = index;
  }

  /** @throws ScimError 404 for a group that does not exist, or of an organization that is not managed */
  async one(
    ref: GroupRef,
    options: LoadOptions,
    session: Session,
    context: CallContext,
  ): Promise<LoadedGroup> {
    try {
      return ref.kind === 'organization'
        ? await this.#ofOrganization(ref, options, session, context)
        : await this.#ofSpace(ref, options, session, context);
    } catch (error) {
      if (!(error instanceof CloudControllerError && error.kind === 'not-found')) throw error;
      this.#index.drop();
      throw new ScimError(404, `There is no group ${groupId(ref)}: ${error.message}`, { cause: error });
    }
  }

  /**
   * These groups of the index, in two calls at most. What has gone since is left out, and noted in the snapshot.
   */
  async many(
    groups: readonly RoleGroup[],
    snapshot: Pick<Snapshot, 'gone' | 'isFresh'>,
    withMembers: boolean,
    session: Session,
    context: CallContext,
  ): Promise<LoadedGroup[]> {
    const { gone } = snapshot;
    const isThere = ({ ref }: RoleGroup) => !gone.has(placeGuid(ref)) && !gone.has(ref.organization);
    const there = groups.filter(isThere);
    if (!withMembers) return there.map((group) => ({ ...group, includesSelf: false }));
    const self = await session.self(context);
    const { cloudController } = session;
    const organizations = there.filter(({ ref }) => ref.kind === 'organization');
    const spaces = there.filter(({ ref }) => ref.kind === 'space');
    const reading = { cloudController, collected: cloudController.collecting('roles'), context };
    const [ofOrganizations, ofSpaces, existing] = await Promise.all([
      // Who is not listed as its manager any more does not see the organization as it is.
      this.#assignments('organization_guids', organizations, [MANAGER], reading),
      this.#assignments('space_guids', spaces, [], reading),
      snapshot.isFresh || organizations.length > 0 || spaces.length === 0
        ? undefined
        : cloudController.list('spaces', { guids: guidsOf(spaces) }, context),
    ]);
    const managed = managedBy(self, ofOrganizations);
    for (const { ref } of organizations) if (!managed.has(ref.organization)) gone.add(ref.organization);
    if (existing !== undefined) {
      const found = new Set(existing.resources.map((row) => row['guid']));
      for (const { ref } of spaces) if (!found.has(placeGuid(ref))) gone.add(placeGuid(ref));
    }
    const assignments = Map.groupBy(
      [...ofOrganizations, ...ofSpaces],
      ({ target, type }) => `${target} ${type}`,
    );
    return there.filter(isThere).map((group) => {
      const { ref } = group;
      return this.#loaded(group, assignments.get(`${placeGuid(ref)} ${ref.role}`) ?? [], self);
    });
  }

  /** As the read transformation gets it. */
  entity(group: LoadedGroup): JsonObject {
    const { ref, members } = group;
    return {
      id: groupId(ref),
      displayName: displayName(this.#settings.landscape, group),
      ...(members === undefined
        ? {}
        : {
            members: members.map(({ user, userName }) => ({
              value: user,
              ...(userName === undefined ? {} : { display: userName }),
              type: 'User',
            })),
          }),
    };
  }

  /** Whether an assignment may be seen and changed. */
  isOurs({ user, origin }: Assignment, self: string): boolean {
    return origin === this.#settings.origin && user !== self;
  }

  /** One call: the own role as a manager shows that the organization is there, and managed, and brings its name along. */
  async #ofOrganization(
    ref: Extract<GroupRef, { kind: 'organization' }>,
    { members, purpose }: LoadOptions,
    session: Session,
    context: CallContext,
  ): Promise<LoadedGroup> {
    const self = await session.self(context);
    const types = members ? commaList(new Set([ref.role, MANAGER])) : MANAGER;
    const rows = await session.cloudController.list(
      'roles',
      {
        organization_guids: ref.organization,
        types,
        user_guids: members ? undefined : self,
        include: 'user,organization',
      },
      context,
    );
    const assignments = assignmentsOf(rows);
    const organization = organizationsByGuid(rows.included.organizations).get(ref.organization);
    if (organization === undefined || !managedBy(self, assignments).has(ref.organization)) {
      throw await this.#notManaged(ref, purpose, session, context);
    }
    this.#index.learn({ organization });
    const own = assignments.filter(({ type }) => type === ref.role);
    return this.#loaded({ ref, place: { organization } }, members ? own : undefined, self);
  }

  /** Two calls at the same time, or one where the names are known. */
  async #ofSpace(
    ref: Extract<GroupRef, { kind: 'space' }>,
    { members, purpose, place: given }: LoadOptions,
    session: Session,
    context: CallContext,
  ): Promise<LoadedGroup> {
    const self = await session.self(context);
    const { cloudController } = session;
    const managed = this.#index.find(ref);
    const known = managed ?? given;
    const [rows, read] = await Promise.all([
      cloudController.list(
        'roles',
        { space_guids: ref.space, user_guids: members ? undefined : self, include: 'user' },
        context,
      ),
      known ?? this.#readSpace(ref, session, context),
    ]);
    const assignments = assignmentsOf(rows);
    // Without any assignment nothing says that the space is still there.
    const place =
      managed !== undefined && assignments.length === 0 ? await this.#readSpace(ref, session, context) : read;
    // Who has no role in the space sees it only as a manager of its organization.
    if (managed === undefined && assignments.some(({ user }) => user === self)) {
      const query = { types: MANAGER, organization_guids: ref.organization, user_guids: self };
      const own = assignmentsOf(await cloudController.list('roles', query, context));
      if (own.length === 0) throw await this.#notManaged(ref, purpose, session, context);
    }
    this.#index.learn(place);
    const own = assignments.filter(({ type }) => type === ref.role);
    return this.#loaded({ ref, place }, members ? own : undefined, self);
  }

  async #readSpace(
    ref: Extract<GroupRef, { kind: 'space' }>,
    session: Session,
    context: CallContext,
  ): Promise<Place> {
    const query = { include: 'organization' };
    const row = await session.cloudController.get('spaces', ref.space, query, context);
    const included = at(row, 'included', 'organizations');
    const organizations = Array.isArray(included) ? included.filter(isJsonObject) : [];
    const space = spaceOf(row, organizationsByGuid(organizations));
    if (space === undefined || space.organization.guid !== ref.organization) {
      throw new ScimError(404, `There is no group ${groupId(ref)}: the space is not in this organization.`);
    }
    return { organization: space.organization, space };
  }

  async #notManaged(
    ref: GroupRef,
    purpose: LoadOptions['purpose'],
    session: Session,
    context: CallContext,
  ): Promise<ScimError> {
    this.#index.drop();
    const { organization } = ref;
    if (purpose === 'write') {
      await session.cloudController.get('organizations', organization, {}, context);
      const detail = `Group ${groupId(ref)} cannot be changed: the provisioning user (property User) has no role Org Manager in organization ${organization}. Give it this role.`;
      return new CloudControllerError('forbidden', 502, detail);
    }
    return new ScimError(
      404,
      `There is no group ${groupId(ref)}: organization ${organization} does not exist, or the provisioning user is not its Org Manager.`,
    );
  }

  async #assignments(
    parameter: 'organization_guids' | 'space_guids',
    groups: readonly RoleGroup[],
    moreTypes: readonly string[],
    { cloudController, collected, context }: Reading,
  ): Promise<Assignment[]> {
    if (groups.length === 0) return [];
    const types = commaList(new Set([...groups.map(({ ref }) => ref.role), ...moreTypes]));
    const query = { [parameter]: guidsOf(groups), types, include: 'user' };
    return assignmentsOf(await cloudController.list('roles', query, context, collected));
  }

  #loaded(group: RoleGroup, assignments: readonly Assignment[] | undefined, self: string): LoadedGroup {
    const members = assignments
      ?.filter((assignment) => this.isOurs(assignment, self))
      .map(({ user, userName, guid }) => ({ user, userName, role: guid }));
    const includesSelf = assignments?.some(({ user }) => user === self) ?? false;
    return { ref: group.ref, place: group.place, members, includesSelf };
  }
}

function guidsOf(groups: readonly RoleGroup[]): string {
  return commaList(new Set(groups.map(({ ref }) => placeGuid(ref))));
}

/** GUIDs of the organizations that the user manages. */
function managedBy(user: string, assignments: readonly Assignment[]): Set<string> {
  const own = assignments.filter((assignment) => assignment.user === user && assignment.type === MANAGER);
  return new Set(own.map(({ target }) => target));
}
