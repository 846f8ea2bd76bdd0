/** The proxy's configuration: systems that lead to good stand-ins, to hostile fronts of them, and a neighbour's. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

export const KINDS = ['v2', 'v1', 'cf'] as const;
export type Kind = (typeof KINDS)[number];

export interface SystemProperties {
  readonly type: string;
  readonly properties: Readonly<Record<string, string>>;
}
export type StandInSystems = Readonly<Record<Kind, SystemProperties>>;

/** Seconds. Short, since some cases take as long as the proxy waits. */
export const REQUEST_TIMEOUT = 10;

/** Whose requests are odd, and who must not notice. */
const CLIENTS = { hostile: 'hostile-client:one-secret', neighbour: 'neighbour:another-secret' } as const;

export interface ConfiguredSystem extends SystemProperties {
  readonly id: string;
}

/** @returns the file and the environment that it refers to: credentials may not stand in it */
export function writeConfiguration(
  folder: string,
  systems: readonly ConfiguredSystem[],
): { readonly file: string; readonly env: Record<string, string> } {
  const env: Record<string, string> = {};
  const technicalUsers = Object.values(CLIENTS).map((credentials, index) => {
    const [id = '', secret = ''] = credentials.split(':');
    env[`HOSTILE_SECRET_${index}`] = secret;
    return { id, secrets: [{ env: `HOSTILE_SECRET_${index}` }] };
  });
  const configured = systems.map(({ id, type, properties }, index) => {
    const { Password, ...others } = properties;
    env[`HOSTILE_PASSWORD_${index}`] = Password ?? '';
    return { id, type, properties: { ...others, Password: { env: `HOSTILE_PASSWORD_${index}` } } };
  });
  const file = join(folder, 'ipsproxy.json');
  writeFileSync(
    file,
    JSON.stringify({
      server: { port: 0, requestTimeout: REQUEST_TIMEOUT, logLevel: 'info' },
      technicalUsers,
      systems: configured,
    }),
  );
  return { file, env };
}

/** Value of the header Authorization. */
export function authorizationOf(client: keyof typeof CLIENTS): string {
  return `Basic ${Buffer.from(CLIENTS[client]).toString('base64')}`;
}
