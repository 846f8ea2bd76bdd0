/** What the clients of backends have in hand when somebody looks at the metrics. */
import type { ClientGauges } from '../../connectors/watch.ts';
import type { Metrics } from '../../telemetry/metrics/create.ts';
import type { METRICS } from './catalogue.ts';

const BREAKER = { closed: 0, 'half-open': 1, open: 2 } as const;

/** @param clients by the ids of systems; some have several for the same purpose */
export function readClients(
  { breakerState, upstreamRequests }: Pick<Metrics<typeof METRICS>, 'breakerState' | 'upstreamRequests'>,
  clients: ReadonlyMap<string, Iterable<ClientGauges>>,
): void {
  breakerState.reset();
  upstreamRequests.reset();
  for (const [system, ofSystem] of clients) {
    for (const [purpose, some] of Map.groupBy(ofSystem, (client) => client.purpose)) {
      const states = some.map(({ breaker }) => BREAKER[breaker()]);
      breakerState.set({ system, purpose }, Math.max(...states));
      for (const { underWay, waiting } of some) {
        upstreamRequests.inc({ system, purpose, state: 'under_way' }, underWay());
        upstreamRequests.inc({ system, purpose, state: 'waiting' }, waiting());
      }
    }
  }
}
