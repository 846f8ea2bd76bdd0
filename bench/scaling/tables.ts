/** What docs/scaling.md shows, computed anew. */
import {
  BACKENDS,
  CLIENTS,
  CONNECTIONS,
  CPU,
  GROUPS,
  INSTANCES,
  MEMBERSHIP,
  USERS,
  VALKEY,
} from './inputs.ts';
import { bottleneck, type Outcome, simulate } from './model.ts';

/** Simulated; the rest goes on at the same rate. */
const SIMULATED = 20_000;

export function coreTable(): string {
  const rows = Object.entries(CPU).map(([call, milliseconds]) => [
    call,
    milliseconds.toFixed(3),
    perSecond(1000 / milliseconds),
  ]);
  return table(['call', 'CPU, ms', 'a second, of one core'], rows);
}

export function initialLoadTable(): string {
  const rows = BACKENDS.flatMap(({ name, milliseconds, calls, perMinute, counted = calls, limits }) =>
    INSTANCES.map((instances) => {
      const outcome = simulate(
        {
          instances,
          clientsEach: CLIENTS,
          cpu: CPU.POST,
          connections: CONNECTIONS,
          backend: milliseconds,
          calls,
          perMinute,
          counted,
          // Rates are counted there, by all together.
          valkey:
            perMinute === undefined && limits === undefined ? undefined : { ...VALKEY, commands: counted },
        },
        SIMULATED,
      );
      return [
        name,
        String(instances),
        perSecond(outcome.rate),
        duration(USERS / outcome.rate),
        whoIsBusy(outcome),
      ];
    }),
  );
  return table(['backend', 'instances', 'users a second', '1,000,000 users', 'busy'], rows);
}

/** Both with and without locks: what two round trips cost, and what it costs that a group is written by one at a time. */
export function membershipTable(): string {
  const { milliseconds, calls, commands, writers } = MEMBERSHIP;
  const common = { cpu: CPU['PATCH of members'], connections: CONNECTIONS, backend: milliseconds, calls };
  const rows = GROUPS.flatMap((groups) =>
    [1, 4].map((instances) => {
      const all = { ...common, instances, clientsEach: writers / instances, groups };
      const alone = simulate(all, SIMULATED / 4);
      const shared = simulate({ ...all, valkey: { ...VALKEY, commands } }, SIMULATED / 4);
      return [
        String(groups),
        String(instances),
        perSecond(alone.rate),
        perSecond(shared.rate),
        `${shared.p50.toFixed(0)} / ${shared.p99.toFixed(0)}`,
        whoIsBusy(shared),
      ];
    }),
  );
  return table(
    ['groups', 'instances', 'writes a second, no Valkey', 'with leases', 'p50 / p99, ms', 'busy'],
    rows,
  );
}

function whoIsBusy(outcome: Outcome): string {
  const part = bottleneck(outcome);
  return part === 'clients' ? 'nobody: more clients would get more' : part;
}

function perSecond(rate: number): string {
  return rate < 10 ? rate.toFixed(1) : String(Math.round(rate));
}

function duration(seconds: number): string {
  const hours = seconds / 3600;
  if (hours > 48) return `${(hours / 24).toFixed(1)} days`;
  if (hours >= 1.5) return `${hours.toFixed(1)} hours`;
  return seconds >= 90 ? `${Math.round(seconds / 60)} minutes` : `${Math.round(seconds)} seconds`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |\n`;
  return [head, head.map((_, at) => (at === 0 ? '---' : '--:')), ...rows].map(line).join('');
}
