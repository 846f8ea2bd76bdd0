/** A proxy that issues and accepts tokens, as its configuration says, with a system that answers everything. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { loadConfiguration } from '../../../src/config/load.ts';
import { formatSecretHash, hashSecret } from '../../../src/config/secret-hash.ts';
import type { ProxySystemParts } from '../../../src/proxy/types.ts';
import { AuthenticationGuards } from '../../../src/server/authentication/guards.ts';
import { buildRuntime } from '../../../src/server/build-runtime.ts';
import { type Runtime, RuntimeHolder } from '../../../src/server/runtime.ts';
import { startService } from '../../../src/server/service.ts';
import { fakeOptions, folderWith } from '../../config/helpers.ts';
import { API, basic, type Call, CHEAP, fakeSystem, type LogLines, recordLog, SYSTEM } from '../helpers.ts';

const hashes = new Map<string, Promise<string>>();

/** As cheap as may be; made once, as every proxy of a file needs it. */
export function secretHash(secret: string): Promise<string> {
  const hash = hashes.get(secret) ?? hashSecret(secret, CHEAP).then(formatSecretHash);
  hashes.set(secret, hash);
  return hash;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Readonly<Record<string, unknown>>;
}

export interface TokenProxy {
  readonly url: string;
  readonly folder: string;
  readonly log: LogLines;
  readonly holder: RuntimeHolder;
  /** What reached the system. */
  readonly calls: readonly Call[];
  /** Paths below the URL; answers without a body have `{}`. */
  send(path: string, options?: RequestInit): Promise<Answer>;
  /** Asks for users, with the token. */
  use(token: string, options?: RequestInit): Promise<Answer>;
  /** A token of the technical user, which has to get one. */
  token(id?: string, secret?: string): Promise<string>;
  /** Asks for a token. */
  tokenRequest(
    form: Record<string, string> | string,
    headers?: Record<string, string>,
    path?: string,
  ): Promise<Answer>;
  /** Writes other keys of the configuration and reloads it. */
  reload(changes?: object): Promise<void>;
}

export const ISSUER = 'https://proxy.example.com';
export const TOKEN_PATH = '/oauth2/token';

export interface TokenProxyOptions {
  /** Keys of the configuration. Default: own tokens, and the technical user `client` with the secret `secret`. */
  readonly configuration?: object;
  /** Further files beside the configuration. */
  readonly files?: Readonly<Record<string, string>>;
  /** Of another instance, with the same files. */
  readonly folder?: string;
  readonly environment?: Readonly<Record<string, string>>;
  /** Milliseconds since the epoch, for what is done with tokens. */
  readonly now?: () => number;
}

export async function startTokenProxy(options: TokenProxyOptions = {}): Promise<TokenProxy> {
  const { files = {}, environment = {} } = options;
  let content: Record<string, unknown> = {
    oauth: { issuer: ISSUER, keys: { file: 'keys.pem' } },
    technicalUsers: [{ id: 'client', secrets: [await secretHash('secret')] }],
    systems: [{ id: SYSTEM, type: 'fake', properties: { URL: 'https://backend.example' } }],
    ...options.configuration,
  };
  content = { ...content, server: { drainTime: 0, ...Object(content['server']) } };
  const folder = options.folder ?? (await folderWith({ 'c.json': JSON.stringify(content), ...files }));
  const file = join(folder, 'c.json');
  const load = () => loadConfiguration(file, { ...fakeOptions, environment, makeKeys: true });
  const log = recordLog();
  const guards = new AuthenticationGuards();
  const system = fakeSystem();
  const serving = (runtime: Runtime): Runtime => ({
    ...runtime,
    systems: new Map([[SYSTEM, { status: 'serving', system, parts: {} as ProxySystemParts }]]),
  });
  const holder = new RuntimeHolder(
    serving(await buildRuntime(await load(), { guards, logger: log.logger, now: options.now })),
  );
  const service = await startService({ runtime: holder, logger: log.logger, host: '127.0.0.1', port: 0 });
  onTestFinished(async () => {
    await service.stop();
  });
  const send: TokenProxy['send'] = async (path, init = {}) => {
    const answer = await fetch(`${service.url}${path}`, { redirect: 'manual', ...init });
    const text = await answer.text();
    return {
      status: answer.status,
      headers: answer.headers,
      body: text.startsWith('{') ? (JSON.parse(text) as Answer['body']) : {},
    };
  };
  const tokenRequest: TokenProxy['tokenRequest'] = (form, headers = {}, path = TOKEN_PATH) =>
    send(path, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
      body: typeof form === 'string' ? form : new URLSearchParams(form).toString(),
    });
  return {
    url: service.url,
    folder,
    log,
    holder,
    calls: system.calls,
    send,
    use: (token, init = {}) =>
      send(`${API}/${SYSTEM}/Users`, {
        ...init,
        headers: { authorization: `Bearer ${token}`, ...init.headers },
      }),
    tokenRequest,
    token: async (id = 'client', secret = 'secret') => {
      const { status, body } = await tokenRequest(
        { grant_type: 'client_credentials' },
        { authorization: basic(id, secret) },
      );
      if (status !== 200) throw new Error(JSON.stringify(body));
      return String(body['access_token']);
    },
    reload: async (changes = {}) => {
      content = { ...JSON.parse(await readFile(file, 'utf8')), ...changes };
      await writeFile(file, JSON.stringify(content));
      holder.swap(
        serving(await buildRuntime(await load(), { guards, logger: log.logger, now: options.now })),
      );
    },
  };
}
