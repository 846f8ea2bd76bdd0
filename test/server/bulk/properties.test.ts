/**
 * Any Bulk request ends, tells of each operation, and leaves what its operations leave when they are done one after the other
 * in the order of the plan, or says of each that was not done why.
 */
import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import type { ProxyContext, ProxySystemParts } from '../../../src/proxy/types.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../../../src/scim/json.ts';
import { toScimError } from '../../../src/server/failure.ts';
import type { Runtime } from '../../../src/server/runtime.ts';
import { bulk } from '../../../src/server/scim/bulk/bulk.ts';
import type { OperationGate } from '../../../src/server/scim/bulk/gate.ts';
import { fc } from '../../support/property.ts';
import { SYSTEM } from '../helpers.ts';
import { type MemorySystem, memorySystem, nameOf, referredTo } from './support.ts';

const gate = async (): Promise<OperationGate> => ({
  places: undefined,
  enter: async () => {},
  within: (_signal, work) => work(),
  account: () => undefined,
  failure: (error) => toScimError(error, 'x'),
  ended: () => undefined,
  lingers: () => {},
  counted: () => {},
});

const log = pino({ level: 'silent' });

async function send(system: MemorySystem, body: JsonObject): Promise<JsonObject[]> {
  const { signal } = new AbortController();
  const context: ProxyContext = { signal, requestId: 'x', log, baseUrl: 'https://proxy.example/x' };
  const target = {
    scope: 'system',
    purpose: 'bulk',
    baseUrl: context.baseUrl,
    systemId: SYSTEM,
    system,
    parts: {} as ProxySystemParts,
    family: { prefix: '', waysIn: [] },
    endpoint: 'Bulk',
    id: undefined,
    query: {},
    allow: ['POST'],
  } as const;
  const runtime = {} as Runtime;
  const call = {
    target,
    method: 'POST',
    body,
    ifNoneMatch: undefined,
    user: undefined,
    runtime,
    context,
    gate,
  };
  const { status, body: answer } = await bulk(call);
  expect(status).toBe(200);
  return answer?.['Operations'] as JsonObject[];
}

/** What there is, by names in place of ids. */
function stateOf({ stored }: MemorySystem): Record<string, string[]> {
  const name = (id: string) => String(nameOf(stored.get(id)?.resource ?? {}) ?? id);
  return Object.fromEntries(
    [...stored.values()]
      .map(({ resource }): [string, string[]] => [
        String(nameOf(resource)),
        referredTo(resource).map(name).toSorted(),
      ])
      .sort(([one], [other]) => (one < other ? -1 : 1)),
  );
}

/** Waits for as many turns as chance wants, so that any order comes about that may. */
function slowSystem(turns: readonly number[], concurrency: number): MemorySystem {
  let calls = 0;
  return memorySystem(
    async () => {
      calls += 1;
      for (let left = turns[calls % turns.length] ?? 0; left > 0; left -= 1) await Promise.resolve();
    },
    { bulk: { concurrency, maxOperations: 1000 } },
  );
}

const turns = fc.array(fc.nat(12), { minLength: 1, maxLength: 12 });
const concurrency = fc.integer({ min: 1, max: 8 });

interface Entity {
  readonly isGroup: boolean;
  readonly refersTo: readonly number[];
  readonly manager: number | undefined;
}

const entities = (most: number): fc.Arbitrary<Entity[]> =>
  fc.integer({ min: 1, max: most }).chain((count) =>
    fc.array(
      fc.record({
        isGroup: fc.boolean(),
        refersTo: fc.uniqueArray(fc.nat(count - 1), { maxLength: 6 }),
        manager: fc.option(fc.nat(count - 1), { nil: undefined }),
      }),
      { minLength: count, maxLength: count },
    ),
  );

function posts(list: readonly Entity[]): JsonObject[] {
  return list.map(({ isGroup, refersTo, manager }, index) => ({
    method: 'POST',
    path: isGroup ? '/Groups' : '/Users',
    bulkId: `b${index}`,
    data: isGroup
      ? { displayName: `n${index}`, members: refersTo.map((other) => ({ value: `bulkId:b${other}` })) }
      : {
          userName: `n${index}`,
          ...(manager === undefined ? {} : { manager: { value: `bulkId:b${manager}` } }),
        },
  }));
}

describe('creations that refer to each other in any way', () => {
  it('all succeed, and each has what it refers to', async () => {
    await fc.assert(
      fc.asyncProperty(entities(14), turns, concurrency, async (list, waits, most) => {
        const system = slowSystem(waits, most);
        const results = await send(system, { Operations: posts(list) });
        expect(results.map(({ status }) => status)).toEqual(list.map(() => '201'));
        const wanted = list.map(({ isGroup, refersTo, manager }, index): [string, string[]] => [
          `n${index}`,
          (isGroup ? refersTo : manager === undefined ? [] : [manager])
            .map((other) => `n${other}`)
            .toSorted(),
        ]);
        expect(stateOf(system)).toEqual(
          Object.fromEntries(wanted.sort(([one], [other]) => (one < other ? -1 : 1))),
        );
        expect(system.load.most).toBeLessThanOrEqual(most);
        // Nothing is changed afterwards that could have been created as it is.
        const isCircular = system.calls.some(({ operation }) => operation === 'patch');
        expect(isCircular).toBe(hasCircle(list));
      }),
      { numRuns: 300 },
    );
  });

  it('where some cannot be created: all others are, and each says what it missed', async () => {
    await fc.assert(
      fc.asyncProperty(entities(10), fc.nat(), turns, concurrency, async (list, seed, waits, most) => {
        const broken = seed % list.length;
        const system = slowSystem(waits, most);
        const operations = posts(list).map((operation, index) =>
          index === broken ? { ...operation, data: { title: 'without a name' } } : operation,
        );
        const results = await send(system, { Operations: operations });
        const isLost = (index: number) => index === broken || results[index]?.['status'] === '409';
        for (const [index, { status, location, response }] of results.entries()) {
          const { isGroup, refersTo, manager } = list[index] as Entity;
          const needs = isGroup ? refersTo : manager === undefined ? [] : [manager];
          if (index === broken) expect([status, location]).toEqual(['400', undefined]);
          else if (status === '201') {
            // What was created may be incomplete itself; what was not cannot be referred to.
            expect(needs.filter((other) => !system.stored.has(idOf(results[other])))).toEqual([]);
          } else {
            expect([status, isJsonObject(response ?? null)]).toEqual(['409', true]);
            expect(needs.some((other) => isLost(other))).toBe(true);
          }
        }
        expect(system.stored.size).toBe(results.filter(({ location }) => location !== undefined).length);
      }),
      { numRuns: 300 },
    );
  });
});

function idOf(result: JsonObject | undefined): string {
  const location = result?.['location'];
  return typeof location === 'string' ? location.slice(location.lastIndexOf('/') + 1) : '';
}

function hasCircle(list: readonly Entity[]): boolean {
  const next = (index: number) => {
    const { isGroup, refersTo, manager } = list[index] as Entity;
    return isGroup ? refersTo : manager === undefined ? [] : [manager];
  };
  const reaches = (from: number, to: number, seen = new Set<number>()): boolean =>
    next(from).some((other) => {
      if (other === to) return true;
      if (seen.has(other)) return false;
      seen.add(other);
      return reaches(other, to, seen);
    });
  return list.some((_, index) => reaches(index, index));
}

describe('operations of all kinds on few resources', () => {
  const NAMES = ['a', 'b', 'c'];
  const existing = (index: number) => ['/Users/u1', '/Users/u2', '/Groups/g3', '/Groups/g4'][index % 4] ?? '';
  const member = fc.oneof(
    fc.constantFrom('u1', 'u2', 'g3'),
    fc.nat(7).map((index) => `bulkId:b${index}`),
  );
  const operation = fc.oneof(
    fc.record({ kind: fc.constant('POST'), place: fc.nat(1), name: fc.constantFrom(...NAMES), member }),
    fc.record({
      kind: fc.constantFrom('PUT', 'PATCH', 'DELETE'),
      place: fc.nat(11),
      name: fc.constantFrom(...NAMES),
      member,
    }),
  );

  function printed(
    list: readonly { kind: string; place: number; name: string; member: string }[],
  ): JsonObject[] {
    return list.map(({ kind, place, name, member: value }, index) => {
      const created = place - 4;
      const path =
        kind === 'POST'
          ? ['/Users', '/Groups'][place]
          : created < 0
            ? existing(place)
            : `${list[created]?.place === 0 ? '/Users' : '/Groups'}/bulkId:b${created}`;
      const isGroup = path?.startsWith('/Groups') === true;
      const entity = isGroup
        ? { displayName: `${name}${index}`, members: [{ value }] }
        : { userName: `${name}${index}` };
      const patch = {
        Operations: [
          isGroup
            ? { op: 'add', path: 'members', value: [{ value }] }
            : { op: 'replace', path: 'title', value: name },
        ],
      };
      return {
        method: kind,
        path: path ?? '',
        ...(kind === 'POST' ? { bulkId: `b${index}` } : {}),
        ...(kind === 'DELETE' ? {} : { data: (kind === 'PATCH' ? patch : entity) as JsonValue }),
      };
    });
  }

  it('end as if they were done one after the other', async () => {
    const start = {
      Operations: [
        { method: 'POST', path: '/Users', bulkId: '1', data: { userName: 'u1' } },
        { method: 'POST', path: '/Users', bulkId: '2', data: { userName: 'u2' } },
        { method: 'POST', path: '/Groups', bulkId: '3', data: { displayName: 'g3' } },
        { method: 'POST', path: '/Groups', bulkId: '4', data: { displayName: 'g4' } },
      ],
    };
    await fc.assert(
      fc.asyncProperty(
        fc.array(operation, { maxLength: 8 }),
        turns,
        concurrency,
        async (list, waits, most) => {
          const Operations = printed(list);
          const [together, alone] = [slowSystem(waits, most), slowSystem([0], 1)];
          for (const system of [together, alone])
            await send({ ...system, bulk: { concurrency: 1, maxOperations: 10 } }, start);
          const [results, expected] = [
            await send(together, { Operations }),
            await send(alone, { Operations }),
          ];
          expect(results.map(({ status }) => status)).toEqual(expected.map(({ status }) => status));
          expect(results).toHaveLength(list.length);
          expect(stateOf(together)).toEqual(stateOf(alone));
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe('any JSON', () => {
  const texts = fc.constantFrom(
    'POST',
    'PUT',
    'DELETE',
    '/Users',
    '/Users/bulkId:a',
    '/Groups',
    'bulkId:a',
    'a',
    'b',
    '',
  );
  const value: fc.Arbitrary<JsonValue> = fc.oneof(
    texts,
    fc.jsonValue({ maxDepth: 2 }).map((any) => any as JsonValue),
    fc.dictionary(fc.constantFrom('value', 'userName', 'displayName', 'members', 'path'), texts),
  );
  const operation = fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record(
        { method: texts, path: texts, bulkId: texts, data: value, version: value },
        { requiredKeys: [] },
      ),
    },
    { weight: 1, arbitrary: value },
  );

  it('is answered for each operation, and never by a 500', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(operation, { maxLength: 12 }), async (list) => {
        const results = await send(slowSystem([1], 3), { Operations: list as JsonValue[] });
        expect(results).toHaveLength(list.length);
        for (const { status } of results) expect(status).toMatch(/^(?:2\d\d|4\d\d)$/);
      }),
      { numRuns: 500 },
    );
  });
});
