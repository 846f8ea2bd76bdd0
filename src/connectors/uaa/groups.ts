/** Groups of a UAA: scopes, or role collections of SAP BTP. Members of origins that the system has not are neither shown nor changed. */

import { ScimError } from '../../scim/errors.ts';
import type { Filter } from '../../scim/filter-ast.ts';
import { type JsonObject, jsonText } from '../../scim/json.ts';
import { textAt } from '../../scim/json-access.ts';
import { isAskable } from '../askable.ts';
import {
  type CallContext,
  type Capabilities,
  type EntityConnector,
  type EntityResult,
  type ListPage,
  type ListQuery,
  PatchUnsupported,
  type ReadOptions,
  type WriteOptions,
  type WriteResult,
} from '../connector.ts';
import { Budget } from '../membership/budget.ts';
import { type GroupPatch, readGroupPatch } from '../membership/group-patch.ts';
import { withUsableMembers } from '../membership/member-operations.ts';
import { type Members, membersById } from '../membership/members.ts';
import { membershipError } from '../membership/outcome.ts';
import { createOnce } from '../scim-api/lost-create.ts';
import { conjunction, uaaGroupFilter } from '../uaa-api/uaa-filter.ts';
import { versionOf } from '../uaa-api/user-body.ts';
import { type GroupApi, type Member, membersIn } from './group-api.ts';
import { groupBody, NEVER_CARRIED, presentGroup, SCHEMAS, typeOf } from './group-body.ts';
import { changeMembers, isRefusal, type MemberChange } from './member-change.ts';
import type { MemberOrigins } from './member-origins.ts';
import type { Settings } from './properties.ts';

export interface GroupTools {
  readonly api: GroupApi;
  readonly memberOrigins: MemberOrigins;
  readonly settings: Settings;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** Of memberships of groups, which have no origin of their own. */
const GROUP_ORIGIN = 'uaa';
const WITHOUT_MEMBERS = 'id,displayName,description,zoneId,meta';

export class UaaGroups implements EntityConnector {
  readonly capabilities: Capabilities;
  readonly carryOver = { scope: 'everything', never: NEVER_CARRIED } as const;
  readonly #tools: GroupTools;

  constructor(tools: GroupTools) {
    this.#tools = tools;
    const showsChangedMembers = tools.settings.answersWithGroup;
    this.capabilities = {
      totals: true,
      patch: 'native',
      versions: true,
      refusesOutdated: true,
      showsChangedMembers,
    };
  }

  canFilter(filter: Filter): boolean {
    return isAskable(() => uaaGroupFilter(filter));
  }

  async list({ startIndex, count, filter, omit = [] }: ListQuery, context: CallContext): Promise<ListPage> {
    const { api, settings } = this.#tools;
    const { groupFilter } = settings;
    const asked = conjunction([
      groupFilter === undefined ? undefined : uaaGroupFilter(groupFilter),
      filter === undefined ? undefined : uaaGroupFilter(filter),
    ]);
    const { groups, total } = await api.list(
      {
        filter: asked === '' ? undefined : asked,
        startIndex,
        count,
        attributes: omit.includes('members') ? WITHOUT_MEMBERS : undefined,
      },
      context,
    );
    return { entities: groups.map((group) => presentGroup(group, this.#isOwn)), total };
  }

  async get(id: string, _: ReadOptions, context: CallContext): Promise<EntityResult> {
    return this.#result(await this.#tools.api.get(id, context));
  }

  async create(entity: JsonObject, context: CallContext): Promise<EntityResult> {
    const { api, settings } = this.#tools;
    const { members = null } = entity;
    const wanted = members === null ? new Map() : membersById(members);
    const body = groupBody(entity, asJson(await this.#resolve(wanted, context)));
    const creating = {
      kind: 'group',
      create: async (sent: JsonObject) => this.#result(await api.create(sent, context)),
      get: async (id: string) => await this.get(id, {}, context),
      list: async ({ filter, startIndex, count }: { filter?: string; startIndex: number; count: number }) => {
        const { groups, total } = await api.list(
          { filter, startIndex, count, attributes: undefined },
          context,
        );
        return { entities: groups, total };
      },
    } as const;
    return await createOnce(creating, body, 'displayName', settings.retries.attempts, context);
  }

  /** One PUT, which names all members there shall be, also those that are not shown. */
  async replace(
    id: string,
    entity: JsonObject,
    { current }: WriteOptions,
    context: CallContext,
  ): Promise<WriteResult> {
    const { api } = this.#tools;
    const before = await api.get(id, context);
    const version = versionOf(before);
    if (current !== undefined && versionOf(current) !== version) throw changedMeanwhile();
    const members = await this.#completeMembers(entity, before, context);
    const body = groupBody(entity, members);
    return this.#result(await api.replace(id, body, version ?? '*', context));
  }

  /**
   * Members by a request each, or all by one PATCH of the UAA. What is said about anything else, and members that are not
   * named by their ids, take a full update.
   */
  async patch(
    id: string,
    body: JsonObject,
    { ifMatch }: WriteOptions,
    context: CallContext,
  ): Promise<WriteResult> {
    const request = readGroupPatch(withUsableMembers(body));
    if (request === undefined || request.others.length > 0) {
      throw new PatchUnsupported('The UAA has no PATCH of SCIM 2.0. Nothing was changed.');
    }
    const { api, settings } = this.#tools;
    const change = await this.#changeOf(id, request, context);
    if (change.add.length === 0 && change.remove.length === 0) {
      return this.#result(await api.get(id, context));
    }
    if (settings.patchesGroups) return await this.#patchOnce(id, change, ifMatch, context);
    await this.#changeEach(id, change, context);
    return {};
  }

  /** The proxy has compared the version that the client wants to delete. */
  async delete(id: string, _: WriteOptions, context: CallContext): Promise<void> {
    await this.#tools.api.delete(id, context);
  }

  async #changeEach(id: string, change: MemberChange, context: CallContext): Promise<void> {
    const { api, now } = this.#tools;
    const budget = new Budget(context, now);
    const outcome = await changeMembers(id, change, { api, budget, context });
    // A member that is none may be one of a group that is none.
    if (!outcome.groupIsThere && budget.canWait(0)) await api.get(id, context);
    const what = `System ${api.backend.systemId}: group ${JSON.stringify(id.slice(0, 100))}`;
    const error = membershipError(outcome, what, isRefusal);
    if (error !== undefined) throw error;
  }

  async #patchOnce(
    id: string,
    { add, remove }: MemberChange,
    ifMatch: string | undefined,
    context: CallContext,
  ): Promise<WriteResult> {
    const { api } = this.#tools;
    const removed = remove.map((value) => ({ value, operation: 'delete' }));
    const body = { schemas: SCHEMAS, members: [...asJson(add), ...removed] };
    // Named versions were compared by the proxy, and are once more by the UAA.
    const version =
      ifMatch === undefined || ifMatch.trim() === '*' ? '*' : versionOf(await api.get(id, context));
    const group = await api.patch(id, body, version ?? '*', context);
    return group === undefined ? {} : this.#result(group);
  }

  /** What has to be done about members of this system, each of which has been looked up. */
  async #changeOf(
    id: string,
    { replace, add, remove }: GroupPatch,
    context: CallContext,
  ): Promise<MemberChange> {
    if (replace === undefined) return await this.#checked(add, [...remove], context);
    const before = membersIn(await this.#tools.api.get(id, context));
    const present = new Set(before.map((member) => jsonText(member['value'])));
    const missing = new Map([...replace].filter(([value]) => !present.has(value)));
    const surplus = before
      .filter((member) => this.#isOwn(member))
      .map((member) => jsonText(member['value']))
      .filter((value) => !replace.has(value));
    return { add: await this.#resolve(missing, context), remove: surplus };
  }

  /** Users whom the system has not are no members here: they cannot be added, and there is nothing to remove. */
  async #checked(add: Members, remove: readonly string[], context: CallContext): Promise<MemberChange> {
    const { memberOrigins } = this.#tools;
    const users = [...add].filter(([, member]) => typeOf(member) === 'USER').map(([id]) => id);
    const origins = await memberOrigins.of([...users, ...remove], context);
    memberOrigins.require(users, origins);
    return {
      add: [...add].map(([id, member]) => asMember(id, member, origins)),
      remove: remove.filter((id) => {
        const origin = origins.get(id);
        return origin === undefined || memberOrigins.has(origin);
      }),
    };
  }

  async #resolve(add: Members, context: CallContext): Promise<readonly Member[]> {
    return (await this.#checked(add, [], context)).add;
  }

  async #completeMembers(
    { members = null }: JsonObject,
    before: JsonObject,
    context: CallContext,
  ): Promise<readonly JsonObject[]> {
    const present = membersIn(before);
    // A body without a list says nothing about members; the UAA would remove them all.
    if (members === null) return present.map(asSent);
    const wanted = membersById(members);
    const known = new Set(present.map((member) => jsonText(member['value'])));
    const added = new Map([...wanted].filter(([id]) => !known.has(id)));
    const kept = present.filter((member) => !this.#isOwn(member) || wanted.has(jsonText(member['value'])));
    return [...kept.map(asSent), ...asJson(await this.#resolve(added, context))];
  }

  /** Whether a member is shown: a group, or a user who was made one with an origin of this system. */
  readonly #isOwn = (member: JsonObject): boolean =>
    typeOf(member) === 'GROUP' || this.#tools.memberOrigins.has(textAt(member, 'origin') ?? GROUP_ORIGIN);

  #result(group: JsonObject): EntityResult {
    return { entity: presentGroup(group, this.#isOwn), version: versionOf(group) };
  }
}

function asMember(value: string, member: JsonObject, origins: ReadonlyMap<string, string>): Member {
  const type = typeOf(member);
  const origin = type === 'USER' ? origins.get(value) : undefined;
  return { value, type, origin: origin ?? GROUP_ORIGIN };
}

/** Without what the UAA shows in addition. */
function asSent(member: JsonObject): JsonObject {
  const { value = null, type = null, origin = null } = member;
  return { value, type, origin };
}

function asJson(members: readonly Member[]): JsonObject[] {
  return members.map(({ value, type, origin }) => ({ value, type, origin }));
}

function changedMeanwhile(): ScimError {
  return new ScimError(412, 'The group was changed meanwhile: read it again before you repeat.');
}
