/** What the proxy has to remember beyond a request, and where there are several instances, together with the others. */
import { IpsProxyError } from '../errors.ts';
import type { Leases } from './leases.ts';
import type { Pacing } from './pacing.ts';

/** A sum that begins with its first addition and is forgotten some time later. */
export interface Counter {
  readonly total: number;
  /** Milliseconds until it is forgotten. */
  readonly endsIn: number;
}

/** Keys are text of printable ASCII characters, such as `limit:user:idm-client`. @throws StateUnavailable from every call */
export interface State {
  /** `machine`: survives restarts; `instances`: shared by all that have the same server. */
  readonly reach: 'process' | 'machine' | 'instances';
  /** False: the last call failed, and the next one is likely to. */
  readonly isAvailable: boolean;
  /** What keeps other instances away. Absent: there are none, or nothing is shared with them. */
  readonly leases?: Leases | undefined;
  /** Absent: no other instance is to be kept pace with. */
  readonly pacing?: Pacing | undefined;
  /**
   * Adds to a counter, in one step whoever else does.
   *
   * @param amount whole; below 0: gives back; no total is below 0
   * @param lifetime milliseconds from the first addition on
   */
  add(key: string, amount: number, lifetime: number): Promise<Counter>;
  /**
   * Adds only where the total stays within `most`, in one step.
   *
   * @returns the counter as it is then, and whether `amount` is in it
   */
  addWithin(
    key: string,
    amount: number,
    most: number,
    lifetime: number,
  ): Promise<Counter & { readonly added: boolean }>;
  get(key: string): Promise<string | undefined>;
  /**
   * @param options lifetime in milliseconds, absent: for good; with `ifAbsent` a value that is there stays
   * @returns whether it was set
   */
  set(
    key: string,
    value: string,
    options?: { readonly lifetime?: number | undefined; readonly ifAbsent?: boolean | undefined },
  ): Promise<boolean>;
  /** A value or a counter. */
  delete(key: string): Promise<void>;
  close(): Promise<void>;
}

/** Where it is told that shared state went away, and that it is back: pino's loggers will do. */
export interface StateLog {
  warn(message: string): void;
  info(message: string): void;
}

/** What is remembered cannot be read or changed now. */
export class StateUnavailable extends IpsProxyError {
  constructor(message: string, options?: ErrorOptions) {
    super('STATE_UNAVAILABLE', message, options);
  }
}
