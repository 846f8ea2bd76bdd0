/** Leases: what keeps other instances away from something for a while, and ends by itself where its holder does. */
import { IpsProxyError } from '../errors.ts';

export interface Lease {
  /**
   * Whether nobody else has one, nor will have while what is sent now may still be under way. By the clocks of this process, so
   * that one that stood still knows of it before the server tells.
   */
  isHeld(): boolean;
  /** Others may have it. Waits for nobody, and never fails. */
  release(): void;
}

export interface Leases {
  /**
   * Waits for its turn: first come, first served, whatever the instance.
   *
   * @param key what is meant; nobody else reads it
   * @param alone whether it keeps all others away, or only those who want to be alone
   * @throws StateUnavailable; LeaseNotGiven where the signal aborts before
   */
  take(key: string, alone: boolean, signal: AbortSignal): Promise<Lease>;
}

export class LeaseNotGiven extends IpsProxyError {
  /** `restart`: the server has lost what it knew, and gives none away until all earlier ones have ended. */
  readonly why: 'others' | 'restart';

  constructor(why: LeaseNotGiven['why']) {
    super('LEASE_NOT_GIVEN', why === 'others' ? 'others had it all the time' : 'none is given away yet');
    this.why = why;
  }
}
