import { expect, it } from 'vitest';
import type { GuardEvent } from '../../../src/audit/record.ts';
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
