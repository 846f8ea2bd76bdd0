/** Everything that takes part, each in a process of its own: instances of the proxy, backends, and their shared state. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Pool } from 'undici';
import { freePort } from '../../support/free-port.ts';
import { launchValkey, VALKEY_BINARY, type ValkeyProcess } from '../../support/valkey-process.ts';
import { Backends } from './backends-process.ts';
import { type Configuration, writeConfiguration } from './configuration.ts';
import { Instance } from './instance.ts';

const ENTRY = fileURLToPath(new URL('../../../src/cli/ipsproxy.ts', import.meta.url));

/** What only a bug makes. */
const BUG = /^(?:unexpected |connector failed)/;

export interface StageOptions {
  readonly instances: number;
  /** Connections to each instance. */
  readonly clients: number;
  /** With a server of state, where there is one to start. */
  readonly state: boolean;
  /** Called with lines of the log that only a bug makes. */
  readonly onBug: (line: string) => void;
}

export interface Stage {
  readonly backends: Backends;
  readonly instances: readonly Instance[];
  /** One for each instance. */
  readonly pools: readonly Pool[];
  readonly state: ValkeyProcess | undefined;
  readonly configuration: Configuration;
  /** Credentials of backends in all their forms. */
  readonly secrets: readonly string[];
  stop(): Promise<void>;
}

export async function startStage({
  instances: count,
  clients,
  state: wanted,
  onBug,
}: StageOptions): Promise<Stage> {
  const folder = mkdtempSync(join(tmpdir(), 'ipsproxy-chaos-'));
  const backends = await Backends.start();
  const state = wanted && VALKEY_BINARY !== undefined ? await launchValkey() : undefined;
  const configuration = writeConfiguration(folder, {
    ...backends.ready,
    stateUrl: state === undefined ? undefined : `valkey://127.0.0.1:${state.port}`,
  });
  const onLine = (line: string) => {
    if (!/"level":(?:50|60)/.test(line)) return;
    const { msg = '' } = JSON.parse(line) as { msg?: string };
    if (BUG.test(msg)) onBug(line);
  };
  const instances: Instance[] = [];
  for (let index = 0; index < count; index += 1) {
    const port = await freePort();
    const { file, env } = configuration;
    instances.push(new Instance({ entry: ENTRY, file, port, env, onLine }));
  }
  await Promise.all(instances.map((instance) => instance.start()));
  const pools = instances.map(
    ({ url }) => new Pool(url, { connections: clients, headersTimeout: 0, bodyTimeout: 0 }),
  );
  return {
    backends,
    instances,
    pools,
    state,
    configuration,
    secrets: Object.values(backends.ready.systems).flatMap(({ properties }) => {
      const { User = '', Password = '' } = properties;
      return [Password, Buffer.from(`${User}:${Password}`).toString('base64')];
    }),
    async stop() {
      await Promise.all(pools.map((pool) => pool.destroy()));
      await Promise.all(instances.map((instance) => instance.kill()));
      await state?.end();
      backends.stop();
      rmSync(folder, { recursive: true });
    },
  };
}
