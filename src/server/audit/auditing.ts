/**
 * Decides which requests the audit log is about, and when their lines are written: whoever wanted to change something hears of the
 * outcome only when it stands there. Reads that are answered cost nothing.
 */
import type { FastifyReply, FastifyRequest, onRequestHookHandler } from 'fastify';
import type { AuditCounters, AuditLog } from '../../audit/audit-log.ts';
import type { Denials } from '../../audit/denials.ts';
import type { AuditRecord, GuardEvent } from '../../audit/record.ts';
import { type AuditSettings, isSameAudit } from '../../config/audit.ts';
import type { ProxyResponse } from '../../proxy/types.ts';
import { ScimError } from '../../scim/errors.ts';
import { callerOf } from '../http/network.ts';
import type { ScimState, ScimTarget } from '../request-state.ts';
import { CLIENT_GONE } from '../request-state.ts';
import type { EndedOperation } from '../scim/bulk/gate.ts';
import { RequestAccount } from './account.ts';
import { locationOf, type Result, recordOf, recordOfOperation } from './request-record.ts';

const WRITES: ReadonlySet<string> = new Set(['POST', 'PUT', 'PATCH', 'DELETE']);
/** Not logged on, not allowed, too often. */
const DENIED: ReadonlySet<number> = new Set([401, 403, 429]);
/** Seconds after which a client may try again. */
const RETRY_AFTER = 5;

const PENDING = Promise.resolve('pending' as const);

export interface AuditingParts {
  readonly log: AuditLog;
  readonly denials: Denials;
  readonly settings: AuditSettings;
}

export class Auditing {
  readonly #log: AuditLog;
  readonly #denials: Denials;
  readonly #settings: AuditSettings;

  constructor({ log, denials, settings }: AuditingParts) {
    this.#log = log;
    this.#denials = denials;
    this.#settings = settings;
  }

  get counters(): Readonly<AuditCounters> {
    return this.#log.counters;
  }

  /** Whether this configuration has another audit log, which would begin with the next start. */
  isOther(settings: AuditSettings | undefined): boolean {
    return !isSameAudit(this.#settings, settings);
  }

  /** Behind the checks of who is allowed what: what could not be written down is not done. */
  readonly admit: onRequestHookHandler = (request, _reply, done) => {
    const { method, scim } = request;
    const { target } = scim;
    if (target === undefined || !isAudited(method, target.purpose)) return done();
    // Each operation of a Bulk request has one of its own.
    if (target.purpose !== 'bulk') scim.account = new RequestAccount();
    // What changes nothing need not be kept from happening.
    if (target.purpose !== 'serve' && target.purpose !== 'bulk') return done();
    this.requireWorking().then(() => done(), done);
  };

  /** @throws ScimError 503 where no line can be written */
  async requireWorking(): Promise<void> {
    if (!(await this.#log.isWorking())) throw unwritable();
  }

  /** Before an answer goes out. @returns what it has to wait for; nothing where there is nothing to write down */
  answering(request: FastifyRequest, reply: FastifyReply): Promise<void> | undefined {
    const { method, scim, problem } = request;
    const status = reply.statusCode;
    if (DENIED.has(status) && !isOfBackend(scim)) {
      const denied: Result = { outcome: 'denied', status, code: codeOf(problem, status) };
      this.#denials.add(recordOf(request, denied), callerOf(request.trail.address));
      return undefined;
    }
    if (isTokenIssued(request, status)) {
      return this.#log.append(recordOf(request, { outcome: 'done', status, code: undefined }));
    }
    const isKnown = scim?.user !== undefined;
    if (!isKnown || !isAudited(method, scim.target?.purpose ?? 'serve')) return undefined;
    return this.#record(request, reply, scim);
  }

  /** Before the answer to a Bulk request goes out. @returns what it has to wait for */
  operationEnded(request: FastifyRequest, operation: EndedOperation): Promise<void> | undefined {
    const { status, error, account, isRefused, pending } = operation;
    if (isRefused && DENIED.has(status)) {
      const denied: Result = { outcome: 'denied', status, code: codeOf(error, status) };
      this.#denials.add(recordOfOperation(request, operation, denied), callerOf(request.trail.address));
      return undefined;
    }
    const record = (result: Result, later?: true) => recordOfOperation(request, operation, result, later);
    const result = { outcome: outcomeOfOperation(operation), status, code: error?.code };
    if (pending !== undefined) this.#followUp(pending, account, result, record);
    return this.#log.append(record(result));
  }

  /** Nobody waits for it: the line of the change that was refused comes behind it. */
  readonly note = (event: GuardEvent): void => void this.#log.note(event);

  /** As after it was rotated. */
  reopen(): Promise<void> {
    return this.#log.reopen();
  }

  /** Writes what is still to be written; nothing may come behind it. */
  async close(): Promise<void> {
    this.#denials.flush();
    await this.#log.stop();
  }

  async #record(request: FastifyRequest, reply: FastifyReply, scim: ScimState): Promise<void> {
    const { problem } = request;
    const { account, work } = scim;
    const status = reply.raw.destroyed ? CLIENT_GONE : reply.statusCode;
    if (problem === undefined) {
      const isDryRun = scim.target?.purpose === 'dry-run';
      const outcome = isDryRun ? 'tried' : (account?.success ?? 'done');
      await this.#log.append(
        recordOf(request, { outcome, status, code: undefined, location: locationOf(reply) }),
      );
      return;
    }
    const isPending = work !== undefined && (await isUnderWay(work));
    // Once it is done, only its answer can fail.
    const ended = scim.isDone ? account?.success : account?.outcomeOf(problem);
    const outcome = isPending ? 'unknown' : (ended ?? outcomeBefore(status));
    const result = { outcome, status, code: problem.code };
    if (isPending) {
      this.#followUp(work as Promise<ProxyResponse>, account, result, (ended, later) =>
        recordOf(request, ended, later),
      );
    }
    await this.#log.append(recordOf(request, result));
  }

  /** Nobody waits for the operation any longer, and it goes on: what came of it has a line of its own. */
  #followUp(
    work: Promise<ProxyResponse>,
    account: RequestAccount | undefined,
    told: Result,
    record: (result: Result, later: true) => AuditRecord,
  ): void {
    const outcome = (error: unknown) =>
      account?.outcomeOf(error instanceof ScimError ? error : { status: 500, extensions: undefined }) ??
      'unknown';
    const { status, code } = told;
    void work
      .then(
        ({ location }): Result => ({ outcome: account?.success ?? 'done', status, code, location }),
        (error): Result => ({ outcome: outcome(error), status, code }),
      )
      .then((result) => this.#log.append(record(result, true)));
  }
}

/** Reads are not, though a search comes by POST. */
function isAudited(method: string, purpose: ScimTarget['purpose']): boolean {
  if (purpose === 'search' || purpose === 'describe') return false;
  return WRITES.has(method) || purpose !== 'serve';
}

/** Outside of the SCIM routes, somebody is logged on only where tokens are issued. */
function isTokenIssued({ scim, trail }: FastifyRequest, status: number): boolean {
  return !scim && trail.user !== undefined && status === 200;
}

/** The backend was asked, and it is the one that denied it. */
function isOfBackend(scim: ScimState | undefined): boolean {
  return scim?.work !== undefined;
}

/** Of a request that came to no operation. */
function outcomeBefore(status: number): Result['outcome'] {
  return status < 500 || status === 501 || status === 503 ? 'refused' : 'failed';
}

function outcomeOfOperation({
  status,
  error,
  account,
  isRefused,
  pending,
}: EndedOperation): Result['outcome'] {
  if (pending !== undefined) return 'unknown';
  if (error === undefined) return account?.success ?? 'done';
  if (error.isPartlyDone) return 'partial';
  return isRefused || account === undefined ? outcomeBefore(status) : account.outcomeOf(error);
}

async function isUnderWay(work: Promise<unknown>): Promise<boolean> {
  // Of two that have settled, the first one counts.
  const first = await Promise.race([
    work.then(
      () => 'ended',
      () => 'ended',
    ),
    PENDING.then(() => PENDING),
  ]);
  return first === 'pending';
}

function codeOf(problem: ScimError | undefined, status: number): string {
  return problem?.code ?? `SCIM_${status}`;
}

function unwritable(): ScimError {
  return new ScimError(
    503,
    'The audit log cannot be written at the moment, so nothing is changed: nothing was sent. The log of the proxy says why; reads go on.',
    { retryAfter: RETRY_AFTER },
  );
}
