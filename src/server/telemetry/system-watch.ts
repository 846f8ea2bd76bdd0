/** Counts what a system tells of its work with its backend. */
import type { AttemptFacts, AttemptOutcome, ClientGauges, SystemWatch } from '../../connectors/watch.ts';
import type { Metrics } from '../../telemetry/metrics/create.ts';
import { reasonLabel, statusLabel } from '../../telemetry/metrics/label-values.ts';
import type { CounterTally, HistogramTally } from '../../telemetry/metrics/tallies.ts';
import type { METRICS } from './catalogue.ts';

type Counted = Pick<
  Metrics<typeof METRICS>,
  'attempts' | 'attemptDuration' | 'retries' | 'breakerRefusals' | 'tokenFetches' | 'cacheLookups'
>;

/** Of one system; during a reload those of the old and of the new connections stand beside each other. */
export type Observed = Set<ClientGauges>;

/** Attempts of one purpose and method. */
interface Attempts {
  readonly duration: HistogramTally;
  readonly outcomes: Map<number | string, CounterTally>;
}

/** What a backend is asked with; the first refusal of credentials is to be seen as a change, so it is there before. */
const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];

/** @param observed gets what is to be read, as long as it is */
export function systemWatch(system: string, counted: Counted, observed: Observed): SystemWatch {
  const { attempts, attemptDuration, retries, breakerRefusals, tokenFetches, cacheLookups } = counted;
  for (const method of METHODS) attempts.tally({ system, purpose: 'api', method, outcome: '401' });
  for (const result of ['ok', 'failed']) tokenFetches.inc({ system, result }, 0);
  const known = { api: new Map<string, Attempts>(), token: new Map<string, Attempts>() };
  const hits = new Map<string, CounterTally>();

  const attemptsOf = (purpose: 'api' | 'token', method: string): Attempts => {
    let of = known[purpose].get(method);
    if (of === undefined) {
      of = { duration: attemptDuration.tally({ system, purpose, method }), outcomes: new Map() };
      known[purpose].set(method, of);
    }
    return of;
  };
  return {
    attempted: ({ purpose, method }: AttemptFacts, ended: AttemptOutcome, milliseconds: number) => {
      const { duration, outcomes } = attemptsOf(purpose, method);
      const outcome = 'status' in ended ? statusLabel(ended.status) : reasonLabel(ended.reason);
      let tally = outcomes.get(outcome);
      if (tally === undefined) {
        tally = attempts.tally({ system, purpose, method, outcome });
        outcomes.set(outcome, tally);
      }
      tally.count += 1;
      duration.observe(milliseconds / 1000);
    },
    repeated: (cause) => retries.inc({ system, cause: causeLabel(cause) }),
    looked: (cache, found) => {
      const key = found ? cache : `no ${cache}`;
      let tally = hits.get(key);
      if (tally === undefined) {
        tally = cacheLookups.tally({ system, cache, result: found ? 'hit' : 'miss' });
        hits.set(key, tally);
      }
      tally.count += 1;
    },
    tokenFetched: (succeeded) => tokenFetches.inc({ system, result: succeeded ? 'ok' : 'failed' }),
    turnedAway: (purpose) => breakerRefusals.inc({ system, purpose }),
    observe: (gauges) => {
      observed.add(gauges);
      return () => void observed.delete(gauges);
    },
  };
}

function causeLabel(cause: string): string {
  const status = Number(cause);
  return Number.isInteger(status) ? statusLabel(status) : reasonLabel(cause);
}
