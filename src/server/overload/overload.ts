/**
 * Whether the process has more to do than it gets done. Then new requests are refused before anything is read of them, which costs next
 * to nothing, so that those under way are answered while somebody still waits for them. A timer looks; a request only sees the result.
 */
import type { Logger } from 'pino';
import type { OverloadSettings } from '../../config/overload-schema.ts';
import { ScimError } from '../../scim/errors.ts';
import { type Load, LoadMeter } from './load.ts';

/** Milliseconds between two looks. */
const INTERVAL = 1_000;
/** Looks in a row that find too much: a pause of the collector, or one large answer, is no overload. */
const LOOKS = 2;
/** The part of a bound below which it is over. */
const CALM = { eventLoopDelay: 0.5, heap: 0.95 } as const;
/** Seconds. */
const RETRY_AFTER = 5;

type Cause = keyof OverloadSettings;

export interface OverloadOptions {
  /** As they are at the moment. */
  readonly settings: () => OverloadSettings;
  readonly logger: Logger;
  /** Replaced in tests. */
  readonly meter?: Pick<LoadMeter, 'start' | 'stop' | 'read'> | undefined;
}

export class Overload {
  readonly #settings: () => OverloadSettings;
  readonly #logger: Logger;
  readonly #meter: Pick<LoadMeter, 'start' | 'stop' | 'read'>;
  #timer: NodeJS.Timeout | undefined;
  #load: Load = { eventLoopDelay: 0, heap: 0 };
  #looks = 0;
  #cause: Cause | undefined;
  #refused = 0;

  constructor({ settings, logger, meter = new LoadMeter() }: OverloadOptions) {
    this.#settings = settings;
    this.#logger = logger;
    this.#meter = meter;
  }

  get isShedding(): boolean {
    return this.#cause !== undefined;
  }

  /** As it was at the last look. */
  get load(): Load {
    return this.#load;
  }

  /** How many requests were refused. */
  get refused(): number {
    return this.#refused;
  }

  start(): void {
    this.#meter.start();
    this.#timer = setInterval(() => this.look(), INTERVAL).unref();
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#meter.stop();
  }

  /** Called by the timer. */
  look(): void {
    this.#load = this.#meter.read();
    if (this.#cause !== undefined) {
      if (this.#exceeds(this.#cause, CALM[this.#cause])) return;
      this.#cause = undefined;
      this.#looks = 0;
      this.#logger.info({ ...this.#load, refused: this.#refused }, 'overload ends');
      return;
    }
    const cause = (['eventLoopDelay', 'heap'] as const).find((candidate) => this.#exceeds(candidate, 1));
    this.#looks = cause === undefined ? 0 : this.#looks + 1;
    if (this.#looks < LOOKS) return;
    this.#cause = cause;
    this.#logger.warn({ ...this.#load, setting: `server.overload.${cause}` }, 'overload begins');
  }

  /** The answer to a new request. */
  refusal(): ScimError {
    this.#refused += 1;
    return new ScimError(
      503,
      `The proxy has more to do than it gets done, and takes no new requests for a moment (server.overload.${this.#cause}). Nothing was done; try again. If it happens often, it needs more CPU or memory, more instances, or limits for whoever asks so much.`,
      { retryAfter: RETRY_AFTER },
    );
  }

  #exceeds(cause: Cause, part: number): boolean {
    const { eventLoopDelay, heap } = this.#settings();
    const bound = cause === 'heap' ? heap / 100 : eventLoopDelay;
    return bound > 0 && this.#load[cause] > bound * part;
  }
}
