/** From the operations of a Bulk request to what has to be done, and in which order. */
import { type Plan, type PlannedOperation, planOperations } from '../../../scim/bulk/plan.ts';
import { eachText, PathBound } from '../../../scim/bulk/references.ts';
import type { BulkMethod, BulkOperation } from '../../../scim/bulk/request.ts';
import { ScimError } from '../../../scim/errors.ts';
import type { JsonObject } from '../../../scim/json.ts';
import type { Pause } from '../../../scim/large-json/parse.ts';
import { authorizeUse } from '../../authorization.ts';
import { type OperationTarget, type Place, placeOf, type TargetedSystem, targetOf } from './target.ts';

/** Characters of a bulkId in messages. */
const LONGEST_NAME = 100;

export interface PreparedOperation {
  readonly method: BulkMethod | undefined;
  readonly bulkId: string | undefined;
  readonly version: string | undefined;
  readonly data: JsonObject | undefined;
  /** What the path says; absent where it cannot be read. */
  readonly place: Place | undefined;
  /** Absent where the path leads nowhere. */
  readonly target: OperationTarget | undefined;
  /** Why it is not even tried. */
  readonly problem: ScimError | undefined;
  /** Numbers of the operations that create what it refers to; of those that are left out at first too. */
  readonly refers: ReadonlySet<number>;
  /** Number of the operation that creates the resource in its path. */
  readonly at: number | undefined;
}

export interface Prepared {
  readonly operations: readonly PreparedOperation[];
  /** Number of the operation that creates what a bulkId stands for. */
  readonly numberOf: (bulkId: string) => number | undefined;
  readonly plan: Plan;
}

/** @param pause between operations; absent: nobody waits */
export async function prepareOperations(
  operations: readonly BulkOperation[],
  system: TargetedSystem,
  pause: Pause | undefined,
): Promise<Prepared> {
  const created = new Map<string, number>();
  const targets = operations.map((operation, index) => {
    if (operation.method === 'POST' && operation.bulkId !== undefined && !created.has(operation.bulkId)) {
      created.set(operation.bulkId, index);
    }
    return located(operation, system);
  });
  const ids = new Set(
    targets.flatMap(({ target }) => (target?.id === undefined ? [] : [target.id.toLowerCase()])),
  );
  const prepared: PreparedOperation[] = [];
  const planned: PlannedOperation[] = [];
  for (const [index, operation] of operations.entries()) {
    await pause?.();
    const { place, target, problem } = targets[index] ?? {};
    const { bulkId, method } = operation;
    const at = target?.bulkId === undefined ? undefined : created.get(target.bulkId);
    const found = { refers: new Map<number, 'members' | 'anywhere'>(), mentions: new Set<string>() };
    let trouble = problem ?? misplaced(target, at, targets);
    if (operation.problem === undefined && target !== undefined && trouble === undefined) {
      const unknown = look(operation.data, operation.method, target, { created, ids }, found);
      if (unknown !== undefined) trouble = unknownBulkId(unknown);
    }
    const isSound = trouble === undefined;
    prepared.push({
      method,
      bulkId,
      version: operation.problem === undefined ? operation.version : undefined,
      data: operation.problem === undefined ? operation.data : undefined,
      place,
      target,
      problem: trouble,
      refers: new Set(isSound ? found.refers.keys() : []),
      at: isSound ? at : undefined,
    });
    planned.push({
      creates: isSound && method === 'POST',
      deletes: isSound && method === 'DELETE',
      endpoint: isSound ? target?.endpoint : undefined,
      at: isSound ? at : undefined,
      id: isSound ? target?.id?.toLowerCase() : undefined,
      refers: isSound ? found.refers : new Map(),
      mentions: isSound ? found.mentions : new Set(),
    });
  }
  const plan = planOperations(planned);
  return {
    operations: prepared.map((operation, index) =>
      plan.postponed(index).size === 0 ? operation : mayComplete(operation, system),
    ),
    numberOf: (bulkId) => created.get(bulkId),
    plan,
  };
}

interface Located {
  readonly place?: Place;
  readonly target?: OperationTarget;
  readonly problem?: ScimError;
}

function located(operation: BulkOperation, system: TargetedSystem): Located {
  if (operation.problem !== undefined) return { problem: operation.problem };
  let place: Place | undefined;
  try {
    place = placeOf(operation.path, system);
    return { place, target: targetOf(place, operation.method, system) };
  } catch (error) {
    if (!(error instanceof ScimError)) throw error;
    return place === undefined ? { problem: error } : { place, problem: error };
  }
}

/** A bulkId in the path that stands for nothing, or for something else. */
function misplaced(
  target: OperationTarget | undefined,
  at: number | undefined,
  targets: readonly Located[],
): ScimError | undefined {
  if (target?.bulkId === undefined) return undefined;
  if (at === undefined) return unknownBulkId(target.bulkId);
  const creator = targets[at]?.target;
  if (creator === undefined || creator.endpoint === target.endpoint) return undefined;
  const detail = `The path names ${target.endpoint}, and the operation with this bulkId creates something in ${creator.endpoint}.`;
  return new ScimError(400, detail, { scimType: 'invalidPath' });
}

/** @returns a bulkId that no operation has */
function look(
  data: JsonObject | undefined,
  method: BulkMethod,
  { resource }: OperationTarget,
  { created, ids }: { readonly created: ReadonlyMap<string, number>; readonly ids: ReadonlySet<string> },
  found: { readonly refers: Map<number, 'members' | 'anywhere'>; readonly mentions: Set<string> },
): string | undefined {
  let unknown: string | undefined;
  const membersName = resource.membersName.toLowerCase();
  const bound = new PathBound();
  for (const name in data) {
    const kind = method === 'POST' && name.toLowerCase() === membersName ? 'members' : 'anywhere';
    eachText(
      data[name] ?? null,
      method === 'PATCH',
      (text, bulkId) => {
        const creator = bulkId === undefined ? undefined : created.get(bulkId);
        if (bulkId !== undefined && creator === undefined) unknown ??= bulkId;
        if (creator !== undefined && found.refers.get(creator) !== 'anywhere')
          found.refers.set(creator, kind);
        if (ids.size === 0) return;
        const id = text.toLowerCase();
        if (ids.has(id)) found.mentions.add(id);
      },
      name,
      bound,
    );
  }
  return unknown;
}

/** What is added afterwards is an update, as it would be without Bulk. */
function mayComplete(operation: PreparedOperation, { user }: TargetedSystem): PreparedOperation {
  try {
    authorizeUse(user, { endpoint: operation.target?.endpoint ?? '', operations: ['update'] });
    return operation;
  } catch (error) {
    if (!(error instanceof ScimError)) throw error;
    const detail = `${error.message} The references of this operation are circular: some of them can only be added by an update, after it was created.`;
    return { ...operation, problem: new ScimError(error.status, detail) };
  }
}

function unknownBulkId(bulkId: string): ScimError {
  const name = bulkId.length > LONGEST_NAME ? `${bulkId.slice(0, LONGEST_NAME).toWellFormed()}…` : bulkId;
  return new ScimError(
    400,
    `The operation refers to bulkId:${name}, and no POST of this request has that bulkId.`,
    { scimType: 'invalidValue' },
  );
}
