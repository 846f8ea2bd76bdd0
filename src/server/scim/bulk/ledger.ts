/** What came of each operation of a Bulk request so far. */
import type { ProxyResponse } from '../../../proxy/types.ts';
import type { Created } from '../../../scim/bulk/references.ts';
import type { BulkResult } from '../../../scim/bulk/response.ts';
import type { ScimError } from '../../../scim/errors.ts';
import type { RequestAccount } from '../../audit/account.ts';
import type { OperationGate } from './gate.ts';
import type { PreparedOperation } from './prepare.ts';

export interface OperationResult extends BulkResult {
  /** From 1, in the order of the request. */
  readonly number: number;
  readonly warnings: readonly string[];
}

/** What of a response the operation's own part of the answer needs. */
export type Kept = Pick<ProxyResponse, 'status' | 'location' | 'version' | 'warnings'>;

export class Ledger {
  readonly #operations: readonly PreparedOperation[];
  readonly #baseUrl: string;
  readonly #gate: Pick<OperationGate, 'account' | 'ended' | 'lingers'>;
  readonly #results: (OperationResult | undefined)[];
  readonly #created: (Created | undefined)[];
  readonly #accounts: (RequestAccount | undefined)[];
  readonly #pending: (Promise<ProxyResponse> | undefined)[];
  readonly #recorded: (Promise<void> | undefined)[] = [];

  /** @param baseUrl of the system in the URL family that was asked */
  constructor(
    operations: readonly PreparedOperation[],
    baseUrl: string,
    gate: Pick<OperationGate, 'account' | 'ended' | 'lingers'>,
  ) {
    this.#operations = operations;
    this.#baseUrl = baseUrl;
    this.#gate = gate;
    const { length } = operations;
    this.#results = Array.from({ length });
    this.#created = Array.from({ length });
    this.#accounts = Array.from({ length });
    this.#pending = Array.from({ length });
  }

  result(index: number): OperationResult | undefined {
    return this.#results[index];
  }

  created(index: number): Created | undefined {
    return this.#created[index];
  }

  create(index: number, created: Created): void {
    this.#created[index] = created;
  }

  /** One for all that an operation sends. */
  account(index: number): RequestAccount | undefined {
    this.#accounts[index] ??= this.#gate.account();
    return this.#accounts[index];
  }

  /** Nobody waits for it any longer. */
  lingers(index: number, work: Promise<ProxyResponse>): void {
    this.#pending[index] = work;
    this.#gate.lingers(work);
  }

  succeed(index: number, { status, location, version, warnings }: Kept): void {
    this.#end(index, {
      status,
      location: location ?? this.#location(index),
      version,
      warnings,
      error: undefined,
    });
  }

  /** @param isRefused by the proxy, without asking the backend */
  fail(index: number, error: ScimError, isRefused: boolean): void {
    const location = this.#location(index);
    this.#end(index, { status: error.status, location, version: undefined, warnings: [], error }, isRefused);
  }

  /** Resolves, once all stands in the audit log, with the results in the order of the request. */
  async close(): Promise<readonly OperationResult[]> {
    await Promise.all(this.#recorded);
    return this.#results.filter((result) => result !== undefined);
  }

  #end(
    index: number,
    result: Omit<OperationResult, 'method' | 'bulkId' | 'number'>,
    isRefused = false,
  ): void {
    const operation = this.#operations[index];
    if (operation === undefined) return;
    const { method, bulkId, place, target, data } = operation;
    const number = index + 1;
    this.#results[index] = { number, method, bulkId, ...result };
    const recorded = this.#gate.ended({
      number,
      method,
      endpoint: place?.endpoint,
      id: this.#created[operation.at ?? index]?.id ?? (target?.bulkId === undefined ? place?.id : undefined),
      data,
      status: result.status,
      error: result.error,
      account: this.#accounts[index],
      isRefused,
      pending: this.#pending[index],
    });
    if (recorded !== undefined) this.#recorded.push(recorded);
  }

  /** Of every operation but a POST that failed, whatever came of it (RFC 7644 §3.7.3). */
  #location(index: number): string | undefined {
    const { place, target, at = index } = this.#operations[index] ?? {};
    const created = this.#created[at]?.location;
    if (created !== undefined || place?.id === undefined || target?.bulkId !== undefined) return created;
    const parts = [place.endpoint, place.id].map((part) => encodeURIComponent(part.toWellFormed()));
    return `${this.#baseUrl}/${parts.join('/')}`;
  }
}
