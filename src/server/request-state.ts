/** What hooks of a request leave for those behind them. */
import type { TechnicalUser } from '../config/technical-users.ts';
import type { ProxyResource, ProxySystem, ProxySystemParts, RawQuery } from '../proxy/types.ts';
import type { ScimError } from '../scim/errors.ts';
import type { Pause } from '../scim/large-json/parse.ts';
import type { RequestSpan } from '../telemetry/tracing/request-span.ts';
import type { RequestAccount } from './audit/account.ts';
import type { Way } from './authentication/way-in.ts';
import type { RouteFamily } from './families.ts';
import type { Lease } from './runtime.ts';
import type { UnderWay } from './under-way.ts';
import type { RequestMemory } from './work/request-memory.ts';

export interface TriedCertificate {
  /** SHA-256, hexadecimal digits. */
  readonly fingerprint: string;
  readonly subject: string;
  readonly issuer: string;
  /** Why it lets nobody in. */
  readonly reason: string;
}

/** Status in logs for clients that did not wait for the answer; never sent. */
export const CLIENT_GONE = 499;

/** The line of the access log, as far as it is known; its members stand there in this order. */
export interface Trail {
  readonly requestId: string;
  /** Absent: it is in no trace. */
  readonly traceId: string | undefined;
  readonly method: string;
  /** Of the client; behind a router that is trusted, the one that it says. */
  readonly address: string;
  /** Pattern, not URL: `/ipsproxy/api/v1/scim/:systemId/:endpoint/:id`. */
  route: string;
  /** Only ids of configured systems. */
  system: string | undefined;
  /** Technical user, once authenticated. */
  user: string | undefined;
  /** Who somebody that was not let in wanted to be. */
  triedUser: string | undefined;
  /** The certificate of somebody that was not let in. */
  triedCertificate: TriedCertificate | undefined;
  /** Of a Bulk request. */
  operations: number | undefined;
  /** Of its operations, those that failed or were not begun. */
  failedOperations: number | undefined;
  status: number | undefined;
  durationMs: number | undefined;
}

/** What is called when a request ends before its answer; whoever has something to end sets it, and takes it away again. */
export interface EarlyEnds {
  /** The response has ended: with the client gone, unless the answer is out. */
  onGone?: (() => void) | undefined;
  /** The proxy stops and cannot wait any longer. @param reason a ScimError */
  onStop?: ((reason: unknown) => void) | undefined;
}

export interface ScimStateOptions {
  readonly lease: Lease;
  readonly memory: RequestMemory;
  readonly pause: Pause;
  readonly segments: readonly string[];
  readonly queryString: string;
  /** All of them; this one is added, and taken away when its response has ended. */
  readonly underWay: UnderWay<ScimState>;
}

/** What a SCIM request has found out about itself; later hooks set more of it. */
export class ScimState implements EarlyEnds {
  readonly lease: Lease;
  /** What it takes of the memory that all requests share; given back when it is over. */
  readonly memory: RequestMemory;
  /** Lets others go on between two steps that may be long. */
  readonly pause: Pause;
  /** Percent-encoded segments behind the prefix of the URL family. */
  readonly segments: readonly string[];
  /** Percent-encoded query string. */
  readonly queryString: string;
  user: TechnicalUser | undefined = undefined;
  /** By which way the user was let in. */
  way: Way | undefined = undefined;
  target: ScimTarget | undefined = undefined;
  /** What is sent to the backend, where the audit log has to know. */
  account: RequestAccount | undefined = undefined;
  /** The body on its way, and being read; ends soon after the response does. */
  receiving: Promise<unknown> | undefined = undefined;
  /** The operation, which may outlive its response. */
  work: Promise<unknown> | undefined = undefined;
  /** Operations of a Bulk request that outlive its answer. */
  lingering: Promise<unknown> | undefined = undefined;
  /** Nothing of it is under way any longer but the answer. */
  isDone = false;
  onGone: (() => void) | undefined = undefined;
  onStop: ((reason: unknown) => void) | undefined = undefined;
  /** Among those that are under way. */
  place = 0;
  readonly #underWay: UnderWay<ScimState>;

  constructor({ lease, memory, pause, segments, queryString, underWay }: ScimStateOptions) {
    this.lease = lease;
    this.memory = memory;
    this.pause = pause;
    this.segments = segments;
    this.queryString = queryString;
    this.#underWay = underWay;
    underWay.add(this);
  }

  /**
   * To be called when the response has ended. The systems stay open, and memory stays taken, until all is over, even if
   * nobody waits for it any longer.
   */
  responseEnded(): void {
    this.#underWay.remove(this);
    this.onGone?.();
    if (this.isDone) this.#release();
    else void Promise.allSettled([this.receiving, this.work, this.lingering]).then(() => this.#release());
  }

  #release(): void {
    this.lease.release();
    this.memory.release();
  }
}

/** What a request is about. */
export type ScimTarget = ResourceTarget | SystemTarget;

interface TargetOfAny {
  /** External URL of the system in the URL family that was asked. */
  readonly baseUrl: string;
  readonly systemId: string;
  readonly system: ProxySystem;
  readonly parts: ProxySystemParts;
  /** The first name behind the system's id: of a resource's endpoint, or `Schemas`, `Bulk`, … */
  readonly endpoint: string;
  /** Decoded; absent for the endpoint as a whole. */
  readonly id: string | undefined;
  readonly query: RawQuery;
  /** Methods that are answered here. */
  readonly allow: readonly string[];
}

/** Entities of one kind. */
export interface ResourceTarget extends TargetOfAny {
  readonly scope: 'resource';
  readonly resource: ProxyResource;
  /** Whether the operation is done, only tried, or explained; or a query in a body (RFC 7644 §3.4.3). */
  readonly purpose: 'serve' | 'dry-run' | 'explain' | 'search';
}

/** The system as a whole: what it is, what is in all of it, many operations at once. */
export interface SystemTarget extends TargetOfAny {
  readonly scope: 'system';
  readonly purpose: 'describe' | 'search' | 'bulk';
  /** The URL family that was asked. */
  readonly family: RouteFamily;
}

declare module 'fastify' {
  interface FastifyRequest {
    trail: Trail;
    /** Milliseconds of the clock that never goes back. */
    started: number;
    /** Absent: the request is in no trace. */
    trace: RequestSpan | undefined;
    /** What it is answered with, where that is an error. */
    problem: ScimError | undefined;
    /** Set below the prefixes of the URL families. */
    scim: ScimState;
  }
}
