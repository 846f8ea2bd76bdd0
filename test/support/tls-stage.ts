/** A proxy with certificates: from a configuration in a folder of its own, with clients that show theirs. */
import { once } from 'node:events';
import { rm, writeFile } from 'node:fs/promises';
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { Agent, request as httpsRequest } from 'node:https';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { type ConnectionOptions, connect, type TLSSocket } from 'node:tls';
import { onTestFinished } from 'vitest';
import { loadConfiguration } from '../../src/config/load.ts';
import { AuthenticationGuards } from '../../src/server/authentication/guards.ts';
import { buildRuntime } from '../../src/server/build-runtime.ts';
import { GuardMemory } from '../../src/server/deletion-guard/memory.ts';
import { createReloader } from '../../src/server/reload.ts';
import { RuntimeHolder } from '../../src/server/runtime.ts';
import { startService } from '../../src/server/service.ts';
import { ENVIRONMENT } from '../cli/proxy-process.ts';
import { fakeOptions, folderWith } from '../config/helpers.ts';
import { recordLog } from '../server/helpers.ts';
import { makeCertificate, type TestCertificate } from './certificates.ts';

/** What only clients with a certificate may ask. */
export const CERTIFICATE_FAMILY = '/ipsproxy/certapi/v1/scim';
/** Whatever shows who the client is. */
export const SERVICE_FAMILY = '/ipsproxy/service/api/v1/scim';
export const BASIC_FAMILY = '/ipsproxy/api/v1/scim';
/** What the only system answers to whoever is let in: it has no endpoints. */
export const LET_IN = 404;

export const server = makeCertificate({ name: 'proxy', addresses: ['127.0.0.1'] });

/** Of `server.tls`, with the files that it names. */
export const SERVER_TLS = { certificate: { file: 'server.pem' }, key: { file: 'server.key' } };
export const SERVER_FILES = { 'server.pem': server.certificate, 'server.key': server.key };

export interface StageOptions {
  readonly server?: object;
  readonly technicalUsers?: readonly object[];
  readonly files?: Readonly<Record<string, string>>;
}

export interface AskOptions {
  /** With the family in front. Default: what only clients with a certificate may ask. */
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string | string[]>>;
  /** What the client shows. */
  readonly shows?: TestCertificate | undefined;
  /** Further certificates that it sends. */
  readonly chain?: readonly TestCertificate[];
  readonly agent?: Agent;
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly detail: string;
}

export async function startStage({ server: settings = {}, technicalUsers = [], files = {} }: StageOptions) {
  const configuration = (more: object) =>
    JSON.stringify({
      server: { drainTime: 0, ...settings },
      technicalUsers,
      systems: [{ id: 'one', type: 'fake', properties: { URL: 'https://backend' } }],
      ...more,
    });
  const folder = await folderWith({ ...SERVER_FILES, ...files, 'c.json': configuration({}) });
  const file = join(folder, 'c.json');
  const { lines, logger } = recordLog();
  const guards = new AuthenticationGuards();
  const load = () => loadConfiguration(file, { ...fakeOptions, environment: ENVIRONMENT });
  const runtime = new RuntimeHolder(await buildRuntime(await load(), { guards, logger }));
  const service = await startService({ runtime, logger, host: '127.0.0.1', port: 0 });
  onTestFinished(async () => {
    await service.stop();
  });
  const port = Number(new URL(service.url).port);
  const reload = createReloader({ guardMemory: new GuardMemory(), runtime, load, service, logger, guards });
  return {
    service,
    port,
    lines,
    /** The line of the access log with this status, the last of them. */
    line: (status: number) =>
      lines.findLast((line) => line['status'] === status && line['route'] !== undefined),
    write: (name: string, content: string) => writeFile(join(folder, name), content),
    remove: (name: string) => rm(join(folder, name)),
    /** Takes the files up as the proxy does every few seconds. */
    look: async () => {
      const isNew = (await runtime.current.tls?.look()) === true;
      if (isNew) service.renewTls();
      return isNew;
    },
    reloadWith: async (more: object) => {
      await writeFile(file, configuration(more));
      await reload();
    },
    ask: (options: AskOptions = {}) => ask(service.url, options),
    open: (options: ConnectionOptions = {}) => open(port, options),
  };
}

export type Stage = Awaited<ReturnType<typeof startStage>>;

/** What a client with this certificate connects with. */
export function showing(shown: TestCertificate, chain: readonly TestCertificate[] = []): ConnectionOptions {
  return { cert: [shown, ...chain].map(({ certificate }) => certificate).join(''), key: shown.key };
}

async function ask(url: string, options: AskOptions): Promise<Answer> {
  const { path = `${CERTIFICATE_FAMILY}/one/Nothing`, headers = {}, shows, chain, agent } = options;
  const request = url.startsWith('https:')
    ? httpsRequest(`${url}${path}`, {
        headers,
        ca: server.certificate,
        agent: agent ?? false,
        ...(shows === undefined ? {} : showing(shows, chain)),
      })
    : httpRequest(`${url}${path}`, { headers, agent: false });
  request.end();
  const [response] = await once(request, 'response');
  const body = await text(response);
  const { detail = '' } = body.startsWith('{') ? JSON.parse(body) : {};
  return { status: response.statusCode, headers: response.headers, detail };
}

/** A connection of TLS, for what no HTTP client would send. Rejects where the handshake fails. */
async function open(port: number, options: ConnectionOptions): Promise<TLSSocket> {
  const socket = connect({ port, host: '127.0.0.1', ca: server.certificate, ...options });
  onTestFinished(() => void socket.destroy());
  await once(socket, 'secureConnect');
  return socket;
}

export { Agent };
