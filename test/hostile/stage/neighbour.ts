/**
 * Another client with backends of its own, in a process of its own: whatever others do to the proxy, its requests have to
 * be answered. Sends one request after the other at a steady pace, whether the last one was answered or not.
 */
import { Pool } from 'undici';
import { startBackend } from '../../integration/support/backends.ts';
import { authorizationOf, KINDS, type Kind, type SystemProperties } from './configuration.ts';
import type { NeighbourFailure, NeighbourOrder, NeighbourReport } from './neighbour-messages.ts';

const SIZE = { users: 30, groups: 4 };
/** Milliseconds between two requests. */
const PACE = 50;
/** Milliseconds after which an answer is none. */
const PATIENCE = 30_000;

const systems: Record<string, SystemProperties> = {};
for (const kind of KINDS) {
  const { type, properties } = await startBackend(kind, SIZE);
  systems[kind] = { type, properties };
}

const ids: Partial<Record<Kind, string[]>> = {};
let pool: Pool | undefined;
let pacemaker: NodeJS.Timeout | undefined;
let milliseconds: number[] = [];
let failures: NeighbourFailure[] = [];
let underWay = 0;
let count = 0;

async function send(method: 'GET' | 'PATCH', kind: Kind, path: string, content?: object): Promise<unknown> {
  const started = performance.now();
  const from = Date.now();
  const fail = (why: string) =>
    failures.push({ text: `${method} ${kind} ${path}: ${why}`, from, until: Date.now() });
  underWay += 1;
  try {
    if (pool === undefined) throw new Error('nobody to ask');
    const { statusCode, body } = await pool.request({
      method,
      path: `/ipsproxy/api/v1/scim/neighbour-${kind}/${path}`,
      headers: { authorization: authorizationOf('neighbour'), 'content-type': 'application/scim+json' },
      body: content === undefined ? null : JSON.stringify(content),
      headersTimeout: PATIENCE,
    });
    const text = await body.text();
    if (statusCode !== 200) fail(`${statusCode} ${text.slice(0, 300)}`);
    return text === '' ? {} : JSON.parse(text);
  } catch (error) {
    fail(error instanceof Error ? error.message : String(error));
    return {};
  } finally {
    underWay -= 1;
    milliseconds.push(performance.now() - started);
  }
}

function next(): void {
  count += 1;
  const kind = KINDS[count % KINDS.length] ?? 'v2';
  const id = encodeURIComponent(ids[kind]?.[count % 10] ?? 'none');
  const givenName = { op: 'replace', path: 'name.givenName', value: `Ada ${count}` };
  const requests = [
    () => send('GET', kind, `Users/${id}`),
    () => send('GET', kind, 'Users?count=5'),
    () => send('GET', kind, 'Groups?count=2'),
    () =>
      kind === 'cf'
        ? send('GET', kind, 'Users?count=3')
        : send('PATCH', kind, `Users/${id}`, { Operations: [givenName] }),
  ];
  void requests[Math.floor(count / KINDS.length) % requests.length]?.();
}

async function start(url: string): Promise<void> {
  clearInterval(pacemaker);
  await pool?.destroy();
  pool = new Pool(url, { connections: 50 });
  for (const kind of KINDS) {
    const list = (await send('GET', kind, 'Users?count=30')) as { Resources?: readonly { id: string }[] };
    ids[kind] = (list.Resources ?? []).map(({ id }) => id);
  }
  pacemaker = setInterval(next, PACE);
}

function report(): NeighbourReport {
  const told = { milliseconds, failures, underWay };
  [milliseconds, failures] = [[], []];
  return told;
}

process.on('message', (order: NeighbourOrder) => {
  if (order.order === 'stop') clearInterval(pacemaker);
  const done = order.order === 'start' ? start(order.url) : Promise.resolve();
  void done.then(() => process.send?.({ id: order.id, report: report() }));
});
process.on('disconnect', () => process.exit());
process.send?.(systems);
