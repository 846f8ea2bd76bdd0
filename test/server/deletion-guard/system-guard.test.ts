import { expect, it } from 'vitest';
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
