/** The model against the proxy as it is built, in front of a backend that takes its time: the same small loads, really done. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { runLoad } from '../requests/load/load.ts';
import { cpuSeconds } from '../requests/process/resources.ts';
import { ROOT } from '../requests/targets/programs.ts';
import { serve } from '../requests/targets/serve.ts';
import { CLIENT, post } from './create.ts';
import { simulate } from './model.ts';

interface Small {
  readonly what: string;
  readonly requests: number;
  readonly clients: number;
  readonly connections: number;
  /** Milliseconds. */
  readonly backend: number;
  readonly perMinute?: number;
}

const LOADS: readonly Small[] = [
  {
    what: 'a rate of 1,200 a minute',
    requests: 400,
    clients: 10,
    connections: 20,
    backend: 20,
    perMinute: 1200,
  },
  { what: '5 connections, 50 ms', requests: 1000, clients: 32, connections: 5, backend: 50 },
  { what: '20 connections, 100 ms', requests: 3000, clients: 32, connections: 20, backend: 100 },
  { what: 'a core', requests: 20_000, clients: 32, connections: 20, backend: 0 },
];

export interface Checked {
  readonly what: string;
  /** Seconds. */
  readonly real: number;
  readonly model: number;
}

/** @throws where requests fail */
export async function check(): Promise<readonly Checked[]> {
  const checked: Checked[] = [];
  for (const load of LOADS) checked.push(await compare(load));
  return checked;
}

async function compare({
  what,
  requests,
  clients,
  connections,
  backend,
  perMinute,
}: Small): Promise<Checked> {
  const server = await slowBackend(backend);
  const folder = mkdtempSync(join(tmpdir(), 'ipsproxy-scaling-'));
  const file = join(folder, 'c.json');
  const { port } = server.address() as AddressInfo;
  const properties = {
    URL: `http://127.0.0.1:${port}/scim`,
    User: 'u',
    Password: { env: 'BACKEND_SECRET' },
    'ipsproxy.upstream.connections': connections,
    ...(perMinute === undefined ? {} : { 'ipsproxy.upstream.requests.per.minute': perMinute }),
  };
  writeFileSync(
    file,
    JSON.stringify({
      technicalUsers: [{ id: CLIENT.id, secrets: [{ env: 'CLIENT_SECRET' }] }],
      systems: [{ id: 'scim', type: 'scim', properties }],
    }),
  );
  const proxy = await serve(
    {
      args: [join(ROOT, 'dist/cli/ipsproxy.js'), 'serve', '--config', file],
      env: { CLIENT_SECRET: CLIENT.secret, BACKEND_SECRET: 'x' },
    },
    { core: undefined, log: join(folder, 'log') },
  );
  try {
    const load = (first: number, count: number) =>
      runLoad({
        port: proxy.port,
        connections: clients,
        request: (number) => post(first + number),
        until: { requests: count },
      });
    // A limited one has a bucket that warming up would empty.
    if (perMinute === undefined) await load(requests, 1000);
    const before = cpuSeconds(proxy.pid);
    const { seconds, errors } = await load(0, requests);
    if (Object.keys(errors).length > 0) throw new Error(`${what}: ${JSON.stringify(errors)}`);
    const cpu = ((cpuSeconds(proxy.pid) - before) * 1000) / requests;
    const landscape = { instances: 1, clientsEach: clients, cpu, connections, backend, calls: 1, perMinute };
    return { what, real: seconds, model: simulate(landscape, requests).seconds };
  } finally {
    await proxy.stop();
    server.closeAllConnections();
    server.close();
    rmSync(folder, { recursive: true });
  }
}

/** Takes between half of the time and three halves for everything. */
async function slowBackend(milliseconds: number) {
  const server = createServer({ keepAliveTimeout: 600_000 }, async (incoming, response) => {
    let body = '';
    for await (const piece of incoming.setEncoding('utf8')) body += piece;
    if (milliseconds > 0) await sleep(milliseconds * (0.5 + Math.random()));
    const id = /load\d+/.exec(body)?.[0];
    const text = `{"id":"${id}","meta":{"resourceType":"User"},${body.slice(1)}`;
    response
      .writeHead(201, { 'content-type': 'application/scim+json', 'content-length': Buffer.byteLength(text) })
      .end(text);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}
