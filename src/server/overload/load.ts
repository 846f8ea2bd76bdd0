/** How busy the process is, measured beside the requests. */
import { constants, type PerformanceEntry, PerformanceObserver } from 'node:perf_hooks';
import { getHeapStatistics } from 'node:v8';

export interface Load {
  /** Seconds that a turn of the event loop took since the last look, on average, beyond what it waited for work. */
  readonly eventLoopDelay: number;
  /** Part of the heap that is in use, 0 to 1: what the collector has left, as the rest says nothing. */
  readonly heap: number;
}

/** Milliseconds between two looks at the event loop. */
const RESOLUTION = 50;
const MEGABYTE = 1024 * 1024;
const OLD_SPACE = /^--max[-_]old[-_]space[-_]size=(\d+)$/;

export class LoadMeter {
  readonly #collections = new PerformanceObserver((list) => {
    if (list.getEntries().some(isMajor)) this.#live = getHeapStatistics().used_heap_size;
  });
  /** Bytes in use after the last large collection. */
  #live = 0;
  /** Not `monitorEventLoopDelay`: that one forgets with each reset what a long turn has taken. */
  #timer: NodeJS.Timeout | undefined;
  #lastTurn = 0;
  /** Milliseconds. */
  #late = 0;
  #turns = 0;
  readonly #most = mostHeap([...(process.env['NODE_OPTIONS'] ?? '').split(/\s+/), ...process.execArgv]);

  start(): void {
    this.#collections.observe({ entryTypes: ['gc'] });
    this.#lastTurn = performance.now();
    this.#timer = setInterval(() => this.#turn(), RESOLUTION).unref();
  }

  stop(): void {
    this.#collections.disconnect();
    clearInterval(this.#timer);
  }

  /** Since the last one. */
  read(): Load {
    if (this.#turns === 0) this.#turn();
    const eventLoopDelay = this.#late / this.#turns / 1000;
    this.#late = 0;
    this.#turns = 0;
    const { used_heap_size: used } = getHeapStatistics();
    return { eventLoopDelay, heap: Math.min(used, this.#live) / this.#most };
  }

  #turn(): void {
    const now = performance.now();
    this.#late += Math.max(0, now - this.#lastTurn - RESOLUTION);
    this.#lastTurn = now;
    this.#turns += 1;
  }
}

/**
 * Bytes that objects may take which the collector leaves. Beside a small `--max-old-space-size` the limit that V8 tells is far above
 * that: it has the space for new objects on top, 192 MB of it on a large machine, and the process ends before it is reached.
 *
 * @param options of Node.js, the last one of a kind holds
 */
function mostHeap(options: readonly string[]): number {
  const { heap_size_limit: limit } = getHeapStatistics();
  const given = options.map((option) => Number(OLD_SPACE.exec(option)?.[1] ?? 0)).findLast(Boolean);
  return given === undefined ? limit : Math.min(limit, given * MEGABYTE);
}

function isMajor(entry: PerformanceEntry): boolean {
  const { detail } = entry as PerformanceEntry & { readonly detail?: { readonly kind?: number } };
  return detail?.kind === constants.NODE_PERFORMANCE_GC_MAJOR;
}
