/**
 * Sends requests over a number of connections and takes the time of each: as fast as they are answered, or at a fixed rate.
 *
 * At a fixed rate a request that finds no free connection counts from the moment at which it was due, so that a server that
 * stands still is seen in all requests that it kept waiting, not in the few that were under way.
 */
import { type Connection, openConnection } from './connection.ts';

export interface Load {
  readonly port: number;
  readonly connections: number;
  /** A whole request, ASCII only; called with 0, 1, 2, … */
  readonly request: (number: number) => string;
  /** How long requests are begun, or how many. */
  readonly until: { readonly seconds: number } | { readonly requests: number };
  /** Requests per second; as many as possible where it is absent. */
  readonly rate?: number | undefined;
}

export interface LoadResult {
  /** Answered, with whatever status. */
  readonly requests: number;
  readonly seconds: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p99: number;
  readonly longest: number;
  /** What went wrong, and how often: statuses other than 2xx, and connections that broke. */
  readonly errors: Readonly<Record<string, number>>;
}

/** Milliseconds between two looks at what is due. */
const TICK = 1;
/** Milliseconds that answers may take when no more requests are begun. */
const PATIENCE = 20_000;

export async function runLoad(load: Load): Promise<LoadResult> {
  return await new Run(load).result();
}

class Run {
  readonly #load: Load;
  readonly #most: number;
  readonly #latencies: number[] = [];
  readonly #errors: Record<string, number> = {};
  /** Open connections that carry no request, the one that has rested longest first. */
  readonly #free: Connection[] = [];
  /** When those were due that wait for a connection. */
  readonly #waiting: number[] = [];
  readonly #over = Promise.withResolvers<void>();
  #open = 0;
  #sent = 0;
  #underWay = 0;
  #started = 0;
  #lastAnswer = 0;

  constructor(load: Load) {
    this.#load = load;
    const { until, rate } = load;
    this.#most =
      'requests' in until
        ? until.requests
        : rate === undefined
          ? Number.POSITIVE_INFINITY
          : Math.floor(until.seconds * rate);
  }

  async result(): Promise<LoadResult> {
    const { connections, rate } = this.#load;
    const all = await Promise.all(Array.from({ length: connections }, () => this.#connect()));
    this.#open = all.length;
    this.#started = performance.now();
    const ticks = rate === undefined ? undefined : setInterval(() => this.#beginDue(rate), TICK);
    if (rate === undefined) for (const connection of all) this.#next(connection);
    else this.#free.push(...all);
    const patience = this.#setPatience();
    await this.#over.promise;
    clearInterval(ticks);
    clearTimeout(patience);
    for (const connection of all) connection.close();
    return this.#summary();
  }

  async #connect(): Promise<Connection> {
    const connection: Connection = await openConnection(this.#load.port, {
      onAnswer: (status) => this.#answered(connection, status),
      onBroken: (why) => this.#broken(connection, why),
    });
    return connection;
  }

  /** A target that does not answer any more ends the run, as an error. */
  #setPatience(): NodeJS.Timeout | undefined {
    const { until } = this.#load;
    if ('requests' in until) return undefined;
    return setTimeout(
      () => {
        this.#fail('no answer in time', this.#underWay);
        this.#over.resolve();
      },
      until.seconds * 1000 + PATIENCE,
    );
  }

  #answered(connection: Connection, status: number): void {
    const now = performance.now();
    this.#latencies.push(now - (connection.since ?? Number.NaN));
    connection.since = undefined;
    this.#lastAnswer = now;
    this.#underWay -= 1;
    if (status < 200 || status > 299) this.#fail(`status ${status}`, 1);
    const due = this.#waiting.shift();
    if (due !== undefined) this.#send(connection, due);
    else if (this.#load.rate !== undefined) this.#free.push(connection);
    else this.#next(connection);
    this.#endWhenDone();
  }

  #next(connection: Connection): void {
    if (!this.#isTimeUp() && this.#sent < this.#most) this.#send(connection, performance.now());
  }

  #beginDue(rate: number): void {
    const now = performance.now();
    const due = Math.min(this.#most, Math.floor(((now - this.#started) / 1000) * rate));
    for (let begun = this.#sent + this.#waiting.length; begun < due; begun += 1) {
      const connection = this.#free.shift();
      if (connection !== undefined) this.#send(connection, now);
      else this.#waiting.push(this.#started + (1000 * (begun + 1)) / rate);
    }
    this.#endWhenDone();
  }

  #send(connection: Connection, since: number): void {
    connection.since = since;
    const number = this.#sent;
    this.#sent += 1;
    this.#underWay += 1;
    connection.send(this.#load.request(number));
  }

  /** The run goes on with the other connections; the request that this one carried is lost. */
  #broken(connection: Connection, why: string): void {
    this.#fail(why, 1);
    this.#open -= 1;
    if (connection.since !== undefined) this.#underWay -= 1;
    else if (this.#free.includes(connection)) this.#free.splice(this.#free.indexOf(connection), 1);
    if (this.#open === 0) this.#over.resolve();
    else this.#endWhenDone();
  }

  #fail(what: string, times: number): void {
    this.#errors[what] = (this.#errors[what] ?? 0) + times;
  }

  #isTimeUp(): boolean {
    const { until } = this.#load;
    return 'seconds' in until && performance.now() - this.#started >= until.seconds * 1000;
  }

  #endWhenDone(): void {
    if (this.#underWay > 0 || this.#waiting.length > 0) return;
    const isEnd = this.#load.rate === undefined || this.#sent >= this.#most;
    if (isEnd) this.#over.resolve();
  }

  #summary(): LoadResult {
    const sorted = Float64Array.from(this.#latencies).sort();
    const at = (share: number): number =>
      sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
    return {
      requests: sorted.length,
      seconds: (this.#lastAnswer - this.#started) / 1000,
      p50: at(0.5),
      p99: at(0.99),
      longest: at(1),
      errors: this.#errors,
    };
  }
}
