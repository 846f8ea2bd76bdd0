/** `npm start` as an own process, with one system whose backend does not exist. */
import { join } from 'node:path';
import { folderWith } from '../config/helpers.ts';
import { type Running, type RunOptions, run } from './helpers.ts';

export const SYSTEM = 'ias-test';
export const AUTHORIZATION = `Basic ${Buffer.from('client:secret').toString('base64')}`;
export const ENVIRONMENT = {
  // Of `secret`, as cheap as may be: each first logon computes it.
  CLIENT_SECRET: '$scrypt$ln=14,r=8,p=1$CT/kcQf2Jvw0Rn6Ly4LuVw$HXNNHqYZlqMX1blN2b1IUkFLgngj4m7B4nkhUZIArC0',
  BACKEND_SECRET: 'hunter2',
};

export const PROPERTIES = {
  URL: 'http://127.0.0.1:9',
  User: 'u',
  Password: { env: 'BACKEND_SECRET' },
  'ias.api.version': 2,
};

/** @param more keys of the file, instead of the usual ones */
export function configuration(more: object = {}): string {
  return JSON.stringify({
    server: { port: 0, drainTime: 0 },
    technicalUsers: [{ id: 'client', secrets: [{ env: 'CLIENT_SECRET' }] }],
    systems: [
      {
        id: SYSTEM,
        type: 'identity-authentication',
        properties: PROPERTIES,
      },
    ],
    ...more,
  });
}

export async function configurationFile(text = configuration()): Promise<string> {
  return join(await folderWith({ 'c.json': text }), 'c.json');
}

export async function startProxy(
  more: object = {},
  options: Omit<RunOptions, 'args'> = {},
  start: (command: string, options: RunOptions) => Running = run,
) {
  const file = await configurationFile(configuration(more));
  const proxy = start(start === run ? 'serve' : 'start', {
    ...options,
    args: ['--config', file],
    env: { ...ENVIRONMENT, ...options.env },
  });
  const { url } = await proxy.line(({ url }) => url !== undefined);
  return { ...proxy, file, url: String(url), port: Number(new URL(String(url)).port) };
}
