/**
 * How instances together keep to what a host takes: so many requests in a minute, and none while it is shut. All times are
 * milliseconds from now on, by the clock of whoever keeps them, so that it does not matter how late it is on each machine.
 */

/** A token bucket, as the generic cell rate algorithm has it (ITU-T I.371). */
export interface Rate {
  /** Milliseconds between two requests in the long run; 0: as they come. */
  readonly interval: number;
  /** Milliseconds by which requests may be early: the size of the bucket. */
  readonly tolerance: number;
}

/** When a request may be sent, or when it shall come back as that would be too late for it. */
export type Booking = { readonly wait: number } | { readonly again: number };

export interface Shut {
  /** For how long nothing is sent; 0: something is. */
  readonly shut: number;
  /** Changes each time that it is shut: what was booked before is void. */
  readonly mark: string;
}

export interface Booked extends Shut {
  /** One for each request, in their order. */
  readonly bookings: readonly Booking[];
  /** When the next request of all instances is due, were they spread evenly. */
  readonly next: number;
  /** How many instances have booked in the last minute, this one included. */
  readonly instances: number;
}

export interface BookingWish {
  readonly rate: Rate;
  /** How long each request can wait at most. */
  readonly patience: readonly number[];
  /** {@link Booked.next} as this instance knows it, where it has gone by its own count meanwhile; else 0. */
  readonly debt: number;
}

/** Of one instance, with the others. Keys are as those of `State`. @throws StateUnavailable from every call */
export interface Pacing {
  /** In one step, whoever else does. */
  book(key: string, wish: BookingWish): Promise<Booked>;
  /** @returns a time at which nobody else was told to come back */
  promise(key: string, rate: Rate): Promise<number>;
  /** For so long, or longer where somebody has said so; all that was booked is void. @param rate absent: there is none */
  shut(key: string, time: number, rate?: Rate): Promise<Shut>;
  look(key: string): Promise<Shut>;
}
