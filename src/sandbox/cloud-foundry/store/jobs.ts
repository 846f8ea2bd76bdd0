/**
 * Background jobs. A deletion is accepted first and done later: after so many looks or so much time, whichever
 * comes first (see `Settings.jobPolls` and `Settings.jobSeconds`).
 */
import type { Settings } from '../settings.ts';

export interface JobError {
  readonly detail: string;
  readonly title: string;
  readonly code: number;
}

/** Times are milliseconds since the epoch. */
export interface Job {
  readonly guid: string;
  readonly operation: 'role.delete' | 'user.delete';
  /** GUID of the role or user. */
  readonly resource: string;
  readonly createdAt: number;
  /** What the job will end with, if not with success. */
  failure: JobError | undefined;
  updatedAt: number;
  state: 'PROCESSING' | 'COMPLETE' | 'FAILED';
  looks: number;
}

/** Of two jobs that run together for one role, the second finds nothing left to destroy, which nobody expects. */
const NOTHING_LEFT: JobError = { detail: 'An unknown error occurred.', title: 'UnknownError', code: 10001 };

/** Cloud Controller forgets finished jobs after about 90 days. */
const KEPT = 90 * 24 * 3600 * 1000;

export class JobStore {
  readonly #settings: Settings;
  readonly #perform: (job: Job) => void;
  readonly #jobs = new Map<string, Job>();
  readonly #pending = new Map<string, Job[]>();
  readonly #failures: JobError[] = [];

  /** @param perform what a job does when it succeeds */
  constructor(settings: Settings, perform: (job: Job) => void) {
    this.#settings = settings;
    this.#perform = perform;
  }

  /** The next job enqueued will fail with `error`. */
  failNext(error: JobError): void {
    this.#failures.push(error);
  }

  enqueue(guid: string, operation: Job['operation'], resource: string, now: number): Job {
    const failure = this.#failures.shift();
    const job: Job = {
      guid,
      operation,
      resource,
      createdAt: now,
      updatedAt: now,
      failure,
      state: 'PROCESSING',
      looks: 0,
    };
    this.#jobs.set(guid, job);
    this.#pending.set(resource, [...(this.#pending.get(resource) ?? []), job]);
    return job;
  }

  get(guid: string, now: number): Job | undefined {
    const job = this.#jobs.get(guid);
    return job !== undefined && now - job.createdAt < KEPT ? job : undefined;
  }

  /** An answer shows the resource as still there, or its job as still running. */
  look(resource: string): void {
    for (const job of this.#pending.get(resource) ?? []) job.looks += 1;
  }

  /** Runs every job whose time has come. */
  settle(now: number): void {
    for (const [resource, jobs] of this.#pending) {
      const waiting = jobs.filter((job) => !this.#isDue(job, now));
      if (waiting.length === jobs.length) continue;
      if (waiting.length === 0) this.#pending.delete(resource);
      else this.#pending.set(resource, waiting);
      let isDone = false;
      for (const job of jobs) {
        if (waiting.includes(job)) continue;
        if (isDone && job.operation === 'role.delete') job.failure ??= NOTHING_LEFT;
        this.#finish(job, now);
        isDone ||= job.state === 'COMPLETE';
      }
    }
  }

  #isDue(job: Job, now: number): boolean {
    return job.looks >= this.#settings.jobPolls || now - job.createdAt >= this.#settings.jobSeconds * 1000;
  }

  #finish(job: Job, now: number): void {
    job.updatedAt = now;
    job.state = job.failure === undefined ? 'COMPLETE' : 'FAILED';
    if (job.failure === undefined) this.#perform(job);
  }
}
