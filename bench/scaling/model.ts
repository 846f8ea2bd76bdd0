/** Clients, instances, what they share, and a backend: who waits for whom, and who is busy all the time. */
import { Rate, Simulation, Station } from './simulation.ts';

export interface Landscape {
  readonly instances: number;
  /** Clients of each instance, of whom each sends its next request when it has its answer. */
  readonly clientsEach: number;
  /** Processor time of a request, milliseconds; an instance has one core. */
  readonly cpu: number;
  /** Connections to the backend that each instance has. */
  readonly connections: number;
  /** Milliseconds that the backend takes for one call, on average: half of them at least, three halves at most. */
  readonly backend: number;
  /** Calls of the backend for one request, one after the other. */
  readonly calls: number;
  /** Requests a minute that the tenant takes, which instances share; absent: as many as come. */
  readonly perMinute?: number | undefined;
  /** Of the calls, those that the tenant counts, which are the last ones. Default: all. */
  readonly counted?: number | undefined;
  /** What is asked of Valkey for each request; absent: nothing. */
  readonly valkey?: Valkey | undefined;
  /** Requests are about so many groups, each of which one request has at a time; absent: they do not meet. */
  readonly groups?: number | undefined;
}

export interface Valkey {
  /** Milliseconds there and back. */
  readonly roundTrip: number;
  /** Milliseconds of its one core for a command. */
  readonly cpu: number;
  /** Commands for one request. */
  readonly commands: number;
}

export const PARTS = ['tenant', 'connections', 'proxy CPU', 'Valkey', 'groups'] as const;
export type Part = (typeof PARTS)[number];

export interface Outcome {
  readonly seconds: number;
  /** Requests per second, without what a bucket gives at once in the beginning. */
  readonly rate: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p99: number;
  /** From 0 to 1. */
  readonly utilisation: Readonly<Record<Part, number>>;
}

export function simulate(landscape: Landscape, requests: number): Outcome {
  const { instances, clientsEach, cpu, connections, backend, calls, perMinute, valkey, groups } = landscape;
  const { counted = calls } = landscape;
  const simulation = new Simulation();
  const random = randomNumbers();
  const pool = (servers: number) => Array.from({ length: instances }, () => new Station(simulation, servers));
  const [cores, links] = [pool(1), pool(connections)];
  const memory = new Station(simulation, 1);
  const tenant = perMinute === undefined ? undefined : new Rate(simulation, perMinute);
  const locks = Array.from({ length: groups ?? 0 }, () => new Station(simulation, 1));
  const latencies: number[] = [];
  const ends: number[] = [];
  let begun = 0;

  const command = (times: number, then: () => void): void => {
    if (valkey === undefined || times === 0) then();
    else simulation.after(valkey.roundTrip, () => memory.serve(valkey.cpu, () => command(times - 1, then)));
  };
  const call = (times: number, then: () => void): void => {
    const send = () => simulation.after(backend * (0.5 + random()), () => call(times - 1, then));
    if (times === 0) then();
    else if (tenant === undefined || times > counted) send();
    else tenant.pass(send);
  };

  const next = (instance: number): void => {
    if (begun === requests) return;
    begun += 1;
    const since = simulation.now;
    const lock = locks[Math.floor(random() * locks.length)];
    const [core, link] = [cores[instance] as Station, links[instance] as Station];
    const done = () => {
      latencies.push(simulation.now - since);
      ends.push(simulation.now);
      next(instance);
    };
    const ask = (then: () => void) =>
      link.enter(() =>
        call(calls, () => {
          link.leave();
          then();
        }),
      );
    const commands = valkey?.commands ?? 0;
    core.serve(cpu, () => {
      if (lock === undefined) {
        command(commands, () => ask(done));
        return;
      }
      // The lease is taken by one command and given back by the last one.
      lock.enter(() =>
        command(commands - 1, () =>
          ask(() =>
            command(Math.min(1, commands), () => {
              lock.leave();
              done();
            }),
          ),
        ),
      );
    });
  };
  for (let client = 0; client < clientsEach; client += 1) {
    for (let instance = 0; instance < instances; instance += 1) next(instance);
  }
  simulation.run();

  const sorted = Float64Array.from(latencies).sort();
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  const mean = (stations: readonly Station[]) =>
    stations.reduce((sum, { utilisation }) => sum + utilisation, 0) / Math.max(1, stations.length);
  // What passes at once in the beginning is of no account in a long load.
  const from = Math.floor(requests * 0.2);
  const rate = (requests - 1 - from) / (((ends.at(-1) ?? 0) - (ends[from] ?? 0)) / 1000);
  return {
    seconds: simulation.now / 1000,
    rate,
    p50: at(0.5),
    p99: at(0.99),
    utilisation: {
      tenant: perMinute === undefined ? 0 : Math.min(1, (rate * counted * 60) / perMinute),
      connections: mean(links),
      'proxy CPU': mean(cores),
      Valkey: memory.utilisation,
      groups: mean(locks),
    },
  };
}

/** Who is busy most. A tenant's rate counts first: requests that wait for it hold connections. */
export function bottleneck({ utilisation }: Outcome): Part | 'clients' {
  if (utilisation.tenant > 0.95) return 'tenant';
  if (utilisation.groups > 0.8) return 'groups';
  const most = PARTS.reduce((best, part) => (utilisation[part] > utilisation[best] ? part : best));
  return utilisation[most] > 0.8 ? most : 'clients';
}

/** The same ones each time: mulberry32. */
function randomNumbers(): () => number {
  let state = 1;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
