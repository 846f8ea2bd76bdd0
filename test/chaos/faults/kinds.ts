/** What can go wrong on the way between the proxy and a backend, and with the proxy itself. */

export const SYSTEMS = ['v2', 'v1', 'cf', 'scim'] as const;
export type SystemKey = (typeof SYSTEMS)[number];

/** Of one call of a backend. The calls that the fault is for are hit as they come. */
export const CALL_FAULTS = [
  /** Reaches the backend late. */
  'slow',
  /** Reaches the backend when nobody waits for it any more. */
  'late execution',
  /** Is done at once, and answered when nobody waits any more. */
  'late answer',
  'trickled answer',
  'reset before execution',
  'reset after execution',
  'answer cut',
  'truncated JSON',
  'other JSON',
  'wrong content type',
  /** A page of somebody in between; the backend never sees the call. */
  'HTML page',
  '429',
  '500',
  '503',
  /** A gateway gives up waiting, and the backend goes on. */
  '502 after execution',
  '504 after execution',
  /** Half open: is never answered, and never reaches the backend. */
  'no answer',
  'no answer after execution',
] as const;
export type CallFaultKind = (typeof CALL_FAULTS)[number];

/** Of all connections and calls of a system, for a while. */
export const WAY_FAULTS = [
  'refused',
  'no address',
  'connections cut',
  'expired certificate',
  'other certificate',
  /** Then an administrator has it put right, and loads the configuration. */
  'credentials refused',
] as const;
export type WayFaultKind = (typeof WAY_FAULTS)[number];

/** Of an instance of the proxy, or of what instances share. */
export const PROCESS_FAULTS = [
  'killed',
  'stopped for a moment',
  'clock forward',
  'clock back',
  'reload',
  'bad reload',
  'memory taken',
  'state killed',
  'state paused',
] as const;
export type ProcessFaultKind = (typeof PROCESS_FAULTS)[number];

/** Comes when so many requests of clients were answered. */
interface Scheduled {
  readonly at: number;
}

export interface CallFault extends Scheduled {
  readonly on: 'call';
  readonly kind: CallFaultKind;
  readonly system: SystemKey;
  readonly calls: 'reads' | 'writes' | 'any';
  /** How many calls it hits. */
  readonly count: number;
  /** Seed of what is different from call to call, such as where an answer is cut. */
  readonly variant: number;
}

export interface WayFault extends Scheduled {
  readonly on: 'way';
  readonly kind: WayFaultKind;
  readonly system: SystemKey;
  /** For so many requests of clients. */
  readonly span: number;
}

export interface ProcessFault extends Scheduled {
  readonly on: 'process';
  readonly kind: ProcessFaultKind;
  readonly instance: number;
  /** Seconds of a clock; for what lasts, how many requests of clients. */
  readonly amount: number;
}

export type ScheduledFault = CallFault | WayFault | ProcessFault;
