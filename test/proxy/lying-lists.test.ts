/** The loop that clients are told to write, in front of backends that count wrongly: it ends, and loses nothing silently. */

import { describe, expect, it } from 'vitest';
import type { ListPage } from '../../src/connectors/connector.ts';
import { ScimError } from '../../src/scim/errors.ts';
import type { JsonObject } from '../../src/scim/json.ts';
import { fc, reaching } from '../support/property.ts';
import { memoryBackend, userSystem } from './support/backend.ts';

const CONDITION = "($.kind == 'seen')";
const READ = {
  condition: CONDITION,
  mappings: [
    { sourcePath: '$', targetPath: '$' },
    // What has no such text fails.
    { sourcePath: '$.name', targetPath: '$.userName' },
    { sourcePath: '$.id', targetVariable: 'entityIdSourceSystem' },
  ],
};

interface Page {
  /** Of what was asked for, the backend gives so many at most. */
  readonly most: number;
  /** What it says that there are, beside how many there are. */
  readonly wrong: number;
}

interface Lying {
  readonly kinds: readonly ('seen' | 'hidden' | 'failing')[];
  readonly pages: readonly Page[];
  readonly givesTotal: boolean;
  readonly strategy: 'Calculated' | 'Provided';
  readonly hasCondition: boolean;
}

const entityOf = (kind: string, index: number): JsonObject => ({
  id: `u${index}`,
  kind,
  ...(kind === 'failing' ? {} : { name: `user ${index}` }),
});

async function load({ kinds, pages, givesTotal, strategy, hasCondition }: Lying, count: number) {
  const backend = memoryBackend([], { totals: givesTotal });
  const shown = new Set<string>();
  let asked = 0;
  backend.list = async ({ startIndex, count: size }): Promise<ListPage> => {
    const { most, wrong } = pages[asked] ?? { most: size, wrong: 0 };
    asked += 1;
    const entities = kinds.map(entityOf).slice(startIndex - 1, startIndex - 1 + Math.min(size, most));
    for (const { id } of entities) shown.add(String(id));
    return { entities, ...(givesTotal ? { total: Math.max(0, kinds.length + wrong) } : {}) };
  };
  const { condition: _, ...unconditional } = READ;
  const { users, context } = userSystem({
    backend,
    read: hasCondition ? READ : unconditional,
    properties: { 'ips.proxy.scim.total.results.strategy': strategy },
  });
  const seen: string[] = [];
  const warnings: string[] = [];
  let startIndex = 1;
  let totalResults = 0;
  do {
    const page = await users.list({ startIndex: String(startIndex), count: String(count) }, context);
    const body = page.body as unknown as {
      totalResults: number;
      itemsPerPage: number;
      Resources: JsonObject[];
    };
    seen.push(...body.Resources.map(({ id }) => String(id)));
    warnings.push(...(page.warnings ?? []));
    totalResults = body.totalResults;
    startIndex += body.itemsPerPage;
    if (asked > kinds.length + 2) throw new Error('the loop does not end');
  } while (startIndex <= totalResults);
  return { seen, shown, warnings, last: startIndex - 1 };
}

const lying = fc.record({
  kinds: fc.array(fc.constantFrom('seen', 'seen', 'hidden', 'failing'), { minLength: 4, maxLength: 40 }),
  pages: fc.array(
    fc.record({
      most: fc.oneof(fc.nat({ max: 4 }), fc.constant(100)),
      wrong: fc.oneof(fc.constant(0), fc.integer({ min: -50, max: 50 })),
    }),
    { minLength: 1, maxLength: 50 },
  ),
  givesTotal: fc.boolean(),
  strategy: fc.constantFrom('Calculated', 'Provided'),
  hasCondition: fc.boolean(),
}) satisfies fc.Arbitrary<Lying>;

describe('the client loop', () => {
  it('ends, shows once what the backend showed, and hears of what may be missing', async () => {
    await fc.assert(
      fc.asyncProperty(
        lying,
        fc.integer({ min: 1, max: 12 }),
        reaching(async (backend, count) => {
          const { seen, shown, warnings, last } = await load(backend, count);
          const wanted = backend.kinds
            .map(entityOf)
            .filter(({ id }) => shown.has(String(id)))
            .filter(({ kind }) => kind === 'seen' || (kind === 'hidden' && !backend.hasCondition))
            .map(({ id }) => String(id));
          expect(seen).toEqual(wanted);
          const failed = backend.kinds.some(
            (kind, index) => kind === 'failing' && shown.has(`u${index}`) && !backend.hasCondition,
          );
          expect(warnings.some((text) => text.includes('left out'))).toBe(failed);
          const isHonest = backend.pages.every(({ most, wrong }) => most > 0 && wrong === 0);
          if (isHonest || !backend.givesTotal) {
            // Nobody but the backend itself can know of what is behind an empty page.
            if (isHonest) expect(last).toBe(backend.kinds.length);
            expect(warnings.some((text) => text.startsWith('The backend says'))).toBe(false);
          }
          return !isHonest && seen.length > 0;
        }),
      ),
      { numRuns: 300 },
    );
  });

  it('is told when a page is empty although the backend counts more', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 8, max: 40 }),
        fc.integer({ min: 1, max: 10 }),
        fc.nat({ max: 4 }),
        fc.constantFrom('Calculated', 'Provided'),
        fc.boolean(),
        reaching(async (size, count, full, strategy, hasCondition) => {
          const pages = [
            ...Array.from({ length: full }, () => ({ most: 100, wrong: 0 })),
            { most: 0, wrong: 0 },
          ];
          const kinds = Array.from({ length: size }, () => 'seen' as const);
          const { seen, warnings } = await load(
            { kinds, pages, givesTotal: true, strategy, hasCondition },
            count,
          );
          const isCut = full * count < size;
          expect(seen).toHaveLength(isCut ? full * count : size);
          expect(warnings).toEqual(
            isCut
              ? [expect.stringMatching(`says that there are ${size} users, and shows none from number`)]
              : [],
          );
          return isCut;
        }),
      ),
    );
  });
});

describe('a look-up of one entity', () => {
  const lookUp = async (page: ListPage) => {
    const backend = memoryBackend();
    backend.list = async () => page;
    const { users, context, log } = userSystem({ backend });
    return { answer: await users.list({ filter: 'userName eq "ada"' }, context), log };
  };

  it('that the backend counts and does not show finds nobody, with a warning and a line of the log', async () => {
    for (const total of [1, 3]) {
      const { answer, log } = await lookUp({ entities: [], total });
      expect(answer).toMatchObject({ body: { totalResults: 0, itemsPerPage: 0, Resources: [] } });
      expect(answer.warnings).toEqual([
        `The backend says that ${total} user(s) match, and shows none of them`,
      ]);
      expect(log).toContainEqual(expect.objectContaining({ level: 40, what: answer.warnings?.[0] }));
    }
  });

  it('that finds one of several is ambiguous', async () => {
    const call = lookUp({ entities: [{ id: 'u', userName: 'ada' }], total: 2 });
    await expect(call).rejects.toMatchObject({ status: 400, scimType: 'tooMany' });
  });
});

it.each([-1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 60])(
  'a connector whose total is %d has none',
  async (total) => {
    const backend = memoryBackend();
    backend.list = async () => ({ entities: [], total });
    const { users, context } = userSystem({ backend });
    for (const query of [{}, { count: '0' }]) {
      const error = await users.list(query, context).catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(ScimError);
      expect(error).toMatchObject({ status: 502, message: expect.stringContaining('no number of entities') });
    }
  },
);
