/** A flood of denied requests has few lines, says how many there were, and hides nobody. */
import { describe, expect, it, vi } from 'vitest';
import { DENIAL_LINES, Denials } from '../../src/audit/denials.ts';
import type { AuditRecord } from '../../src/audit/record.ts';
import { record } from './outputs.ts';

function denials() {
  const lines: AuditRecord[] = [];
  const all = new Denials({ now: () => 0, append: (line) => lines.push(line) });
  const add = (id: number, more: Partial<AuditRecord>, network = '192.0.2.1') =>
    all.add(record(`${id}`, { user: undefined, outcome: 'denied', status: 401, ...more }), network);
  return { lines, all, add };
}

/** How many requests the lines are about. */
const told = (lines: readonly AuditRecord[]) => lines.reduce((sum, { repeated = 1 }) => sum + repeated, 0);

describe('denied requests', () => {
  it('that are alike', () => {
    const { lines, all, add } = denials();
    for (let index = 0; index < 1_000; index += 1) add(index, { triedUser: 'admin', entityId: `${index}` });
    expect(lines).toHaveLength(DENIAL_LINES.alike);
    all.flush();
    expect(lines).toHaveLength(DENIAL_LINES.alike + 1);
    expect(lines.at(-1)).toMatchObject({
      triedUser: 'admin',
      address: '192.0.2.1',
      repeated: 995,
      since: '1970-01-01T00:00:00.000Z',
      requestId: undefined,
      entityId: undefined,
    });
    expect(told(lines)).toBe(1_000);
  });

  it('with another id each time, from one address', () => {
    const { lines, all, add } = denials();
    for (let index = 0; index < 1_000; index += 1) add(index, { triedUser: `user-${index}` });
    expect(lines).toHaveLength(DENIAL_LINES.address);
    all.flush();
    expect(lines.at(-1)).toMatchObject({ triedUser: undefined, address: '192.0.2.1', repeated: 980 });
    expect(told(lines)).toBe(1_000);
  });

  it('from another address each time', () => {
    const { lines, all, add } = denials();
    for (let index = 0; index < 5_000; index += 1)
      add(index, { triedUser: `user-${index}`, address: `a${index}` }, `a${index}`);
    expect(lines).toHaveLength(DENIAL_LINES.strangers);
    all.flush();
    expect(lines.at(-1)).toMatchObject({ address: undefined, triedUser: undefined, repeated: 4_800 });
    expect(told(lines)).toBe(5_000);
  });

  it('of technical users are told beside any flood from outside', () => {
    const { lines, add } = denials();
    for (let index = 0; index < 5_000; index += 1) add(index, {}, `a${index}`);
    const before = lines.length;
    add(1, { user: 'insider', status: 403, system: 'payroll' });
    add(2, { user: 'insider', status: 403, system: 'directory' });
    expect(lines.slice(before)).toMatchObject([
      { user: 'insider', system: 'payroll' },
      { user: 'insider', system: 'directory' },
    ]);
  });

  it('of one technical user, however different they are', () => {
    const { lines, all, add } = denials();
    for (let index = 0; index < 500; index += 1)
      add(index, { user: 'insider', status: 403, system: `s${index}` });
    expect(lines).toHaveLength(DENIAL_LINES.user);
    all.flush();
    expect(lines.at(-1)).toMatchObject({ user: 'insider', system: undefined, repeated: 440 });
  });

  it('are counted anew each minute, whose sums come by themselves', () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      const { lines, add } = denials();
      for (let index = 0; index < 10; index += 1) add(index, { triedUser: 'admin' });
      vi.advanceTimersByTime(60_000);
      expect(told(lines)).toBe(10);
      for (let index = 0; index < 10; index += 1) add(index, { triedUser: 'admin' });
      expect(lines).toHaveLength(2 * DENIAL_LINES.alike + 1);
    } finally {
      vi.useRealTimers();
    }
  });
});
