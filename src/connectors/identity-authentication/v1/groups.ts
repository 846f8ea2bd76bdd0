/** Groups of version 1: always with all their members, and changed one after the other. */

import { ScimError } from '../../../scim/errors.ts';
import type { Filter } from '../../../scim/filter-ast.ts';
import { type JsonObject, type JsonValue, jsonText } from '../../../scim/json.ts';
import type { BackendFacts } from '../../../scim/schema/backend-facts.ts';
import { isAskable } from '../../askable.ts';
import type {
  CallContext,
  CarryOver,
  EntityConnector,
  EntityResult,
  ListPage,
  ListQuery,
  ReadAndReplace,
  ReadOptions,
  WriteOptions,
  WriteResult,
} from '../../connector.ts';
import { failureFields, levelOf } from '../../failure-fields.ts';
import type { Collected } from '../../http/collected.ts';
import { CUSTOM_GROUP_EXTENSION } from '../../sap-extensions.ts';
import { identifiersOf } from '../../scim-api/identifiers.ts';
import { presentEntity } from './answers.ts';
import type { Calls } from './calls.ts';
import { groupBody, newGroupBody, replacingBody } from './group-body.ts';
import { groupFilter, idOf } from './group-filter.ts';
import { GroupIndex, type WatchedClock } from './group-index.ts';
import { groupName, isCut, Membership, membersOf } from './membership.ts';
import { CAPABILITIES, noPatch } from './no-patch.ts';

type Test = (group: JsonObject) => boolean;

/** A PUT without members unassigns all of them. */
const CARRY_OVER: CarryOver = {
  scope: 'everything',
  never: new Set(['id', 'meta', 'schemas', `${CUSTOM_GROUP_EXTENSION}:groupId`]),
};

/** Members are users, and nothing says so. */
const FACTS: BackendFacts = { lacking: ['members.type'] };

export class Version1Groups implements EntityConnector {
  readonly capabilities = CAPABILITIES;
  readonly carryOver: CarryOver | undefined;
  readonly erasesUnnamed: boolean;
  readonly facts = FACTS;
  readonly patch = noPatch;
  readonly #calls: Calls;
  readonly #membership: Membership;
  readonly #index: GroupIndex;
  readonly #property: Test | undefined;

  /**
   * @param property the system's own filter for lists, in the attributes of version 1
   * @param carriesOver whether a PUT repeats what clients could not see
   */
  constructor(calls: Calls, property: Filter | undefined, clock: WatchedClock, carriesOver: boolean) {
    this.#calls = calls;
    this.#membership = new Membership(calls);
    this.#index = new GroupIndex(calls, clock);
    this.#property = property === undefined ? undefined : groupFilter(property);
    this.carryOver = carriesOver ? CARRY_OVER : undefined;
    this.erasesUnnamed = !carriesOver;
  }

  canFilter(filter: Filter): boolean {
    return isAskable(() => groupFilter(filter));
  }

  async list(query: ListQuery, context: CallContext): Promise<ListPage> {
    const { filter, startIndex, count } = query;
    if (filter !== undefined) return await this.#find(filter, query, context);
    const property = this.#property;
    const page: ListPage =
      property === undefined
        ? await this.#calls.page({ startIndex, count }, context)
        : await this.#index.walk(property, query, context);
    const { entities, total, warnings } = page;
    return { entities: await this.#presentAll(entities, query, context), total, warnings };
  }

  async get(id: string, options: ReadOptions, context: CallContext): Promise<EntityResult> {
    return { entity: await this.#present(await this.#calls.get(id, context), options, context) };
  }

  async create(entity: JsonObject, context: CallContext): Promise<EntityResult> {
    const body = newGroupBody(entity);
    const created = await this.#calls.create(body, identifiersOf('group', body), context);
    this.#index.forget();
    return await this.#written(created, body, context);
  }

  async replace(
    id: string,
    entity: JsonObject,
    _options: WriteOptions,
    context: CallContext,
  ): Promise<WriteResult> {
    const wanted = groupBody(entity);
    return await this.#calls.inTurn(id, context, async (held) => {
      const before = await this.#calls.get(id, held);
      const body = replacingBody(wanted, id, before);
      await this.#refuseCutList(before, body, held);
      return await this.#put(id, body, before, held);
    });
  }

  async exclusively<T>(
    id: string,
    context: CallContext,
    work: (connection: ReadAndReplace) => Promise<T>,
  ): Promise<T> {
    return await this.#calls.inTurn(id, context, (held) => {
      let before: JsonObject | undefined;
      let isWhole = false;
      return work({
        get: async (readId, { omit = [] }) => {
          isWhole = !omit.includes('members');
          before = isWhole ? await this.#membership.read(readId, held) : await this.#calls.get(readId, held);
          return { entity: presentEntity('group', isWhole ? before : withoutMembers(before)) };
        },
        replace: async (changedId, entity) => {
          const wanted = groupBody(entity);
          before ??= await this.#calls.get(changedId, held);
          const body = replacingBody(wanted, changedId, before);
          if (!isWhole) await this.#refuseCutList(before, body, held);
          return await this.#put(changedId, body, before, held);
        },
      });
    });
  }

  async delete(id: string, _options: WriteOptions, context: CallContext): Promise<void> {
    await this.#calls.delete(id, context);
    this.#index.forget();
  }

  /** Names come from the index, groups are read anew: what the index says may be a minute old. */
  async #find(filter: Filter, query: ListQuery, context: CallContext): Promise<ListPage> {
    const wanted = groupFilter(filter);
    const test: Test = (group) => wanted(group) && (this.#property?.(group) ?? true);
    const id = idOf(filter);
    for (let attempt = 1; ; attempt += 1) {
      const known = id === undefined ? await this.#index.groups(context) : undefined;
      const matching = known?.groups.filter(test).map((group) => group['id']) ?? [id];
      const first = query.startIndex - 1;
      const read = await this.#readAll(matching.slice(first, first + query.count), context);
      const entities = read.filter((group) => group !== undefined).filter(test);
      const gone = read.length - entities.length;
      if (gone > 0 && id === undefined && attempt === 1) this.#index.forget();
      else {
        const present = await this.#presentAll(entities, query, context);
        return { entities: present, total: matching.length - gone, warnings: known?.warnings };
      }
    }
  }

  async #readAll(
    ids: readonly (JsonValue | undefined)[],
    context: CallContext,
  ): Promise<(JsonObject | undefined)[]> {
    const groups: (JsonObject | undefined)[] = [];
    for (const id of ids) {
      try {
        groups.push(await this.#calls.get(jsonText(id), context));
      } catch (error) {
        if (!(error instanceof ScimError && error.status === 404)) throw error;
        groups.push(undefined);
      }
    }
    return groups;
  }

  async #presentAll(
    groups: readonly JsonObject[],
    options: ReadOptions,
    context: CallContext,
  ): Promise<JsonObject[]> {
    const presented: JsonObject[] = [];
    const collected = this.#membership.collecting();
    for (const group of groups) presented.push(await this.#present(group, options, context, collected));
    return presented;
  }

  /** With all members, or with none where nobody will look at them: never with a part. */
  async #present(
    group: JsonObject,
    { omit = [] }: ReadOptions,
    context: CallContext,
    collected?: Collected,
  ): Promise<JsonObject> {
    if (omit.includes('members')) return presentEntity('group', withoutMembers(group));
    return presentEntity('group', await this.#membership.complete(group, context, collected));
  }

  async #put(id: string, body: JsonObject, before: JsonObject, context: CallContext): Promise<EntityResult> {
    const answered = await this.#calls.replace(id, body, identifiersOf('group', body), context);
    const renamed =
      answered['displayName'] !== before['displayName'] || groupName(answered) !== groupName(before);
    if (renamed) this.#index.forget();
    return await this.#written(answered, body, context);
  }

  /**
   * A list that exactly is what version 1 shows of a larger group was read where it was cut: writing it back would
   * unassign all others.
   */
  async #refuseCutList(before: JsonObject, body: JsonObject, context: CallContext): Promise<void> {
    if (!isCut(before)) return;
    const [shown, sent] = [membersOf(before), membersOf(body)];
    if (sent.size !== shown.size || ![...shown.keys()].every((id) => sent.has(id))) return;
    const all = membersOf(await this.#membership.complete(before, context));
    if (all.size === sent.size) return;
    throw new ScimError(
      400,
      `Group ${jsonText(before['id'])} has ${all.size} members, and the ${sent.size} of this request are exactly those that Identity Authentication version 1 shows of them: a list that was cut when it was read. Nothing was changed. Read the group through the proxy, which gives all members, and repeat the change; to remove the others on purpose, use PATCH.`,
      { scimType: 'invalidValue' },
    );
  }

  /** The answer to a write is cut as well: where it is, the group has what was sent. */
  async #written(answered: JsonObject, body: JsonObject, context: CallContext): Promise<EntityResult> {
    const [shown, sent] = [membersOf(answered), membersOf(body)];
    if (!isCut(answered) || sent.size <= shown.size) return { entity: presentEntity('group', answered) };
    const members = [...sent].map(([id, member]) => shown.get(id) ?? member);
    const problem = await this.#check(answered, sent.size, context);
    return {
      entity: presentEntity('group', { ...answered, members }),
      warnings: problem === undefined ? [] : [`group ${jsonText(answered['id'])}: ${problem}`],
    };
  }

  /** Whatever is found here, the write is done. */
  async #check(group: JsonObject, sent: number, context: CallContext): Promise<string | undefined> {
    try {
      const counted = await this.#membership.count(group, context);
      return counted === sent
        ? undefined
        : `${sent} members were sent, Identity Authentication counts ${counted ?? 'none'}`;
    } catch (error) {
      context.log[levelOf(context)](failureFields(error, context.log), 'members not counted');
      return `${sent} members were sent; whether all of them were taken could not be checked`;
    }
  }
}

function withoutMembers({ members: _, ...others }: JsonObject): JsonObject {
  return others;
}
