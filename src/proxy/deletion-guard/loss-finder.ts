/**
 * What a change takes away, found by comparing the entity as it is with what would become of it: so it does not matter how a
 * request says it. The read that takes is only made where the request may take something away.
 */
import type { CallContext, EntityResult, ReadAndReplace } from '../../connectors/connector.ts';
import { booleanOf } from '../../scim/boolean.ts';
import type { JsonObject } from '../../scim/json.ts';
import { applyPatchInTurns } from '../../scim/patch/index.ts';
import { findMember } from '../../scim/patch/json-tools.ts';
import { EXPENSIVE_ATTRIBUTES } from '../shape.ts';
import { DeletionGuardRefusal, type Loss, type WatchedEntityParts } from './guard.ts';
import { goneMembers, isDeactivated, isOn, memberIds, STATE_NAMES } from './losses.ts';
import {
  membersList,
  mentions,
  namedMembers,
  operationsIn,
  removesNamed,
  stateNames,
} from './watched-names.ts';

type LossFinderParts = Omit<WatchedEntityParts, 'counters'>;

/** Of one entity type. Every method throws what a read can meet, and a `ScimError` 404 for an entity that is not there. */
export class LossFinder {
  readonly #parts: LossFinderParts;
  /** `undefined`: any name may have to do with it. */
  readonly #stateNames: ReadonlySet<string> | undefined;
  /** Name of the backend's list; absent: the entities have no members. */
  readonly #members: string | undefined;

  constructor(parts: LossFinderParts) {
    const { read, vocabulary } = parts;
    this.#parts = parts;
    this.#stateNames = stateNames(read);
    this.#members = vocabulary.members === undefined ? undefined : membersList(read, vocabulary.members);
  }

  /** What the backend does not have is not counted, so that nobody uses up what is allowed by ids that there are not. */
  async ofDelete(id: string, context: CallContext): Promise<Loss[]> {
    const deletions = this.#parts.guard.watches('deletions');
    const members = this.#watchesMembers();
    if (!deletions && !members) return [];
    const before = await this.#present(this.#parts.connector, id, members, context);
    return [
      ...(deletions ? [this.#loss('deletions', context)] : []),
      // Whoever deletes a group takes everybody out of it.
      ...(members ? this.#removals(id, before, {}, new Set()) : []),
    ];
  }

  async ofReplace(
    connection: ReadAndReplace,
    id: string,
    entity: JsonObject,
    context: CallContext,
  ): Promise<Loss[]> {
    const members = this.#watchesMembers() && (this.#names(entity) || this.#erases(this.#members));
    if (!members && !this.#mayDisable(entity)) return [];
    const before = await this.#present(connection, id, members, context);
    const kept = Object.entries(before.entity).filter(
      ([name]) => !this.#erases(name) || name === 'id' || name === 'meta',
    );
    const after = changedBy(Object.fromEntries(kept), entity);
    return members
      ? this.#removals(id, before, after, new Set())
      : this.#deactivation(before.entity, after, context);
  }

  async ofPatch(id: string, body: JsonObject, context: CallContext): Promise<Loss[]> {
    const operations = operationsIn(body);
    const members = this.#watchesMembers() && this.#names(body) && !this.#onlyAdds(operations);
    const state = this.#watchesState() && this.#isAboutState(body);
    if (!members && !state) return [];
    const before = await this.#present(this.#parts.connector, id, members, context);
    // A body of the transformation's own: of members, it may mean anything.
    const after =
      operations === undefined
        ? changedBy(before.entity, members ? { [this.#members ?? '']: [] } : body)
        : await this.#applied(before.entity, { ...body, Operations: this.#watched(operations) }, context);
    if (!members) return this.#deactivation(before.entity, after, context);
    const named = namedMembers(operations ?? []);
    const isCut = before.incomplete?.includes(this.#members ?? '') === true;
    if (!isCut) return this.#removals(id, before, after, named);
    // Which of them are there nobody knows, so that all count.
    if (operations === undefined || !this.#namesAllItRemoves(operations)) throw this.#cannotTell(id);
    return named.size === 0
      ? []
      : [this.#removal(id, named.size, memberIds(findMember(before.entity, this.#members ?? '')).size)];
  }

  #namesAllItRemoves(operations: readonly JsonObject[]): boolean {
    return this.#watched(operations).every(
      (operation) => this.#onlyAdds([operation]) || removesNamed(operation, this.#members ?? ''),
    );
  }

  /** What the others do to the entity, and whether they fit it, is for the backend to say. */
  #watched(operations: readonly JsonObject[]): JsonObject[] {
    return operations.filter((operation) =>
      this.#members === undefined ? this.#isAboutState(operation) : this.#names(operation),
    );
  }

  /** @throws ScimError 400 for operations that do not fit the entity: what they would do is not known */
  async #applied(entity: JsonObject, body: JsonObject, { pause, signal }: CallContext): Promise<JsonObject> {
    const { vocabulary } = this.#parts;
    const options = { coreSchema: vocabulary.schemas.core.id, extensions: vocabulary.extensions };
    const { resource } = await applyPatchInTurns(entity, body, options, () => {
      signal.throwIfAborted();
      return pause?.();
    });
    return resource;
  }

  async #present(
    connection: Pick<ReadAndReplace, 'get'>,
    id: string,
    members: boolean,
    context: CallContext,
  ): Promise<EntityResult> {
    return await connection.get(id, members ? { forUpdate: true } : { omit: EXPENSIVE_ATTRIBUTES }, context);
  }

  #watchesMembers(): boolean {
    return this.#members !== undefined && this.#parts.guard.watches('membershipRemovals');
  }

  #watchesState(): boolean {
    return this.#members === undefined && this.#parts.guard.watches('deactivations');
  }

  /** Whether the body names the list of members. */
  #names(body: JsonObject): boolean {
    return mentions(body, new Set([(this.#members ?? '').toLowerCase()]));
  }

  #onlyAdds(operations: readonly JsonObject[] | undefined): boolean {
    return (
      operations?.every(({ op, path }) => {
        const adds = typeof op === 'string' && op.trim().toLowerCase() === 'add';
        return adds && (path === undefined || path === this.#members);
      }) ?? false
    );
  }

  #isAboutState(body: JsonObject): boolean {
    return this.#stateNames === undefined || mentions(body, this.#stateNames);
  }

  #mayDisable(entity: JsonObject): boolean {
    if (!this.#watchesState()) return false;
    const isPlain = this.#stateNames?.size === STATE_NAMES.length;
    // Most full updates say that the user is active, and need no look at what was there before.
    if (isPlain && isOn(entity)) return false;
    return this.#isAboutState(entity) || this.#erases('active');
  }

  /** Whether a full update takes the attribute away that it does not name, now that what was to be carried over is in it. */
  #erases(name: string | undefined): boolean {
    const { carryOver, erasesUnnamed = false } = this.#parts.connector;
    if (erasesUnnamed) return true;
    if (carryOver?.scope !== 'everything' || name === undefined) return false;
    return !carryOver.never.has(name);
  }

  #deactivation(before: JsonObject, after: JsonObject, context: CallContext): Loss[] {
    const isLost =
      isDeactivated(before, after) || (!this.#isShownInactive(before) && this.#isShownInactive(after));
    return isLost ? [this.#loss('deactivations', context)] : [];
  }

  /** By what the read transformation makes of it, whatever the backend calls it. */
  #isShownInactive(entity: JsonObject): boolean {
    const result = this.#parts.read.run(entity, {
      operation: 'read',
      variables: { entityBaseLocation: '' },
      ignoreCondition: true,
    });
    return result.status === 'transformed' && booleanOf(result.output['active']) === false;
  }

  #removals(
    group: string,
    { entity, incomplete = [] }: EntityResult,
    after: JsonObject,
    named: ReadonlySet<string>,
  ): Loss[] {
    const list = this.#members ?? '';
    const before = memberIds(findMember(entity, list));
    const amount = goneMembers(before, memberIds(findMember(after, list)), named);
    if (amount === 0) return [];
    if (incomplete.includes(list)) throw this.#cannotTell(group);
    return [this.#removal(group, amount, before.size)];
  }

  #removal(group: string, amount: number, all: number): Loss {
    const endpoint = this.#parts.read.scimEntityEndpoint;
    return { kind: 'membershipRemovals', amount, endpoint, group, total: async () => all };
  }

  #cannotTell(group: string): DeletionGuardRefusal {
    const { systemId, read } = this.#parts;
    return new DeletionGuardRefusal(
      503,
      `System ${systemId}: the deletion guard cannot tell how many members this takes out of ${read.entityType} ${group}, as the backend shows only a part of them. Nothing was changed. Name the members to remove in a PATCH that says nothing else, or try again later.`,
    );
  }

  #loss(kind: 'deletions' | 'deactivations', context: CallContext): Loss {
    const { connector, read } = this.#parts;
    // A connector may make up the total of a page with nothing on it, so as to say whether there is anything.
    const query = { startIndex: 1, count: 1, omit: EXPENSIVE_ATTRIBUTES };
    const total = async () => (await connector.list(query, context)).total;
    return { kind, amount: 1, endpoint: read.scimEntityEndpoint, total };
  }
}

/** Names that differ by case alone are one (RFC 7643 §2.1): the backend and the write transformation may spell them in two ways. */
function changedBy(before: JsonObject, changes: JsonObject): JsonObject {
  const changed = new Set(Object.keys(changes).map((name) => name.toLowerCase()));
  const kept = Object.entries(before).filter(([name]) => !changed.has(name.toLowerCase()));
  return { ...Object.fromEntries(kept), ...changes };
}
