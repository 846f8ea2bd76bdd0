/** What the model is fed with. Whoever measures otherwise changes it here, and runs `npm run bench:scaling` again. */

/**
 * Milliseconds of processor time for a request: `npm run bench -- --parts requests --connections 32`, on a shared virtual machine of two
 * cores (Node 24.21), faster than that of docs/performance.md, where a POST took 0.552.
 */
export const CPU = {
  'GET by id': 0.066,
  'list of 100': 0.885,
  POST: 0.109,
  PUT: 0.288,
  'PATCH of members': 0.076,
} as const;

/** Connections to a backend that an instance has, unless `ipsproxy.upstream.connections` says otherwise. */
export const CONNECTIONS = 20;

/** Clients of each instance at once in an initial load. */
export const CLIENTS = 32;

/**
 * Assumed: milliseconds there and back within a data centre, and of Valkey's one core for a script and its way through the network. In
 * a pipeline, 16 at once on loopback, a script took 0.004.
 */
export const VALKEY = { roundTrip: 0.5, cpu: 0.02 } as const;

/** An initial load. */
export const USERS = 1_000_000;

export interface Backend {
  readonly name: string;
  /** Milliseconds for one call. */
  readonly milliseconds: number;
  /** Calls for one user. */
  readonly calls: number;
  /** Requests a minute that it takes; absent: as many as come. */
  readonly perMinute?: number | undefined;
  /** Of the calls, those that it counts. Default: all. */
  readonly counted?: number | undefined;
  /** Whether requests are counted, in Valkey, though they never reach a limit. */
  readonly limits?: boolean | undefined;
}

/**
 * A tenant of Identity Authentication takes 200 a minute, of which the proxy uses 180. Cloud Foundry's controller may be set up to take
 * 20,000 an hour; a user takes one call of it, and one of UAA, which does not count.
 */
export const BACKENDS: readonly Backend[] = [
  { name: 'Identity Authentication, 180 a minute', milliseconds: 120, calls: 1, perMinute: 180 },
  { name: 'Cloud Foundry, 20,000 an hour', milliseconds: 80, calls: 2, perMinute: 20_000 / 60, counted: 1 },
  { name: 'SCIM, 100 ms', milliseconds: 100, calls: 1 },
  { name: 'SCIM, 10 ms', milliseconds: 10, calls: 1 },
  { name: 'SCIM, 2 ms', milliseconds: 2, calls: 1 },
  { name: 'SCIM, 2 ms, with `limits`', milliseconds: 2, calls: 1, limits: true },
];

export const INSTANCES = [1, 4, 16, 64] as const;

/** Writes of members: read, change, write, while the group is locked. */
export const MEMBERSHIP = { milliseconds: 40, calls: 2, commands: 2, writers: 32 } as const;
export const GROUPS = [1, 8, 64] as const;
