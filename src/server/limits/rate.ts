/** How many requests in a minute a technical user may make, and a system may get, with `@fastify/rate-limit`. */
import type { FastifyRateLimitStore } from '@fastify/rate-limit';
import { type FastifyInstance, type FastifyReply, type FastifyRequest, fastify } from 'fastify';
import { ScimError } from '../../scim/errors.ts';
import { type RequestCounts, WINDOW } from './counts.ts';

/** Whose limit it is; the name of its policy in the headers too. */
export type RateScope = 'user' | 'system';

export interface RateLimits {
  /** By the ids of technical users. */
  readonly users: ReadonlyMap<string, number>;
  /** By the ids of systems. */
  readonly systems: ReadonlyMap<string, number>;
}

/** Counts one more. @throws ScimError 429, also as a rejection */
export type RateCheck = (request: FastifyRequest, reply: FastifyReply) => Promise<void>;

type Limiter = ReturnType<FastifyInstance['createRateLimit']>;

interface Scope {
  readonly name: RateScope;
  readonly limits: ReadonlyMap<string, number>;
  readonly idOf: (request: FastifyRequest) => string;
  /** @param most requests in a minute */
  readonly sentence: (id: string, most: number) => string;
}

const SECONDS = WINDOW / 1000;

/**
 * The user comes first: who is refused for its own limit takes nothing from what a system gives all.
 *
 * @param refused is told of every request that is refused
 */
export function createRateCheck(
  { users, systems }: RateLimits,
  counts: RequestCounts,
  refused: (scope: RateScope) => void,
): RateCheck {
  const scopes: Scope[] = [
    {
      name: 'user',
      limits: users,
      idOf: ({ scim }) => scim.user?.id ?? '',
      sentence: (id, most) =>
        `Technical user ${id} has made the ${most} requests that it may make within a minute (limits.requestsPerMinute of the technical user in the configuration).`,
    },
    {
      name: 'system',
      limits: systems,
      idOf: ({ scim }) => scim.target?.systemId ?? '',
      sentence: (id, most) =>
        `System ${id} has got the ${most} requests that all clients together may make within a minute (limits.requestsPerMinute of the system in the configuration).`,
    },
  ];
  // Begun with the configuration, so that it is there before the first request.
  const limiters = openLimiters(scopes, counts);
  limiters.catch(() => {});

  return async (request, reply) => {
    const [policies, states]: [string[], string[]] = [[], []];
    for (const { name, idOf, limits, sentence } of scopes) {
      const id = idOf(request);
      const most = limits.get(id);
      if (most === undefined) continue;
      const answer = await (await limiters)[name](request);
      if (answer.isAllowed) continue;
      const { remaining, ttlInSeconds, isExceeded } = answer;
      // draft-ietf-httpapi-ratelimit-headers-10 §3, §4
      policies.push(`"${name}";q=${most};w=${SECONDS}`);
      states.push(`"${name}";r=${remaining};t=${ttlInSeconds}`);
      reply.header('ratelimit-policy', policies.join(', ')).header('ratelimit', states.join(', '));
      if (!isExceeded) continue;
      refused(name);
      const again = `Nothing was done; try again in ${ttlInSeconds} ${ttlInSeconds === 1 ? 'second' : 'seconds'}.`;
      throw new ScimError(429, `${sentence(id, most)} ${again}`, { retryAfter: ttlInSeconds });
    }
  };
}

/** In an instance of their own that serves nothing: one that listens takes no plugin, and a reload may bring the first limit. */
async function openLimiters(
  scopes: readonly Scope[],
  counts: RequestCounts,
): Promise<Readonly<Record<RateScope, Limiter>>> {
  const { default: rateLimit } = await import('@fastify/rate-limit');
  const holder = fastify();
  await holder.register(rateLimit, { global: false, store: storeOver(counts) });
  const limiters = scopes.map(({ name, limits, idOf }) => [
    name,
    holder.createRateLimit({
      keyGenerator: (request) => keyOf(name, idOf(request)),
      max: (request) => limits.get(idOf(request)) ?? 0,
      timeWindow: WINDOW,
    }),
  ]);
  return Object.fromEntries(limiters) as Record<RateScope, Limiter>;
}

/** Printable ASCII, whatever an id is, and another one for each id. */
function keyOf(scope: RateScope, id: string): string {
  return `limit:${scope}:${encodeURIComponent(id.toWellFormed())}`;
}

function storeOver(counts: RequestCounts): new () => FastifyRateLimitStore {
  return class implements FastifyRateLimitStore {
    incr(
      key: string,
      callback: (error: Error | null, result?: { current: number; ttl: number }) => void,
    ): void {
      counts
        .add(key)
        .then(
          ({ total, endsIn }) => callback(null, { current: total, ttl: Math.min(endsIn, WINDOW) }),
          callback,
        );
    }

    child(): FastifyRateLimitStore {
      return this;
    }
  };
}
