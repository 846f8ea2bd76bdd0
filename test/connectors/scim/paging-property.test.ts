/** The loop of a client sees each entity once and stops, however the server pages and counts. */
import { describe, expect, it } from 'vitest';
import type { CallContext } from '../../../src/connectors/connector.ts';
import { Pages } from '../../../src/connectors/scim/pages.ts';
import type { ServerApi, ServerPage, ServerQuery } from '../../../src/connectors/scim/server-api.ts';
import { totalResults } from '../../../src/proxy/paging.ts';
import { ScimError } from '../../../src/scim/errors.ts';
import { fc } from '../../support/property.ts';
import { callContext } from '../support/context.ts';

interface Server {
  readonly size: number;
  readonly pageLimit: number;
  readonly totals: 'number' | 'none' | 'page';
  readonly echo: 'asked' | 'one' | 'none';
  readonly heedsStart: boolean;
  readonly heedsCount: boolean;
  readonly hasIds: boolean;
  /** Behind its end it gives the first ones. */
  readonly beginsAnew: boolean;
}

const MOST_REQUESTS = 500;

function apiOf(server: Server): ServerApi {
  const all = [...Array(server.size).keys()].map((number) =>
    server.hasIds ? { id: String(number) } : { userName: String(number) },
  );
  let requests = 0;
  const list = async ({ startIndex, count }: ServerQuery): Promise<ServerPage> => {
    requests += 1;
    if (requests > MOST_REQUESTS) throw new Error('too many requests');
    const isAnew = server.beginsAnew && startIndex > server.size;
    const start = server.heedsStart && !isAnew ? startIndex : 1;
    const most = Math.min(server.heedsCount ? count : all.length, server.pageLimit);
    const entities = all.slice(start - 1, start - 1 + most);
    const total =
      server.totals === 'none' ? undefined : server.totals === 'page' ? entities.length : all.length;
    return {
      entities,
      total,
      startIndex: server.echo === 'none' ? undefined : server.echo === 'one' ? 1 : startIndex,
      isSilent: false,
      hasNext: false,
      refuse: (what) => new ScimError(502, what),
    };
  };
  return { list, entityType: 'user', backend: { name: 'x', systemId: 'y' } } as unknown as ServerApi;
}

/** As a client reads all, which knows nothing but the totals and the size of pages. */
async function loop(pages: Pages, count: number, first: number, context: CallContext): Promise<unknown[]> {
  const seen: unknown[] = [];
  for (let startIndex = first, requests = 0; requests < MOST_REQUESTS; requests += 1) {
    const { entities, total } = await pages.read({ startIndex, count }, context);
    const read = entities.length;
    seen.push(...entities.map(({ id, userName }) => id ?? userName));
    const calculated = totalResults({
      startIndex,
      count,
      read,
      provided: total,
      hasReadCondition: false,
      strategy: 'Calculated',
    });
    startIndex += read;
    if (startIndex > calculated) return seen;
  }
  throw new Error('the loop does not end');
}

const server = fc.record<Server>({
  size: fc.integer({ min: 0, max: 60 }),
  pageLimit: fc.oneof(fc.integer({ min: 1, max: 20 }), fc.constant(1_000)),
  totals: fc.constantFrom('number', 'none', 'page'),
  echo: fc.constantFrom('asked', 'one', 'none'),
  heedsStart: fc.boolean(),
  heedsCount: fc.boolean(),
  hasIds: fc.boolean(),
  beginsAnew: fc.boolean(),
});

describe('pages', () => {
  it('give each entity once, or say that they cannot', async () => {
    await fc.assert(
      fc.asyncProperty(server, fc.integer({ min: 1, max: 30 }), async (kind, count) => {
        const pages = new Pages(apiOf(kind));
        const wanted = [...Array(kind.size).keys()].map(String);
        const { logged: _, ...context } = callContext();
        for (const _round of [1, 2]) {
          const seen = await loop(pages, count, 1, context).catch((error) => {
            if (error instanceof ScimError) return error;
            throw error;
          });
          if (seen instanceof ScimError) {
            // It never gives the others, whatever it is asked.
            expect(kind.heedsStart).toBe(false);
            expect(kind.pageLimit).toBeLessThan(kind.size);
          } else if (isUnknowable(kind, count)) expect(wanted.slice(0, seen.length)).toEqual(seen);
          else expect(seen).toEqual(wanted);
        }
      }),
    );
  });

  it('give the right one to whoever begins in the middle', async () => {
    await fc.assert(
      fc.asyncProperty(
        server,
        fc.integer({ min: 1, max: 30 }),
        fc.integer({ min: 2, max: 60 }),
        async (kind, count, first) => {
          // Nobody can know that a server lies about where it begins before it was seen to.
          const isLie =
            !kind.heedsStart || (kind.beginsAnew && first > kind.size && kind.totals !== 'number');
          if (kind.echo === 'asked' && isLie) return;
          const pages = new Pages(apiOf(kind));
          const read = pages.read({ startIndex: first, count }, callContext());
          const page = await read.catch((error) =>
            error instanceof ScimError ? undefined : Promise.reject(error),
          );
          if (page === undefined) {
            expect(kind.heedsStart).toBe(false);
            return;
          }
          const wanted = [...Array(kind.size).keys()].map(String).slice(first - 1, first - 1 + count);
          const got = page.entities.map(({ id, userName }) => id ?? userName);
          expect(got).toEqual(wanted.slice(0, got.length));
          if (kind.pageLimit >= kind.size) expect(got).toEqual(wanted);
        },
      ),
    );
  });
});

/** The server gives no more than the first ones and says nothing about others: to anybody, that is all there is. */
function isUnknowable({ heedsStart, pageLimit, size, totals }: Server, count: number): boolean {
  if (!heedsStart && pageLimit < size && totals !== 'number') return true;
  // A total of the page that nobody had reason to doubt.
  return totals === 'page' && count < 5;
}
