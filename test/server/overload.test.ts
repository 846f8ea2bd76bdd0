/** A process with more to do than it gets done. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type Load, LoadMeter } from '../../src/server/overload/load.ts';
import { Overload } from '../../src/server/overload/overload.ts';
import { until } from '../support/until.ts';
import { expectScimError, fakeSystem, recordLog, startProxy } from './helpers.ts';

const CALM: Load = { eventLoopDelay: 0, heap: 0.3 };
const LATE: Load = { eventLoopDelay: 1.2, heap: 0.3 };
const FULL: Load = { eventLoopDelay: 0, heap: 0.95 };

/** What the meter shows next, one look each. */
function watched(settings = { eventLoopDelay: 1, heap: 90 }) {
  let load = CALM;
  const log = recordLog();
  const meter = { start: () => {}, stop: () => {}, read: () => load };
  const overload = new Overload({ settings: () => settings, logger: log.logger, meter });
  const looks = (...loads: readonly Load[]) =>
    loads.map((next) => {
      load = next;
      overload.look();
      return overload.isShedding;
    });
  return { overload, looks, log };
}

describe('overload', () => {
  it.each([
    ['the event loop is late', LATE],
    ['the heap is full', FULL],
  ])('begins where %s twice in a row, and ends with calm', (_, much) => {
    const { looks, log } = watched();
    expect(looks(much, CALM, much, much, much, CALM, much)).toEqual([
      false,
      false,
      false,
      true,
      true,
      false,
      false,
    ]);
    expect(log.lines.map(({ msg, level }) => [msg, level])).toEqual([
      ['overload begins', 40],
      ['overload ends', 30],
    ]);
  });

  it('does not end just below the bound', () => {
    const { looks } = watched();
    expect(looks(LATE, LATE, { ...LATE, eventLoopDelay: 0.9 }, { ...LATE, eventLoopDelay: 0.4 })).toEqual([
      false,
      true,
      true,
      false,
    ]);
  });

  it('is none where there is no bound', () => {
    const { looks } = watched({ eventLoopDelay: 0, heap: 0 });
    const much = { eventLoopDelay: 30, heap: 0.99 };
    expect(looks(much, much, much)).toEqual([false, false, false]);
  });

  it('is measured', async () => {
    const meter = new LoadMeter();
    meter.start();
    onTestFinished(() => meter.stop());
    await until(() => {
      const end = performance.now() + 120;
      while (performance.now() < end);
      return meter.read().eventLoopDelay >= 0.07;
    });
    const { heap } = meter.read();
    expect(heap).toBeLessThan(1);
  });

  it.each([
    ['an option', ['--max-old-space-size=128'], ''],
    ['NODE_OPTIONS', [], '--no-warnings --max-old-space-size=128'],
  ])('sees a heap that %s makes small before it is full', async (_, options, NODE_OPTIONS) => {
    const meter = JSON.stringify(new URL('../../src/server/overload/load.ts', import.meta.url).href);
    const script = `
      const { LoadMeter } = await import(${meter});
      const meter = new LoadMeter();
      meter.start();
      globalThis.held = Array.from({ length: 113 }, () => new Array(131_072).fill(0.5));
      for (let heap = 0; heap === 0; ) {
        gc();
        await new Promise((resolve) => setTimeout(resolve, 10));
        heap = meter.read().heap;
        if (heap > 0) console.log(heap);
      }
      meter.stop();`;
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['--expose-gc', ...options, '--input-type=module', '-e', script],
      { env: { ...process.env, NODE_OPTIONS } },
    );
    expect(Number(stdout)).toBeGreaterThan(0.9);
    expect(Number(stdout)).toBeLessThan(1.05);
  });
});

it('new requests are refused before anything is read of them, and those about health are not', async () => {
  const { overload, looks } = watched();
  const system = fakeSystem();
  const proxy = await startProxy({ systems: [system], overload });
  looks(LATE, LATE);
  const answer = await proxy.send('/Users', { method: 'POST', body: { userName: 'a' }, authorization: null });
  expectScimError(
    answer,
    503,
    /^The proxy has more to do than it gets done, .* \(server\.overload\.eventLoopDelay\)\. Nothing was done; try again\./,
  );
  expect(answer.headers['retry-after']).toBe('5');
  for (const path of ['/healthz', '/readyz', '/metrics']) {
    expect((await proxy.send(path, { absolute: true })).status).toBe(200);
  }
  expect(overload.refused).toBe(1);
  // No client has to send a body that nobody reads.
  const text = await proxy.raw(
    'POST /ipsproxy/api/v1/scim/x/Users HTTP/1.1\r\nhost: a\r\ncontent-length: 1000000\r\ncontent-type: application/json\r\n\r\n',
  );
  expect(text).toMatch(/^HTTP\/1\.1 503 /);
  looks(CALM);
  expect((await proxy.send('/Users')).status).toBe(200);
  expect(system.calls).toHaveLength(1);
});
