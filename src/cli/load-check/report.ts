/** What was found by reading everything, in words. */
import type { LoadResult, Reason } from './loop.ts';

export interface EndpointReport extends LoadResult {
  readonly endpoint: string;
  /** Why read transformations failed, for some of the entities; only where the proxy itself is asked. */
  readonly reasons: readonly Reason[];
}

/** A client's initial load gets every entity once. */
export function isFine({ doubles, failures, missing, broken }: LoadResult): boolean {
  return doubles === 0 && failures.length === 0 && missing === 0 && broken === undefined;
}

export function loadCheckText(id: string, reports: readonly EndpointReport[]): string {
  const lines = reports.flatMap((report) => endpointLines(id, report));
  const last = reports.every(isFine)
    ? 'An initial load gets every entity once.'
    : 'An initial load does not get every entity once: see above.';
  return `${[...lines, last].join('\n')}\n`;
}

function endpointLines(id: string, report: EndpointReport): string[] {
  const { read, shown, hidden, doubles, doubleIds, missing, pages, requests, seconds } = report;
  const rate = seconds > 0 ? Math.round(read / seconds) : read;
  const leftOut = report.failures.reduce((sum, { count }) => sum + count, 0);
  const row = (name: string, text: string | number) => `  ${`${name}:`.padEnd(10)}${text}`;
  return [
    `${report.endpoint} of system "${id}"`,
    row('read', `${read} from the backend, ${shown} shown`),
    row('hidden', `${hidden} by the read condition`),
    row('doubles', doubles === 0 ? 0 : `${doubles}, such as ${doubleIds.join(', ')}`),
    row('missing', missing === 0 ? 0 : `${missing} that the list counts and does not show`),
    row('left out', leftOut),
    ...report.failures.map(({ reason, count }) => `    ${count}: ${reason}`),
    ...report.reasons.map(({ reason, count }) => `      ${count} of them, at least: ${reason}`),
    row('requests', `${requests} for ${pages} ${pages === 1 ? 'page' : 'pages'}`),
    row('time', `${seconds.toFixed(1)} s, ${rate} entities a second`),
    ...(report.broken === undefined ? [] : [row('stopped', report.broken)]),
  ];
}
