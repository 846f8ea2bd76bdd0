/** How what is measured is run: the proxy, built or not, and the pass-through. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { BackendReport } from '../backend/backend.ts';
import type { SystemKind } from '../calls.ts';
import type { Program } from '../process/launch.ts';
import { AUTHORIZATION, CLIENT } from './client.ts';

export const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

const ENVIRONMENT = {
  BENCH_CLIENT_SECRET: CLIENT.secret,
  BENCH_TENANT_PASSWORD: 'tenant-secret',
} as const;

/** As all that starts the product: the image, `npm start`, systemd, Cloud Foundry (docs/performance.md). */
export const OPTIONS = ['--max-semi-space-size=32'];

/** @param configuration as {@link writeConfiguration} gives it; @param folder a project or package that is built */
export function product(configuration: Configuration, folder = ROOT): Program {
  const { file: config, env } = configuration;
  return { args: [...OPTIONS, join(folder, 'dist/cli/ipsproxy.js'), 'serve', '--config', config], env };
}

/** As `npm start` runs it. */
export function unbuiltProduct({ file: config, env }: Configuration): Program {
  const [preload, entry] = ['src/cli/installation.cjs', 'src/cli/ipsproxy.ts'].map((name) =>
    join(ROOT, name),
  );
  return { args: [...OPTIONS, '--require', preload ?? '', entry ?? '', 'serve', '--config', config], env };
}

export function passThrough(mode: 'bytes' | 'parse', backend: string): Program {
  const file = fileURLToPath(new URL('./pass-through.mjs', import.meta.url));
  return { args: [file, mode, backend, AUTHORIZATION] };
}

/** The same, collecting its garbage whenever it is sent an order. */
export function collectable({ args, env }: Program): Program {
  const preload = fileURLToPath(new URL('../process/collectable.cjs', import.meta.url));
  return { args: ['--require', preload, ...args], env, ipc: true };
}

export interface Configuration {
  readonly file: string;
  /** What the file refers to. */
  readonly env: Readonly<Record<string, string>>;
}

/** One system of each kind, with the default transformations, and the log as it is by default. */
export function writeConfiguration(folder: string, { url, landscape }: BackendReport): Configuration {
  const systems: Record<SystemKind, Record<string, unknown>> = {
    'identity-authentication': {
      User: 'tenant-user',
      Password: { env: 'BENCH_TENANT_PASSWORD' },
      'ias.api.version': '2',
    },
    'cloud-foundry': {
      User: landscape.user,
      Password: { env: 'BENCH_LANDSCAPE_PASSWORD' },
      'btp.cf.pm.origin': landscape.origin,
      'btp.cf.pm.landscape': 'cf-eu10',
    },
  };
  const common = { Type: 'HTTP', Authentication: 'BasicAuthentication', URL: url };
  const file = join(folder, 'ipsproxy.json');
  writeFileSync(
    file,
    JSON.stringify({
      // Nobody has to be told that it ends.
      server: { drainTime: 0 },
      technicalUsers: [{ id: CLIENT.id, secrets: [{ env: 'BENCH_CLIENT_SECRET' }] }],
      systems: Object.entries(systems).map(([type, properties]) => ({
        id: type,
        type,
        properties: { ...common, ...properties },
      })),
    }),
  );
  return { file, env: { ...ENVIRONMENT, BENCH_LANDSCAPE_PASSWORD: landscape.password } };
}
