/** Does the operations of a Bulk request, each as if it were a request of its own. */
import { DeletionGuardRefusal } from '../../../proxy/deletion-guard/guard.ts';
import type { ProxyContext, ProxyResponse } from '../../../proxy/types.ts';
import type { Step } from '../../../scim/bulk/plan.ts';
import { partedFrom } from '../../../scim/bulk/postpone.ts';
import { type Created, resolveReferences } from '../../../scim/bulk/references.ts';
import { ScimError } from '../../../scim/errors.ts';
import type { JsonObject } from '../../../scim/json.ts';
import { dispatch } from '../dispatch.ts';
import type { OperationGate } from './gate.ts';
import { type Kept, Ledger, type OperationResult } from './ledger.ts';
import type { Prepared, PreparedOperation } from './prepare.ts';
import type { Schedule, StepEnd } from './schedule.ts';
import { idUnknown, incomplete, isLimit, notCreated, notStarted } from './unfinished.ts';
import { withinTime } from './within-time.ts';

/** Created, with references that are still to be added. */
interface Open {
  readonly patch: JsonObject;
  readonly created: Created;
  readonly response: Kept;
}

type Send = (context: ProxyContext) => Promise<ProxyResponse>;

/** Told when something is sent for the operation. */
type OnBegin = () => void;

const NO_QUERY = Object.freeze(Object.create(null));

export class BulkRun {
  readonly #prepared: Prepared;
  readonly #context: ProxyContext;
  readonly #gate: OperationGate;
  readonly #schedule: Schedule;
  readonly #ledger: Ledger;
  readonly #open = new Map<number, Open>();

  /** @param context ends in time for the answer */
  constructor(prepared: Prepared, context: ProxyContext, gate: OperationGate, schedule: Schedule) {
    this.#prepared = prepared;
    this.#context = context;
    this.#gate = gate;
    this.#schedule = schedule;
    this.#ledger = new Ledger(prepared.operations, context.baseUrl, gate);
  }

  /** @returns in the order of the request; without those that were not begun because there were too many errors */
  async run(): Promise<readonly OperationResult[]> {
    await this.#schedule.run((step) => this.#perform(step));
    this.#endOthers();
    return await this.#ledger.close();
  }

  async #perform({ kind, operation: index }: Step): Promise<StepEnd> {
    const operation = this.#prepared.operations[index];
    const isWanted = kind === 'do' || (kind === 'complete' && this.#open.has(index));
    if (operation === undefined || !isWanted) return {};
    await this.#context.pause?.();
    let isBegun = false;
    const onBegin = () => {
      isBegun = true;
    };
    try {
      if (kind === 'do') await this.#do(index, operation, onBegin);
      else await this.#complete(index, operation, onBegin);
    } catch (error) {
      const failure = this.#gate.failure(error, index + 1, operation.method);
      if (isBegun && asksForLess(failure)) this.#schedule.slowDown(failure);
      this.#fail(index, failure, !isBegun);
    }
    return { error: this.#ledger.result(index)?.error };
  }

  async #do(index: number, operation: PreparedOperation, onBegin: OnBegin): Promise<void> {
    const { problem, target, method = 'POST', version, data, at } = operation;
    if (problem !== undefined) throw problem;
    if (target === undefined) return;
    const later = this.#prepared.plan.postponed(index);
    for (const needed of operation.refers) if (!later.has(needed)) this.#require(needed);
    const id = at === undefined ? target.id : this.#require(at).id;
    const parted =
      data === undefined || later.size === 0 ? undefined : partedFrom(data, this.#bulkIds(later));
    const body = this.#resolved(parted?.data ?? data, method);
    const { resource } = target;
    const response = await this.#send(index, onBegin, (context) =>
      dispatch(method, { resource, id, query: NO_QUERY }, body, { 'if-match': version }, context),
    );
    if (response === undefined) return;
    const { status, location, version: found, warnings } = response;
    const kept: Kept = { status, location, version: found, warnings };
    const created = method === 'POST' ? createdBy(response) : undefined;
    if (created !== undefined) this.#ledger.create(index, created);
    if (parted === undefined) this.#ledger.succeed(index, kept);
    else if (created === undefined) throw idUnknown();
    else this.#open.set(index, { patch: parted.patch, created, response: kept });
  }

  /** Adds the references that had to wait. */
  async #complete(index: number, { target }: PreparedOperation, onBegin: OnBegin): Promise<void> {
    const open = this.#open.get(index);
    if (open === undefined || target === undefined) return;
    for (const needed of this.#prepared.plan.postponed(index)) this.#require(needed, true);
    const body = this.#resolved(open.patch, 'PATCH') ?? {};
    const response = await this.#send(index, onBegin, (context) =>
      target.resource.patch(open.created.id, body, NO_QUERY, {}, context),
    );
    if (response === undefined) return;
    this.#open.delete(index);
    const { version } = response;
    const warnings = [...open.response.warnings, ...response.warnings];
    this.#ledger.succeed(index, { ...open.response, version, warnings });
  }

  /**
   * With what is around a request of its own. Whoever is turned away there waits, as long as there is time.
   *
   * @returns `undefined` where nothing was begun; what is told then is told at the end
   */
  async #send(index: number, onBegin: OnBegin, send: Send): Promise<ProxyResponse | undefined> {
    const { signal } = this.#context;
    let isEntered = false;
    let isIn = false;
    while (await this.#schedule.mayBegin()) {
      try {
        if (!isEntered) await this.#gate.enter();
        isEntered = true;
        return await this.#gate.within(signal, () => {
          isIn = true;
          onBegin();
          const work = send({ ...this.#context, account: this.#ledger.account(index) });
          return withinTime(work, signal, () => this.#ledger.lingers(index, work));
        });
      } catch (error) {
        if (isIn || !(error instanceof ScimError) || error.retryAfter === undefined) throw error;
        this.#schedule.waitFor(error);
      }
    }
    return undefined;
  }

  /** @throws ScimError 409 where it was not created */
  #require(needed: number, isOpen = false): Created {
    const created = this.#ledger.created(needed);
    if (created === undefined) throw notCreated(needed + 1, this.#ledger.result(needed)?.status, isOpen);
    return created;
  }

  #resolved(data: JsonObject | undefined, method: string): JsonObject | undefined {
    if (data === undefined) return undefined;
    return resolveReferences(data, method === 'PATCH', (bulkId) => {
      const creator = this.#prepared.numberOf(bulkId);
      return creator === undefined ? undefined : this.#ledger.created(creator);
    });
  }

  #bulkIds(indexes: ReadonlySet<number>): ReadonlySet<string> {
    return new Set([...indexes].map((index) => this.#prepared.operations[index]?.bulkId ?? ''));
  }

  #fail(index: number, cause: ScimError, isRefused: boolean): void {
    const isOpen = this.#open.delete(index);
    this.#ledger.fail(index, isOpen ? incomplete(cause) : cause, isRefused && !isOpen);
  }

  /** What is left when nothing more is begun. */
  #endOthers(): void {
    const { stop } = this.#schedule;
    if (stop === undefined) return;
    const { signal } = this.#context;
    const [whole, rest] = [notStarted(stop, signal, false), notStarted(stop, signal, true)];
    this.#prepared.operations.forEach(({ problem }, index) => {
      if (this.#ledger.result(index) !== undefined) return;
      if (stop.why === 'errors' && !this.#open.has(index)) return;
      const reason = this.#open.has(index) ? rest : whole;
      this.#fail(index, problem ?? reason, problem !== undefined || isLimit(stop));
    });
  }
}

function createdBy({ body, location }: ProxyResponse): Created | undefined {
  const id = body?.['id'];
  return typeof id === 'string' && location !== undefined ? { id, location } : undefined;
}

/** The backend has too much to do. A deletion guard that has tripped stops nothing but what takes something away. */
function asksForLess(error: ScimError): boolean {
  if (error instanceof DeletionGuardRefusal) return false;
  return error.status === 429 || (error.status === 503 && error.retryAfter !== undefined);
}
