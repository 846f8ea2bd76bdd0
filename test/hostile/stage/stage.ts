/** Everything that takes part, each in a process of its own: proxy, backends, a neighbour, and an idle process to compare with. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BombFront, startBombFront } from '../bombs/front.ts';
import {
  type ConfiguredSystem,
  KINDS,
  type Kind,
  type StandInSystems,
  writeConfiguration,
} from './configuration.ts';
import { type Front, startFront } from './front.ts';
import type { NeighbourOrder, NeighbourReport } from './neighbour-messages.ts';
import { Watched } from './watched.ts';

/** Megabytes that the product has to live in, whatever happens. */
export const HEAP = 400;

const ENTRY = fileURLToPath(new URL('../../../src/cli/ipsproxy.ts', import.meta.url));

/** Of hostile systems; `logon` spoils the root document and the logon of Cloud Foundry as well. */
export const SPOILT = [...KINDS, 'logon'] as const;
export type Spoilt = (typeof SPOILT)[number];

type OrderContent = NeighbourOrder extends infer Order
  ? Order extends unknown
    ? Omit<Order, 'id'>
    : never
  : never;

export interface Stage {
  proxy: Watched;
  port: number;
  readonly idle: Watched;
  /** Hostile backends of a lane. */
  front(lane: number, spoilt: Spoilt): Front;
  readonly bombFronts: Readonly<Record<Kind, BombFront>>;
  /** Credentials of backends in all their forms. */
  readonly secrets: readonly string[];
  neighbour(order: OrderContent): Promise<NeighbourReport>;
  /** A new proxy in the place of one that ended. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/** @param onLine called with each line of the proxy's log */
export async function startStage(lanes: number, onLine: (line: string) => void): Promise<Stage> {
  const folder = mkdtempSync(join(tmpdir(), 'ipsproxy-hostile-'));
  const [backends, backendSystems] = await child('./stand-ins.ts');
  const [neighbour, neighbourSystems] = await child('./neighbour.ts');

  const fronts = new Map<string, Front>();
  const systems: ConfiguredSystem[] = [];
  const at = (kind: Kind, id: string, url?: string, more: Readonly<Record<string, string>> = {}) => {
    const { type, properties } = backendSystems[kind];
    const impatient = { 'ips.failed.request.retry.attempts': '0' };
    systems.push({
      id,
      type,
      properties: { ...properties, ...(url === undefined ? {} : { URL: url, ...impatient }), ...more },
    });
  };
  const urlOf = (kind: Kind) => backendSystems[kind].properties['URL'] ?? '';
  for (const kind of KINDS) {
    at(kind, `good-${kind}`);
    // What the backend cannot filter or sort, the proxy does.
    at(kind, `searching-${kind}`, undefined, { 'ipsproxy.filter.residual.limit': '300' });
    systems.push({ id: `neighbour-${kind}`, ...neighbourSystems[kind] });
  }
  for (let lane = 0; lane < lanes; lane += 1) {
    for (const spoilt of SPOILT) {
      const kind = spoilt === 'logon' ? 'cf' : spoilt;
      const front = await startFront(urlOf(kind), spoilt === 'logon');
      fronts.set(`${lane} ${spoilt}`, front);
      at(kind, `hostile-${spoilt}-${lane}`, front.url);
    }
  }
  const bombFronts = {
    v2: await startBombFront(urlOf('v2')),
    v1: await startBombFront(urlOf('v1')),
    cf: await startBombFront(urlOf('cf')),
  };
  for (const kind of KINDS) at(kind, `bomb-${kind}`, bombFronts[kind].url);
  const { file, env } = writeConfiguration(folder, systems);

  const launch = async (): Promise<readonly [Watched, number]> => {
    const args = [`--max-old-space-size=${HEAP}`, ENTRY, 'serve', '--config', file];
    const proxy = new Watched({ args, env });
    const port = await new Promise<number>((resolve, reject) => {
      proxy.onLine = (line) => {
        const found = /"url":"http:\/\/127\.0\.0\.1:(\d+)"/.exec(line)?.[1];
        if (found !== undefined) resolve(Number(found));
      };
      void proxy.ended.then((how) => reject(new Error(`The proxy did not start: ${how} ${proxy.lastWords}`)));
    });
    proxy.onLine = onLine;
    return [proxy, port];
  };
  let orders = 0;
  const tell = async (order: OrderContent): Promise<NeighbourReport> => {
    orders += 1;
    const id = orders;
    neighbour.send({ ...order, id });
    for (;;) {
      const [answer] = (await once(neighbour, 'message')) as [{ id: number; report: NeighbourReport }];
      if (answer.id === id) return answer.report;
    }
  };
  const [proxy, port] = await launch();
  await tell({ order: 'start', url: `http://127.0.0.1:${port}` });
  const stage: Stage = {
    proxy,
    port,
    idle: new Watched({ args: ['--eval', 'setInterval(() => {}, 1000)'] }),
    front: (lane, spoilt) => {
      const front = fronts.get(`${lane} ${spoilt}`);
      if (front === undefined) throw new Error(`There is no lane ${lane}.`);
      return front;
    },
    bombFronts,
    secrets: secretsOf(backendSystems),
    neighbour: tell,
    async restart() {
      await stage.proxy.stop(0);
      [stage.proxy, stage.port] = await launch();
      await tell({ order: 'start', url: `http://127.0.0.1:${stage.port}` });
    },
    async stop() {
      await tell({ order: 'stop' });
      await Promise.all([stage.proxy.stop(), stage.idle.stop(0)]);
      for (const front of [...fronts.values(), ...Object.values(bombFronts)]) front.close();
      for (const process of [backends, neighbour]) process.disconnect();
      rmSync(folder, { recursive: true });
    },
  };
  return stage;
}

async function child(file: string): Promise<readonly [ChildProcess, StandInSystems]> {
  const started = fork(fileURLToPath(new URL(file, import.meta.url)));
  const [systems] = (await once(started, 'message')) as [StandInSystems];
  return [started, systems];
}

function secretsOf(systems: StandInSystems): string[] {
  return Object.values(systems).flatMap(({ properties }) => {
    const { User = '', Password = '' } = properties;
    return [Password, encodeURIComponent(Password), Buffer.from(`${User}:${Password}`).toString('base64')];
  });
}
