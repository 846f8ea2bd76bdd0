/** Lines are written together, kept while they cannot be, and nobody waits for ever. */
import { describe, expect, it, vi } from 'vitest';
import { AuditError } from '../../src/audit/audit-log.ts';
import { MemoryOutput, openLog, record } from './outputs.ts';

const NO_SPACE = Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });

describe('lines', () => {
  it('are in the order in which they were appended, between a first and a last one', async () => {
    const output = new MemoryOutput();
    const { log } = await openLog(output);
    await Promise.all(['a', 'b', 'c'].map((id) => log.append(record(id))));
    await log.stop();
    expect(output.lines).toMatchObject([
      { event: 'start', version: '0', pid: process.pid },
      { requestId: 'a', outcome: 'done' },
      { requestId: 'b' },
      { requestId: 'c' },
      { event: 'stop' },
    ]);
    expect(log.counters).toEqual({ lines: 5, failures: 0 });
  });

  it('that come together, and while one is written, share a write', async () => {
    const output = new MemoryOutput();
    const { log } = await openLog(output);
    const held = Promise.withResolvers<void>();
    output.held = held.promise;
    const first = log.append(record('first'));
    await Promise.resolve().then(() => {});
    const others = Array.from({ length: 50 }, (_, index) => log.append(record(`${index}`)));
    held.resolve();
    await Promise.all([first, ...others]);
    // The first line of the log, and then at most two.
    expect(output.writes).toBeLessThanOrEqual(3);
    expect(output.lines).toHaveLength(52);
  });

  it('nobody who appended one is told before it is there', async () => {
    const output = new MemoryOutput();
    const { log } = await openLog(output);
    const held = Promise.withResolvers<void>();
    output.held = held.promise;
    let isTold = false;
    const appended = log.append(record('one')).then(() => {
      isTold = true;
    });
    await new Promise(setImmediate);
    expect(isTold).toBe(false);
    held.resolve();
    await appended;
    expect(output.text).toContain('"requestId":"one"');
  });

  it('after the last one there is none', async () => {
    const output = new MemoryOutput();
    const { log } = await openLog(output);
    await log.stop();
    await log.append(record('late'));
    expect(output.lines.at(-1)).toMatchObject({ event: 'stop' });
  });
});

describe('an output that fails', () => {
  it('at the start, nothing starts', async () => {
    const output = new MemoryOutput();
    output.failure = NO_SPACE;
    await expect(openLog(output)).rejects.toThrow(AuditError);
    await expect(openLog(output)).rejects.toThrow(
      'The audit log cannot be written to memory: ENOSPC: no space left on device, write.',
    );
  });

  it('nobody waits for it, it is said once, and what could not be written follows', async () => {
    const output = new MemoryOutput();
    const { log, told } = await openLog(output);
    output.failure = NO_SPACE;
    await log.append(record('one'));
    await log.append(record('two'));
    expect(await log.isWorking()).toBe(false);
    expect(told.failures).toEqual(['ENOSPC: no space left on device, write']);
    expect(output.lines).toHaveLength(1);

    output.failure = undefined;
    expect(await log.isWorking()).toBe(true);
    expect(output.lines.slice(1)).toMatchObject([
      { event: 'opened', reason: 'failure' },
      { requestId: 'one' },
      { requestId: 'two' },
    ]);
    expect(told.recoveries).toEqual([{ kept: 2, lost: 0 }]);
    await log.append(record('three'));
    expect(output.lines.at(-1)).toMatchObject({ requestId: 'three' });
    expect(log.counters.failures).toBeGreaterThan(0);
  });

  it('what is still missing at the end is told', async () => {
    const output = new MemoryOutput();
    const { log, told } = await openLog(output);
    output.failure = NO_SPACE;
    await log.append(record('one'));
    await log.stop();
    expect(told.losses.map((line) => JSON.parse(line))).toMatchObject([
      { requestId: 'one' },
      { event: 'stop' },
    ]);
  });

  it('what hangs keeps nobody from looking whether it is over', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      const output = new MemoryOutput();
      const { log } = await openLog(output);
      output.failure = NO_SPACE;
      await log.append(record('one'));
      output.failure = undefined;
      output.held = new Promise(() => {});
      const working = log.isWorking();
      const reopened = log.reopen();
      await vi.advanceTimersByTimeAsync(5_000);
      expect(await working).toBe(false);
      await reopened;
      expect(await log.isWorking()).toBe(false);
      await log.stop();
    } finally {
      vi.useRealTimers();
    }
  });

  it('it is tried again without anybody asking', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      const output = new MemoryOutput();
      const { log } = await openLog(output);
      output.failure = NO_SPACE;
      await log.append(record('one'));
      output.failure = undefined;
      await vi.advanceTimersByTimeAsync(1_000);
      expect(output.lines.at(-1)).toMatchObject({ requestId: 'one' });
    } finally {
      vi.useRealTimers();
    }
  });

  it('what there is no room for is counted, and told in the line with which it goes on', async () => {
    const output = new MemoryOutput();
    const { log, told } = await openLog(output);
    output.failure = NO_SPACE;
    for (let index = 0; index < 10_020; index += 1) await log.append(record(`${index}`));
    output.failure = undefined;
    expect(await log.isWorking()).toBe(true);
    expect(told.recoveries).toEqual([{ kept: 10_000, lost: 20 }]);
    await log.append(record('last'));
    expect(output.lines[1]).toMatchObject({ event: 'opened', lost: 20 });
    expect(output.lines).toHaveLength(10_003);
  });

  it('a write that hangs is waited for five seconds, and its line comes once', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      const output = new MemoryOutput();
      const { log, told } = await openLog(output);
      const held = Promise.withResolvers<void>();
      output.held = held.promise;
      const appended = log.append(record('one'));
      await vi.advanceTimersByTimeAsync(4_900);
      expect(told.failures).toEqual([]);
      await vi.advanceTimersByTimeAsync(200);
      await appended;
      expect(told.failures).toEqual(['a write has not ended for 5 seconds']);
      expect(await log.isWorking()).toBe(false);
      await log.append(record('two'));
      output.held = undefined;
      held.resolve();
      await vi.advanceTimersByTimeAsync(0);
      expect(await log.isWorking()).toBe(true);
      expect(output.lines.filter(({ requestId }) => requestId !== undefined)).toMatchObject([
        { requestId: 'one' },
        { requestId: 'two' },
      ]);
    } finally {
      vi.useRealTimers();
    }
  });
});
