/**
 * In which order the operations of a Bulk request are done, and which of them can be done at once. The order is that of the
 * request, but what an operation refers to goes before it. Of two operations on one resource, or of which one mentions the
 * resource of the other, the first in this order ends before the other begins; so does a DELETE before what comes behind it on
 * its endpoint, which may take the name that becomes free. All others may go side by side.
 */
import { postponedReferences, type References } from './circles.ts';
import { walk } from './walk.ts';

export interface PlannedOperation extends References {
  readonly creates: boolean;
  readonly deletes: boolean;
  /** Absent: it can only fail. */
  readonly endpoint: string | undefined;
  /** Number of the operation that creates the resource in the path. */
  readonly at: number | undefined;
  /** The resource in the path, where it is there already; ids that differ by case alone are taken for the same. */
  readonly id: string | undefined;
  /** Ids in the paths of others that stand in the data. */
  readonly mentions: ReadonlySet<string>;
}

/**
 * - `do`: what was asked for, without the references that have to wait.
 * - `complete`: adds them.
 * - `wait`: nothing; for whoever waits for all that this one does.
 */
export interface Step {
  readonly kind: 'do' | 'complete' | 'wait';
  /** Its number in the request; of `wait`, -1. */
  readonly operation: number;
  /** Steps that have to end before. All of them come earlier in the list. */
  readonly after: readonly number[];
}

export interface Plan {
  readonly steps: readonly Step[];
  /** By operation, those to which it refers only in its `complete`. */
  readonly postponed: (operation: number) => ReadonlySet<number>;
}

export function planOperations(operations: readonly PlannedOperation[]): Plan {
  const postponed = postponedReferences(operations);
  const steps = new StepList(operations, postponed);
  for (const node of sequence(operations, postponed)) steps.add(node);
  return { steps: steps.steps, postponed };
}

/** Each operation is two nodes: what it does, and what completes it. */
const toDo = (operation: number) => operation * 2;
const toComplete = (operation: number) => operation * 2 + 1;
const operationOf = (node: number) => node >> 1;
const completes = (node: number) => (node & 1) === 1;

/** One after the other. */
function sequence(operations: readonly PlannedOperation[], postponed: Plan['postponed']): readonly number[] {
  const order: number[] = [];
  const whole = (operation: number) =>
    postponed(operation).size === 0 ? toDo(operation) : toComplete(operation);
  const roots = operations.flatMap((_, index) =>
    postponed(index).size === 0 ? [toDo(index)] : [toDo(index), toComplete(index)],
  );
  const needs = (node: number): number[] => {
    const index = operationOf(node);
    const later = postponed(index);
    if (completes(node)) return [toDo(index), ...[...later].map(toDo)];
    const { refers = new Map(), at } = operations[index] ?? {};
    const needed = [...refers.keys()].filter((target) => !later.has(target)).map(toDo);
    return at === undefined ? needed : [...needed, whole(at)];
  };
  walk(roots, operations.length * 2, needs, { leave: (node) => order.push(node) });
  return order;
}

/** Who has looked at a resource, or changed it, last. */
interface LastUse {
  change: number | undefined;
  looks: number[];
}

class StepList {
  readonly steps: Step[] = [];
  readonly #operations: readonly PlannedOperation[];
  readonly #postponed: Plan['postponed'];
  readonly #uses = new Map<string, LastUse>();
  /** By endpoint. */
  readonly #deletes = new Map<string, { wait: number | undefined; open: number[] }>();

  constructor(operations: readonly PlannedOperation[], postponed: Plan['postponed']) {
    this.#operations = operations;
    this.#postponed = postponed;
  }

  add(node: number): void {
    const operation = operationOf(node);
    const planned = this.#operations[operation];
    if (planned === undefined) return;
    const kind = completes(node) ? 'complete' : 'do';
    const after = new Set<number>();
    if (kind === 'do' && planned.endpoint !== undefined)
      this.#behindDeletes(planned, planned.endpoint, after);
    const here = this.steps.length;
    const look = (resource: string) => {
      const use = this.#use(resource);
      if (use.change !== undefined) after.add(use.change);
      use.looks.push(here);
    };
    const change = (resource: string) => {
      const use = this.#use(resource);
      if (use.change !== undefined) after.add(use.change);
      for (const step of use.looks) after.add(step);
      use.change = here;
      use.looks = [];
    };
    const later = this.#postponed(operation);
    for (const target of planned.refers.keys()) {
      if (later.has(target) === completes(node)) look(`new ${target}`);
    }
    for (const id of planned.mentions) look(`id ${id}`);
    if (planned.creates) change(`new ${operation}`);
    if (planned.at !== undefined) change(`new ${planned.at}`);
    if (planned.id !== undefined) change(`id ${planned.id}`);
    after.delete(here);
    this.steps.push({ kind, operation, after: [...after] });
    if (planned.deletes && planned.endpoint !== undefined) this.#deletesOf(planned.endpoint).open.push(here);
  }

  #behindDeletes({ deletes }: PlannedOperation, endpoint: string, after: Set<number>): void {
    if (deletes) return;
    const known = this.#deletesOf(endpoint);
    if (known.open.length > 0) {
      const before = known.wait === undefined ? known.open : [known.wait, ...known.open];
      known.wait = this.steps.length;
      known.open = [];
      this.steps.push({ kind: 'wait', operation: -1, after: before });
    }
    if (known.wait !== undefined) after.add(known.wait);
  }

  #deletesOf(endpoint: string) {
    const known = this.#deletes.get(endpoint) ?? { wait: undefined, open: [] };
    this.#deletes.set(endpoint, known);
    return known;
  }

  #use(resource: string): LastUse {
    const known = this.#uses.get(resource) ?? { change: undefined, looks: [] };
    this.#uses.set(resource, known);
    return known;
  }
}
