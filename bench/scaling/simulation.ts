/** Discrete events: what happens next happens next, however long that is. Times are milliseconds. */

interface Event {
  readonly time: number;
  /** Of those at the same time, the one that was planned first. */
  readonly order: number;
  readonly act: () => void;
}

export class Simulation {
  now = 0;
  /** A binary heap. */
  readonly #events: Event[] = [];
  #planned = 0;

  after(delay: number, act: () => void): void {
    this.#planned += 1;
    const event = { time: this.now + delay, order: this.#planned, act };
    const heap = this.#events;
    let at = heap.push(event) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!isBefore(event, heap[parent] as Event)) break;
      heap[at] = heap[parent] as Event;
      at = parent;
    }
    heap[at] = event;
  }

  /** Until nothing is planned any longer. */
  run(): void {
    for (let event = this.#next(); event !== undefined; event = this.#next()) {
      this.now = event.time;
      event.act();
    }
  }

  #next(): Event | undefined {
    const heap = this.#events;
    const [first] = heap;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return first;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && isBefore(heap[child + 1] as Event, heap[child] as Event)) child += 1;
      if (!isBefore(heap[child] as Event, last)) break;
      heap[at] = heap[child] as Event;
      at = child;
    }
    heap[at] = last;
    return first;
  }
}

function isBefore(one: Event, other: Event): boolean {
  return one.time < other.time || (one.time === other.time && one.order < other.order);
}

/** Some servers and one line in front of them: a core, connections, a lock. */
export class Station {
  readonly #simulation: Simulation;
  readonly #servers: number;
  readonly #line: (() => void)[] = [];
  #head = 0;
  #busy = 0;
  #since = 0;
  #used = 0;

  constructor(simulation: Simulation, servers: number) {
    this.#simulation = simulation;
    this.#servers = servers;
  }

  /** @param begin called when a server is free; it is taken until `leave` */
  enter(begin: () => void): void {
    if (this.#busy === this.#servers) {
      this.#line.push(begin);
      return;
    }
    this.#count(1);
    begin();
  }

  leave(): void {
    const next = this.#line[this.#head];
    if (next === undefined) {
      this.#count(-1);
      return;
    }
    this.#head += 1;
    if (this.#head === 1000) {
      this.#line.splice(0, this.#head);
      this.#head = 0;
    }
    next();
  }

  /** Takes a server for a time. */
  serve(time: number, then: () => void): void {
    this.enter(() =>
      this.#simulation.after(time, () => {
        this.leave();
        then();
      }),
    );
  }

  /** The part of all servers' time that was used, from 0 to 1. */
  get utilisation(): number {
    this.#count(0);
    return this.#simulation.now === 0 ? 0 : this.#used / this.#simulation.now / this.#servers;
  }

  #count(change: number): void {
    const { now } = this.#simulation;
    this.#used += this.#busy * (now - this.#since);
    this.#since = now;
    this.#busy += change;
  }
}

/** A token bucket, as the proxy has one for a tenant: a ninth of a minute's requests may go at once. */
export class Rate {
  readonly #simulation: Simulation;
  readonly #interval: number;
  readonly #tolerance: number;
  #next = 0;

  constructor(simulation: Simulation, perMinute: number) {
    this.#simulation = simulation;
    this.#interval = 60_000 / perMinute;
    this.#tolerance = (Math.max(1, Math.floor(perMinute / 9)) - 1) * this.#interval;
  }

  pass(then: () => void): void {
    const { now } = this.#simulation;
    this.#next = Math.max(this.#next, now) + this.#interval;
    this.#simulation.after(Math.max(0, this.#next - this.#interval - this.#tolerance - now), then);
  }
}
