/** What hooks of a request leave for those behind them. */
import type { TechnicalUser } from '../config/technical-users.ts';
import type { ProxyResource, ProxySystemParts, RawQuery } from '../proxy/types.ts';
import type { Pause } from '../scim/large-json/parse.ts';
import type { Lease } from './runtime.ts';
import type { RequestMemory } from './work/memory.ts';

/** For the access log. */
export interface Trail {
  /** Of the client; behind a router that is trusted, the one that it says. */
  readonly address: string;
  /** Pattern, not URL: `/ipsproxy/api/v1/scim/:systemId/:endpoint/:id`. */
  route: string;
  /** Only ids of configured systems. */
  system?: string;
  /** Technical user, once authenticated. */
  user?: string;
  /** Who somebody that was not let in wanted to be. */
  triedUser?: string;
}

/** What a SCIM request has found out about itself; later hooks set more of it. */
export interface ScimState {
  readonly lease: Lease;
  /** What it takes of the memory that all requests share; given back when it is over. */
  readonly memory: RequestMemory;
  /** Lets others go on between two steps that may be long. */
  readonly pause: Pause;
  /** Percent-encoded segments behind the prefix of the URL family. */
  readonly segments: readonly string[];
  /** Percent-encoded query string. */
  readonly queryString: string;
  user?: TechnicalUser;
  target?: ScimTarget;
  /** The body on its way, and being read; ends soon after the response does. */
  receiving?: Promise<unknown>;
  /** Called when the response has ended, with the client gone or with an answer. */
  onGone?: (() => void) | undefined;
  /** The operation, which may outlive its response. */
  work?: Promise<unknown>;
}

export interface ScimTarget {
  /** External URL of the system in the URL family that was asked. */
  readonly baseUrl: string;
  readonly systemId: string;
  readonly resource: ProxyResource;
  /** The name of the resource's endpoint. */
  readonly endpoint: string;
  readonly parts: ProxySystemParts;
  /** Whether the operation is done, only tried, or explained. */
  readonly purpose: 'serve' | 'dry-run' | 'explain';
  /** Decoded; absent for the endpoint as a whole. */
  readonly id: string | undefined;
  readonly query: RawQuery;
  /** Methods that are answered here. */
  readonly allow: readonly string[];
}

declare module 'fastify' {
  interface FastifyRequest {
    trail: Trail;
    /** Set below the prefixes of the URL families. */
    scim: ScimState;
  }
}
