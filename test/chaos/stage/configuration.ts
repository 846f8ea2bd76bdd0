/** The configuration of all instances. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { systemPath } from '../../../src/server/families.ts';
import { SYSTEMS, type SystemKey } from '../faults/kinds.ts';

/** Seconds. Short, since clients whose calls hang do nothing else meanwhile. */
export const REQUEST_TIMEOUT = 2;

const CLIENT = { id: 'chaos-client', secret: 'one-secret' } as const;
export const AUTHORIZATION = `Basic ${Buffer.from(`${CLIENT.id}:${CLIENT.secret}`).toString('base64')}`;

export interface SystemFacts {
  readonly type: string;
  readonly properties: Readonly<Record<string, string>>;
}

export interface ConfigurationOptions {
  readonly systems: Readonly<Record<SystemKey, SystemFacts>>;
  /** PEM, of whoever signed the certificate of a backend. */
  readonly authority: string;
  readonly stateUrl: string | undefined;
}

export interface Configuration {
  readonly file: string;
  readonly env: Readonly<Record<string, string>>;
  /** Writes it as it was at first, or with something that is different each time and changes nothing. */
  writeGood(): void;
  /** Writes one that no proxy can take. */
  writeBad(): void;
}

export function pathOf(system: SystemKey): string {
  return systemPath(system);
}

export function writeConfiguration(
  folder: string,
  { systems, authority, stateUrl }: ConfigurationOptions,
): Configuration {
  const env: Record<string, string> = { CHAOS_SECRET: CLIENT.secret };
  const configured = SYSTEMS.map((id) => {
    const { type, properties } = systems[id];
    const { Password = '', ...others } = properties;
    const name = `CHAOS_PASSWORD_${id.toUpperCase()}`;
    env[name] = Password;
    const patient = {
      'ips.failed.request.retry.attempts': '2',
      'ips.failed.request.retry.attempts.interval': '1',
    };
    return { id, type, properties: { ...others, ...patient, Password: { env: name } } };
  });
  if (stateUrl !== undefined) env['CHAOS_STATE'] = stateUrl;
  const file = join(folder, 'ipsproxy.json');
  let written = 0;
  const writeGood = () => {
    written += 1;
    const content = {
      server: {
        requestTimeout: REQUEST_TIMEOUT,
        connectTimeout: 1,
        drainTime: 0,
        shutdownTimeout: 5,
        logLevel: 'info',
        certificateAuthorities: [authority],
        connectionsPerAddress: 0,
      },
      technicalUsers: [{ id: CLIENT.id, secrets: [{ env: 'CHAOS_SECRET' }] }],
      systems: configured.map((system) => ({ ...system, name: `${system.id}, written ${written} times` })),
      ...(stateUrl === undefined ? {} : { state: { url: { env: 'CHAOS_STATE' } } }),
    };
    writeFileSync(file, JSON.stringify(content));
  };
  writeGood();
  return { file, env, writeGood, writeBad: () => writeFileSync(file, '{"systems": [') };
}
