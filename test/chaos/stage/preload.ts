/**
 * Preloaded into an instance (`--import`): its clock jumps, names of hosts lose their addresses, memory is taken, when the
 * runner says so. The product knows nothing of it.
 */
import dns from 'node:dns';
import { readdirSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { collectGarbage } from '../../hostile/stage/collect-garbage.ts';
import { HOST_SUFFIX } from './hosts.ts';
import type { NumberedOrder, PreloadAnswer, Sample } from './preload-messages.ts';

/** Milliseconds. */
const RESOLUTION = 10;

let offset = 0;
let missing: readonly string[] = [];
let ballast: Buffer[] = [];
const delay = monitorEventLoopDelay({ resolution: RESOLUTION });
delay.enable();

const RealDate = Date;
globalThis.Date = new Proxy(RealDate, {
  construct: (target, args, newTarget) =>
    Reflect.construct(target, args.length === 0 ? [target.now()] : args, newTarget),
  apply: () => new RealDate(RealDate.now()).toString(),
});
const realNow = RealDate.now;
RealDate.now = () => realNow() + offset;

type Callback = (error: NodeJS.ErrnoException | null, ...found: unknown[]) => void;
const lookup = dns.lookup as (host: string, options: object, callback: Callback) => void;
dns.lookup = ((host: string, options: object, callback: Callback) => {
  if (!host.endsWith(HOST_SUFFIX)) return lookup(host, options, callback);
  if (!missing.includes(host)) return lookup('127.0.0.1', options, callback);
  const error = Object.assign(new Error(`getaddrinfo ENOTFOUND ${host}`), {
    code: 'ENOTFOUND',
    errno: -3008,
    syscall: 'getaddrinfo',
    hostname: host,
  });
  process.nextTick(callback, error);
}) as typeof dns.lookup;
syncBuiltinESMExports();

process.on('message', (order: NumberedOrder) => {
  const sample = follow(order);
  process.send?.({ id: order.id, sample } satisfies PreloadAnswer);
});
process.on('disconnect', () => process.exit());
process.channel?.unref();

function follow(order: NumberedOrder): Sample | undefined {
  switch (order.order) {
    case 'clock':
      offset += order.seconds * 1_000;
      return undefined;
    case 'addresses':
      missing = order.missing;
      return undefined;
    case 'memory':
      // Filled, or it would be none.
      ballast = Array.from({ length: order.megabytes }, () => Buffer.alloc(1e6, 1));
      return undefined;
    case 'sample':
      return sample();
  }
}

function sample(): Sample {
  collectGarbage();
  const { rss, heapUsed, external } = process.memoryUsage();
  const taken: Sample = {
    rss,
    heap: heapUsed,
    external,
    resources: process.getActiveResourcesInfo().length,
    descriptors: readdirSync('/proc/self/fd').length,
    delayMean: delay.mean / 1e6 - RESOLUTION,
    delay99: delay.percentile(99) / 1e6 - RESOLUTION,
  };
  delay.reset();
  return taken;
}

// Read by nobody, kept by this module as long as it is asked to.
Object.defineProperty(globalThis, 'ballastOfTheChaosSuite', { get: () => ballast.length });
