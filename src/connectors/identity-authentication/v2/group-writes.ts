/**
 * Changes of groups of any size. What does not fit one request goes in steps that can all be repeated: first all that
 * is not about members, then additions, then removals, so that nobody is without a membership in between. A step that
 * fails, or time that runs out, ends the change with an error that says what was done.
 */
import { ScimError } from '../../../scim/errors.ts';
import type { JsonObject } from '../../../scim/json.ts';
import { textAt } from '../../../scim/json-access.ts';
import type { CallContext, WriteOptions, WriteResult } from '../../connector.ts';
import { describeBackend } from '../../http/backend.ts';
import { batches, type Outcome } from '../../membership/bounded.ts';
import { Budget } from '../../membership/budget.ts';
import { type GroupPatch, readGroupPatch } from '../../membership/group-patch.ts';
import { withUsableMembers } from '../../membership/member-operations.ts';
import { type Members, membersById } from '../../membership/members.ts';
import { membershipError } from '../../membership/outcome.ts';
import { CUSTOM_GROUP_EXTENSION } from '../../sap-extensions.ts';
import { groupDifference, patchRequest, setOperations } from '../../scim-api/attribute-operations.ts';
import type { EntityApi } from '../../scim-api/entity-api.ts';
import { MOST_REMOVED } from '../tenant-limits.ts';
import type { LongLists } from './long-lists.ts';

/** What a PUT of a group without it takes away. */
const ERASED = ['externalId', `${CUSTOM_GROUP_EXTENSION}:description`];

export interface GroupWriteOptions {
  /** Members that one request may name: `ias.patch.group.members.above.threshold`. */
  readonly threshold: number;
  /** Send a PUT as PATCH: `ias.support.patch.operation`. */
  readonly putAsPatch: boolean;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** One request of a change: the members that it adds or removes. */
interface Step {
  readonly operation: 'add' | 'remove';
  readonly ids: readonly string[];
  readonly body: JsonObject;
}

export class GroupWrites {
  readonly #api: EntityApi;
  readonly #lists: LongLists;
  readonly #options: GroupWriteOptions;

  constructor(api: EntityApi, lists: LongLists, options: GroupWriteOptions) {
    this.#api = api;
    this.#lists = lists;
    this.#options = options;
  }

  async replace(
    id: string,
    entity: JsonObject,
    options: WriteOptions,
    context: CallContext,
  ): Promise<WriteResult> {
    const { members = [] } = entity;
    const wanted = membersById(members);
    if (wanted.size > this.#options.threshold) {
      const budget = this.#budget(context);
      const current = await this.#current(id, budget, context);
      const others = groupDifference(current.entity, entity, ERASED);
      return await this.#inSteps(
        id,
        { others, ...difference(current.members, wanted) },
        options,
        budget,
        context,
      );
    }
    if (!this.#options.putAsPatch) return await this.#api.replace(id, entity, options, context);
    const operations = setOperations(entity, options.current);
    if (entity['members'] !== undefined) operations.push(replaceOperation(wanted));
    if (options.current !== undefined && operations.length === 0) return {};
    return await this.#api.patch(id, patchRequest(operations), options, context);
  }

  async patch(
    id: string,
    body: JsonObject,
    options: WriteOptions,
    context: CallContext,
  ): Promise<WriteResult> {
    const usable = withUsableMembers(body);
    const patch = readGroupPatch(usable);
    if (patch === undefined) return await this.#api.patch(id, usable, options, context);
    const { others, replace, add, remove } = patch;
    const { threshold } = this.#options;
    if (replace !== undefined && replace.size > threshold) {
      const budget = this.#budget(context);
      const { members } = await this.#current(id, budget, context);
      return await this.#inSteps(id, { others, ...difference(members, replace) }, options, budget, context);
    }
    if (replace === undefined && (add.size > threshold || remove.size > MOST_REMOVED)) {
      return await this.#inSteps(id, patch, options, this.#budget(context), context);
    }
    const operations = [...others, ...memberOperations(patch)];
    // Where nothing is left, the backend still has to say whether there is such a group. An addition of nobody is asked
    // for also where nobody is to be removed: a removal without members may be taken for one of all.
    if (operations.length === 0) operations.push(addOperation([]));
    const request = { ...usable, Operations: operations };
    return await this.#api.patch(id, request, options, context);
  }

  #budget(context: CallContext): Budget {
    return new Budget(context, this.#options.now);
  }

  /** @throws ScimError 501 where not all of the members can be read */
  async #current(
    id: string,
    budget: Budget,
    context: CallContext,
  ): Promise<{ readonly entity: JsonObject; readonly members: Members }> {
    const { entity } = await this.#api.get(id, {}, context);
    const list = this.#lists.isCut(entity)
      ? await this.#lists.complete(entity, budget, context)
      : { values: this.#lists.valuesOf(entity) };
    if (list.cut !== undefined) {
      const detail = `The members of group ${id} cannot be compared with the wanted ones, because ${describeBackend(this.#api.backend)} does not give all of them: ${list.cut}. Send PATCH requests that add and remove members instead of the whole membership. Nothing was changed.`;
      throw new ScimError(501, detail);
    }
    return { entity, members: membersByTheirIds(list.values) };
  }

  async #inSteps(
    id: string,
    { others, add, remove }: Pick<GroupPatch, 'others' | 'add' | 'remove'>,
    options: WriteOptions,
    budget: Budget,
    context: CallContext,
  ): Promise<WriteResult> {
    // Every change makes a new version, so that the client's condition can only hold for the first.
    let condition = options;
    if (others.length > 0) {
      await this.#api.patch(id, patchRequest(others), condition, context);
      condition = {};
    }
    const steps = [...additions(add, this.#options.threshold), ...removals(remove)];
    const added = new Map<string, Outcome>();
    const removed = new Map<string, Outcome>();
    let stopped: ScimError | undefined;
    for (const [index, step] of steps.entries()) {
      const outcomes = step.operation === 'add' ? added : removed;
      const late = stopped ?? budget.mayStart();
      const failure = late ?? (await this.#step(id, step, condition, context));
      condition = {};
      const [first, ...others] = step.ids;
      if (failure === undefined) {
        for (const member of step.ids) outcomes.set(member, { status: 'done' });
      } else if (late !== undefined) {
        for (const member of step.ids) outcomes.set(member, { status: 'not-started', error: late });
        stopped ??= late;
      } else {
        // The whole message once is enough.
        const along = new ScimError(failure.status, `it was in the same request as ${first}`);
        if (first !== undefined) outcomes.set(first, { status: 'failed', error: failure });
        for (const member of others) outcomes.set(member, { status: 'failed', error: along });
        stopped = new ScimError(failure.status, `request ${index + 1} of ${steps.length} failed`);
      }
    }
    const what = `${describeBackend(this.#api.backend)}, group ${id}`;
    const error = membershipError({ added, removed }, what, () => false);
    if (error !== undefined) throw error;
    return {};
  }

  /** @returns why it failed */
  async #step(
    id: string,
    { body, ids, operation }: Step,
    condition: WriteOptions,
    context: CallContext,
  ): Promise<ScimError | undefined> {
    try {
      await this.#api.patch(id, body, condition, context);
      return undefined;
    } catch (cause) {
      if (!(cause instanceof ScimError)) throw cause;
      const { status, scimType, retryAfter } = cause;
      const detail = `The request to ${operation} ${ids.length} members failed: ${cause.message}`;
      return new ScimError(status, detail, { scimType, retryAfter, cause });
    }
  }
}

/** What the backend itself shows as members; an entry without an id is none that could be removed. */
function membersByTheirIds(values: readonly JsonObject[]): Members {
  const members = new Map<string, JsonObject>();
  for (const member of values) {
    const id = textAt(member, 'value');
    if (id !== undefined) members.set(id, member);
  }
  return members;
}

function difference(current: Members, wanted: Members): Pick<GroupPatch, 'add' | 'remove'> {
  const add = new Map([...wanted].filter(([id]) => !current.has(id)));
  const remove = new Set([...current.keys()].filter((id) => !wanted.has(id)));
  return { add, remove };
}

/** The operations of a request that fits the limits. */
function memberOperations({ replace, add, remove }: GroupPatch): JsonObject[] {
  if (replace !== undefined) return [replaceOperation(replace)];
  return [
    ...(add.size === 0 ? [] : [addOperation([...add.values()])]),
    ...(remove.size === 0 ? [] : [removeOperation([...remove])]),
  ];
}

function additions(add: Members, size: number): Step[] {
  return batches(add, size).map((batch) => ({
    operation: 'add',
    ids: batch.map(([id]) => id),
    body: patchRequest([addOperation(batch.map(([, member]) => member))]),
  }));
}

function removals(remove: ReadonlySet<string>): Step[] {
  return batches(remove, MOST_REMOVED).map((ids) => ({
    operation: 'remove',
    ids,
    body: patchRequest([removeOperation(ids)]),
  }));
}

function addOperation(members: readonly JsonObject[]): JsonObject {
  return { op: 'add', path: 'members', value: [...members] };
}

function replaceOperation(members: Members): JsonObject {
  return { op: 'replace', path: 'members', value: [...members.values()] };
}

function removeOperation(ids: readonly string[]): JsonObject {
  const terms = ids.map((id) => `value eq ${JSON.stringify(id)}`);
  return { op: 'remove', path: `members[${terms.join(' or ')}]` };
}
