/** Counts what a system tells of its work with its backend. */
import type { AttemptFacts, AttemptOutcome, ClientGauges, SystemWatch } from '../../connectors/watch.ts';
import type { Metrics } from '../../telemetry/metrics/definitions.ts';
import { reasonLabel, statusLabel } from '../../telemetry/metrics/label-values.ts';
import type { METRICS } from './catalogue.ts';

type Counted = Pick<
  Metrics<typeof METRICS>,
  'attempts' | 'attemptDuration' | 'retries' | 'breakerRefusals' | 'tokenFetches' | 'cacheLookups'
>;

/** Of one system; during a reload those of the old and of the new connections stand beside each other. */
export type Observed = Set<ClientGauges>;

/** @param observed gets what is to be read, as long as it is */
export function systemWatch(system: string, counted: Counted, observed: Observed): SystemWatch {
  const { attempts, attemptDuration, retries, breakerRefusals, tokenFetches, cacheLookups } = counted;
  return {
    attempt: ({ purpose, method }: AttemptFacts) => {
      const started = performance.now();
      return {
        ended: (ended: AttemptOutcome) => {
          const outcome = 'status' in ended ? statusLabel(ended.status) : reasonLabel(ended.reason);
          attempts.inc({ system, purpose, method, outcome });
          attemptDuration.observe({ system, purpose, method }, (performance.now() - started) / 1000);
        },
      };
    },
    repeated: (cause) => retries.inc({ system, cause: causeLabel(cause) }),
    looked: (cache, found) => cacheLookups.inc({ system, cache, result: found ? 'hit' : 'miss' }),
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
