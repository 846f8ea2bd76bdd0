/** Role groups as entities: their members are role assignments, all else is given by Cloud Foundry. */

import { ScimError } from '../../../scim/errors.ts';
import type { Filter } from '../../../scim/filter-ast.ts';
import type { JsonObject } from '../../../scim/json.ts';
import type {
  CallContext,
  EntityConnector,
  EntityResult,
  ListPage,
  ListQuery,
  ReadOptions,
  WriteOptions,
  WriteResult,
} from '../../connector.ts';
import type { Wait } from '../../http/waiting.ts';
import type { Outcome } from '../../membership/bounded.ts';
import { Budget } from '../../membership/budget.ts';
import type { MembershipOutcome } from '../../membership/outcome.ts';
import { batchesByLength, mayBeId } from '../../uaa-api/id-batches.ts';
import { commaList } from '../cloud-controller/cloud-controller.ts';
import { CloudControllerError } from '../cloud-controller/cloud-controller-error.ts';
import { assignmentsOf } from '../cloud-controller/rows.ts';
import type { Settings } from '../properties.ts';
import type { Session, Sessions } from '../session.ts';
import { checkDisplayName, checkIds, type FixedAttributes, fixedIn } from './fixed-attributes.ts';
import type { GroupReader, LoadedGroup, Member } from './group-reader.ts';
import { GroupSearch } from './group-search.ts';
import { explained, isHierarchy } from './hierarchy-advice.ts';
import { checkMembers } from './member-check.ts';
import { memberIds } from './member-values.ts';
import { changeMembers, type MembershipChange } from './membership-change.ts';
import { roleGroupError } from './membership-outcome.ts';
import type { PlaceIndex } from './place-index.ts';
import { displayName, type GroupRef, groupId, type Place, parseGroupId } from './role-group.ts';
import { readRoleGroupPatch } from './role-group-patch.ts';

export interface GroupTools {
  readonly settings: Settings;
  readonly systemId: string;
  readonly sessions: Sessions;
  readonly index: PlaceIndex;
  readonly reader: GroupReader;
  readonly wait: Wait;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

type Names = ReadonlyMap<string, string | undefined>;
type Removals = ReadonlyMap<string, string>;

const USERS_PER_CALL = 100;
const NOBODY: Removals = new Map();

export class RoleGroups implements EntityConnector {
  readonly capabilities = { totals: true, patch: 'native', versions: false } as const;
  readonly #tools: GroupTools;
  readonly #search: GroupSearch;

  constructor(tools: GroupTools) {
    this.#tools = tools;
    this.#search = new GroupSearch(tools.settings.landscape, tools.index, tools.reader);
  }

  canFilter(filter: Filter): boolean {
    return this.#search.canFilter(filter);
  }

  async list(query: ListQuery, context: CallContext): Promise<ListPage> {
    return await this.#search.list(query, await this.#tools.sessions.get(context), context);
  }

  async get(id: string, { omit = [] }: ReadOptions, context: CallContext): Promise<EntityResult> {
    const ref = refOf(id);
    const session = await this.#tools.sessions.get(context);
    const options = { members: !omit.includes('members'), purpose: 'read' } as const;
    return { entity: this.#entity(await this.#tools.reader.one(ref, options, session, context)) };
  }

  /** The group exists with its organization or space: creating it adds members. */
  async create(entity: JsonObject, context: CallContext): Promise<EntityResult> {
    const ref = typeof entity['id'] === 'string' ? parseGroupId(entity['id']) : undefined;
    if (ref === undefined) {
      const detail =
        'A role group needs an id: send urn:sap:cloud:scim:schemas:extension:custom:2.0:Group with name "<org id> <role>" or "<org id> <space id> <role>".';
      throw new ScimError(400, detail, { scimType: 'invalidValue' });
    }
    const wanted = memberIds(entity['members'] ?? []);
    const choose = (current: ReadonlySet<string>) => wanted.union(current);
    return { entity: await this.#changeTo(ref, choose, fixedIn(entity), context) };
  }

  /** A body without `members` says nothing about them; an empty list removes them all. */
  async replace(id: string, entity: JsonObject, _: WriteOptions, context: CallContext): Promise<WriteResult> {
    const { members } = entity;
    const wanted = members === undefined ? undefined : memberIds(members);
    const choose = (current: ReadonlySet<string>) => wanted ?? current;
    return { entity: await this.#changeTo(refOf(id), choose, fixedIn(entity), context) };
  }

  async patch(id: string, body: JsonObject, _: WriteOptions, context: CallContext): Promise<WriteResult> {
    const ref = refOf(id);
    const patch = readRoleGroupPatch(body);
    const { replace } = patch;
    if (replace !== undefined) return { entity: await this.#changeTo(ref, () => replace, patch, context) };
    checkIds(ref, patch);
    const session = await this.#tools.sessions.get(context);
    await this.#checkDisplayName(ref, patch.displayName, session, context);
    const self = await session.self(context);
    if (patch.add.has(self) || patch.remove.has(self)) throw ownRole();
    const adds = [...patch.add];
    const names: Names = await checkMembers(adds, this.#tools.settings.origin, session.uaa, context);
    const removals =
      patch.remove.size === 0
        ? NOBODY
        : await this.#assignments(ref, [...patch.remove], self, session, context);
    // Where nothing is written, nothing tells whether the group exists.
    if (adds.length === 0 && removals.size === 0) {
      await this.#tools.reader.one(ref, { members: false, purpose: 'write' }, session, context);
    }
    await this.#change({ ref, adds, removals }, names, undefined, session, context);
    return {};
  }

  async delete(id: string, _: WriteOptions, context: CallContext): Promise<void> {
    await this.#changeTo(refOf(id), () => new Set(), {}, context);
  }

  /** @returns the group as it is afterwards, without having read it again */
  async #changeTo(
    ref: GroupRef,
    choose: (current: ReadonlySet<string>) => ReadonlySet<string>,
    fixed: FixedAttributes,
    context: CallContext,
  ): Promise<JsonObject> {
    checkIds(ref, fixed);
    const session = await this.#tools.sessions.get(context);
    const options = { members: true, purpose: 'write' } as const;
    const group = await this.#tools.reader.one(ref, options, session, context);
    if (fixed.displayName !== undefined) checkDisplayName(group, fixed.displayName, this.#tools.settings);
    const { members = [] } = group;
    const current = new Map(members.map((member) => [member.user, member]));
    const wanted = new Set(choose(new Set(current.keys())));
    if (wanted.delete(await session.self(context)) && !group.includesSelf) throw ownRole();
    const adds = [...wanted].filter((user) => !current.has(user));
    const gone = members.filter(({ user }) => !wanted.has(user));
    const removals: Removals = new Map(gone.map(({ user, role }) => [user, role]));
    const checked = await checkMembers(adds, this.#tools.settings.origin, session.uaa, context);
    const names: Names = new Map([
      ...members.map(({ user, userName }) => [user, userName] as const),
      ...checked,
    ]);
    await this.#change({ ref, adds, removals }, names, group.place, session, context);
    const kept = members.filter(({ user }) => wanted.has(user));
    const added: Member[] = adds.map((user) => ({ user, userName: names.get(user), role: '' }));
    return this.#entity({ ...group, members: [...kept, ...added] });
  }

  async #change(
    change: Omit<MembershipChange, 'ensureOrganizationUser'>,
    names: Names,
    place: Place | undefined,
    session: Session,
    context: CallContext,
  ): Promise<void> {
    const { settings, systemId, now, wait, index, reader } = this.#tools;
    const { ref } = change;
    if (change.adds.length === 0 && change.removals.size === 0) return;
    const { cloudController } = session;
    const budget = new Budget(context, now);
    const { ensureOrganizationUser } = settings;
    const tools = { cloudController, budget, wait, context };
    const outcome = await changeMembers({ ...change, ensureOrganizationUser }, tools);
    if (isGone(outcome)) index.drop();
    const known = place ?? index.find(ref);
    const found =
      known === undefined && needsNames(outcome)
        ? await reader
            .one(ref, { members: false, purpose: 'read' }, session, context)
            .then((group) => group.place)
            .catch(() => undefined)
        : known;
    const name = found === undefined ? '' : ` "${displayName(settings.landscape, { ref, place: found })}"`;
    const explain = (outcomes: ReadonlyMap<string, Outcome>, operation: 'add' | 'remove') =>
      new Map(
        [...outcomes].map(([user, result]) => [
          user,
          explained(result, {
            ref,
            place: found,
            landscape: settings.landscape,
            operation,
            user,
            userName: names.get(user),
          }),
        ]),
      );
    const error = roleGroupError(
      { ...outcome, added: explain(outcome.added, 'add'), removed: explain(outcome.removed, 'remove') },
      `System ${systemId}, group${name} (id ${groupId(ref)})`,
    );
    if (error !== undefined) throw error;
  }

  /** Assignments of these users that may be removed; nothing for those who do not have the role. */
  async #assignments(
    ref: GroupRef,
    users: readonly string[],
    self: string,
    session: Session,
    context: CallContext,
  ): Promise<Removals> {
    const place =
      ref.kind === 'space' ? { space_guids: ref.space } : { organization_guids: ref.organization };
    const removals = new Map<string, string>();
    // Whoever has no possible id has no role.
    const possible = users.filter(mayBeId);
    for (const batch of batchesByLength(possible, USERS_PER_CALL, (id) => commaList([id]))) {
      const query = { ...place, types: ref.role, user_guids: commaList(batch), include: 'user' };
      const found = assignmentsOf(await session.cloudController.list('roles', query, context));
      for (const assignment of found) {
        if (this.#tools.reader.isOurs(assignment, self)) removals.set(assignment.user, assignment.guid);
      }
    }
    return removals;
  }

  /** For a change that does not read the group. */
  async #checkDisplayName(
    ref: GroupRef,
    given: string | undefined,
    session: Session,
    context: CallContext,
  ): Promise<void> {
    if (given === undefined) return;
    const { settings, index, reader } = this.#tools;
    const known = index.find(ref);
    const options = { members: false, purpose: 'read' } as const;
    const place = known ?? (await reader.one(ref, options, session, context)).place;
    checkDisplayName({ ref, place }, given, settings);
  }

  #entity(group: LoadedGroup): JsonObject {
    return this.#tools.reader.entity(group);
  }
}

function all(outcome: MembershipOutcome): Outcome[] {
  return [...outcome.added.values(), ...outcome.removed.values()];
}

function needsNames(outcome: MembershipOutcome): boolean {
  return all(outcome).some((result) => result.status === 'refused' && isHierarchy(result.error));
}

function isGone(outcome: MembershipOutcome): boolean {
  return all(outcome).some(
    (result) =>
      result.status === 'failed' &&
      result.error instanceof CloudControllerError &&
      result.error.kind === 'no-place',
  );
}

function refOf(id: string): GroupRef {
  const ref = parseGroupId(id);
  if (ref !== undefined) return ref;
  throw new ScimError(
    404,
    'There is no such group: ids of role groups are "<org id> <role>" or "<org id> <space id> <role>".',
  );
}

function ownRole(): ScimError {
  const detail =
    'The roles of the provisioning user itself cannot be changed: the proxy would lose its own authority. Leave it out of the members. Nothing was changed.';
  return new ScimError(400, detail, { scimType: 'invalidValue' });
}
