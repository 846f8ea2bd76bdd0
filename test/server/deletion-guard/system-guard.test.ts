import { expect, it } from 'vitest';
import type { GuardEvent } from '../../../src/audit/record.ts';
import type { Loss } from '../../../src/proxy/deletion-guard/guard.ts';
import type { ProxyContext } from '../../../src/proxy/types.ts';
import { release } from '../../../src/server/deletion-guard/records.ts';
import { SystemGuard } from '../../../src/server/deletion-guard/system-guard.ts';
import { MemoryState } from '../../../src/state/memory-state.ts';
import { StateUnavailable } from '../../../src/state/state.ts';
import { recordLog } from '../helpers.ts';

it('says once a minute that it cannot count, and lets nothing go', async () => {
  let time = Date.parse('2026-01-01T00:00:00Z');
  const state = new MemoryState();
  state.get = () => Promise.reject(new StateUnavailable('The server is away.'));
  const { logger, lines } = recordLog();
  const settings = { appendOnly: false, period: 86_400, deletions: { atMost: 5 } };
  const guard = new SystemGuard({ systemId: 'system', settings, state, log: logger, now: () => time });
  const refused = () => expect(guard.requireOpen()).rejects.toMatchObject({ status: 503 });
  for (let count = 0; count < 10; count += 1) await refused();
  expect(lines).toHaveLength(1);
  time += 60_000;
  await refused();
  await refused();
  expect(lines.map(({ msg }) => msg)).toEqual(
    Array(2).fill('the deletion guard cannot count: nothing is taken away'),
  );
});

it('is not open again for a change that looked before it tripped', async () => {
  const state = new MemoryState();
  const get = state.get.bind(state);
  const { logger } = recordLog();
  const notes: GuardEvent[] = [];
  const guard = new SystemGuard({
    systemId: 'system',
    settings: { appendOnly: false, period: 86_400, deletions: { atMost: 1 } },
    state,
    log: logger,
    now: Date.now,
    note: (event) => notes.push(event),
  });
  const loss = { kind: 'deletions', amount: 1, endpoint: 'Users', total: async () => undefined } as const;
  const remove = () => guard.reserve([loss], {});
  const [looked, gate] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  state.get = async (key) => {
    const value = await get(key);
    if (!key.endsWith(':tripped')) return value;
    state.get = get;
    looked.resolve();
    await gate.promise;
    return value;
  };
  const slow = guard.requireOpen();
  await looked.promise;
  await remove();
  await expect(remove()).rejects.toMatchObject({ status: 503 });
  gate.resolve();
  await slow;
  expect(notes.map(({ event }) => event)).toEqual(['deletion guard tripped']);
  await release(state, 'system');
  await remove();
  expect(notes.map(({ event }) => event)).toEqual(['deletion guard tripped', 'deletion guard open again']);
});

it('asks how many there are once in a period, and goes by that to its end', async () => {
  const state = new MemoryState();
  const { logger } = recordLog();
  const settings = { appendOnly: false, period: 86_400, deletions: { share: 0.1 } };
  const guard = new SystemGuard({ systemId: 'system', settings, state, log: logger, now: Date.now });
  let asked = 0;
  const total = async () => {
    asked += 1;
    // Whoever adds users to be allowed more gets nothing for it, and a backend that says nothing later takes nothing away.
    return asked === 1 ? 20 : undefined;
  };
  const loss = { kind: 'deletions', amount: 1, endpoint: 'Users', total } as const;
  const reserve = () => guard.reserve([loss], { dryRun: undefined });
  await reserve();
  await reserve();
  expect(asked).toBe(1);
  await expect(reserve()).rejects.toMatchObject({
    status: 503,
    message: expect.stringContaining('1 more was asked for'),
  });
  expect(await guard.isTripped()).toBe(true);
});

it('refuses in a dry run what it would refuse, and nothing that it would let go', async () => {
  const { logger } = recordLog();
  const settings = { appendOnly: false, period: 86_400, deletions: { atMost: 2 } };
  const state = new MemoryState();
  const guard = new SystemGuard({ systemId: 'system', settings, state, log: logger, now: Date.now });
  const loss = (amount: number) =>
    ({ kind: 'deletions', amount, endpoint: 'Users', total: async () => 9 }) as const;
  const dryRun = {} as NonNullable<ProxyContext['dryRun']>;
  await guard.reserve([loss(2)], { dryRun });
  await expect(guard.reserve([loss(3)], { dryRun })).rejects.toMatchObject({ status: 503 });
  // Neither counted, nor did it trip.
  await guard.reserve([loss(2)], { dryRun: undefined });
});

it('counts members of each group by itself where a share of them may go', async () => {
  const { logger } = recordLog();
  const settings = { appendOnly: false, period: 86_400, membershipRemovals: { share: 0.2, atMost: 3 } };
  const state = new MemoryState();
  const guard = new SystemGuard({ systemId: 'system', settings, state, log: logger, now: Date.now });
  const remove = (group: string) => {
    const loss = { kind: 'membershipRemovals', amount: 1, endpoint: 'Groups', group, total: async () => 5 };
    return guard.reserve([loss as Loss], { dryRun: undefined });
  };
  await remove('a');
  await remove('b');
  await expect(remove('a')).rejects.toMatchObject({
    message: expect.stringContaining('at most 1, which is 20 % of the 5 members of a group'),
  });
});
