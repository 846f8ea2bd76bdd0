/**
 * Preloaded into a process that is watched (`--import`): how late its event loop is, what that cost in processor time of its
 * own thread, and its memory. The product knows nothing of it.
 *
 * A gap between two ticks is the product's only as far as its own main thread worked in it: on a busy machine a process
 * waits for its turn, too, and neither that nor the helper threads of the garbage collector count.
 */
import { monitorEventLoopDelay, PerformanceObserver } from 'node:perf_hooks';
import { collectGarbage } from './collect-garbage.ts';
import type { ProbeOrder, ProbeReport, Stall } from './probe-messages.ts';

/** Milliseconds between two ticks. */
const TICK = 5;
/** Milliseconds between two reports. */
const REPORT = 100;
/** Milliseconds of a gap worth reporting. */
const WORTH_TELLING = 50;

const histogram = monitorEventLoopDelay({ resolution: TICK });
histogram.enable();

let stalls: Stall[] = [];
let collecting = 0;
new PerformanceObserver((list) => {
  for (const { duration } of list.getEntries()) collecting += duration;
}).observe({ entryTypes: ['gc'] });

let heap = 0;
let last = performance.now();
let cpu = process.threadCpuUsage();
setInterval(() => {
  const now = performance.now();
  const spent = process.threadCpuUsage(cpu);
  const gap = now - last - TICK;
  if (gap >= WORTH_TELLING) {
    const until = performance.timeOrigin + now;
    stalls.push({ from: until - gap - TICK, until, gap, processor: (spent.user + spent.system) / 1000 });
  }
  last = performance.now();
  cpu = process.threadCpuUsage();
}, TICK).unref();

setInterval(() => report(undefined), REPORT).unref();

function report(answerTo: number | undefined): void {
  const memory = process.memoryUsage();
  heap = Math.max(heap, memory.heapUsed);
  const message: ProbeReport = {
    answerTo,
    heapUsed: memory.heapUsed,
    largestHeap: heap,
    rss: memory.rss,
    buffers: memory.arrayBuffers,
    longestDelay: Math.max(0, histogram.max / 1e6 - TICK),
    delay999: Math.max(0, histogram.percentile(99.9) / 1e6 - TICK),
    collecting,
    stalls,
  };
  stalls = [];
  process.send?.(message);
}

process.on('message', (order: ProbeOrder) => {
  if (order.order === 'collect') collectGarbage();
  if (order.order === 'reset') {
    histogram.reset();
    heap = 0;
    collecting = 0;
  }
  report(order.id);
});
process.on('disconnect', () => process.exit());
process.channel?.unref();
