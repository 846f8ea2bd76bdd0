/** Where the proxy listens: one address or several, by HTTP or TLS, and one of its own for management. */
import { once } from 'node:events';
import type { Server } from 'node:http';
import { type AddressInfo, isIPv6, Server as NetServer } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import { isAmong } from '../config/management-port.ts';
import { IpsProxyError } from '../errors.ts';
import { buildApp, serverFactory } from './app.ts';
import type { Auditing } from './audit/auditing.ts';
import type { TlsServers } from './http/tls.ts';
import type { Overload } from './overload/overload.ts';
import type { RuntimeHolder } from './runtime.ts';
import type { Shutdown } from './shutdown.ts';
import type { ProxyMetrics } from './telemetry/proxy-metrics.ts';
import type { RequestTracing } from './telemetry/request-tracing.ts';

export interface ListenersOptions {
  readonly runtime: RuntimeHolder;
  readonly logger: Logger;
  readonly shutdown: Shutdown;
  /** One address or name, or several, which all get the same port. */
  readonly host: string | readonly string[];
  /** 0 takes a free port. */
  readonly port: number;
  /** Absent: everything is taken on. */
  readonly overload?: Overload | undefined;
  /** Absent: no audit log. */
  readonly audit?: Auditing | undefined;
  readonly metrics: ProxyMetrics;
  /** Absent: no request is traced. */
  readonly tracing?: RequestTracing | undefined;
}

export interface Listeners {
  /** Without trailing slash, in the order of the addresses: `http://127.0.0.1:8080`. */
  readonly urls: readonly [string, ...string[]];
  /** Where management has an address of its own. */
  readonly managementUrl: string | undefined;
  /** Absent: plain HTTP. */
  readonly tls: TlsServers | undefined;
  /** New connections are refused, but for management; those that there are stay. */
  acceptNoMore(): Promise<void>;
  /** Cuts all connections. */
  close(): Promise<void>;
}

/** The address cannot be listened on. */
export class ListenError extends IpsProxyError {
  constructor(message: string, cause: unknown) {
    super('SERVER_LISTEN', message, { cause });
  }
}

interface Place {
  readonly host: string;
  readonly port: number;
  /** What an administrator changes. */
  readonly settings: readonly [host: string, port: string];
  /** The proxy itself listens there. */
  readonly isOwn?: boolean | undefined;
}

const PUBLIC = ['HOST, or server.host', 'PORT, or server.port'] as const;
const MANAGEMENT = ['server.management.host', 'server.management.port'] as const;

/** To find a port that is free at all addresses, where any will do: the first one says which, and others may have it. */
const ATTEMPTS = 10;

/** Turns of the event loop to wait for one in which nobody connects. */
const MOST_TURNS = 1000;

/** @throws ListenError; nothing listens then */
export async function openListeners(options: ListenersOptions): Promise<Listeners> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await openAll(options);
    } catch (error) {
      const isTaken = ((error as Error).cause as NodeJS.ErrnoException | undefined)?.code === 'EADDRINUSE';
      if (options.port !== 0 || !isTaken || attempt === ATTEMPTS) throw error;
    }
  }
}

async function openAll(options: ListenersOptions): Promise<Listeners> {
  const { runtime, logger, shutdown, port, overload, audit, metrics, tracing } = options;
  const { management } = runtime.current.settings;
  const hosts = [options.host].flat();
  const [host = ''] = hosts;
  const tls = await tlsServers(runtime, logger);
  const parts = { runtime, logger, shutdown, tls, overload, audit, metrics, tracing };
  const app = buildApp({ ...parts, part: management === undefined ? 'all' : 'systems' });
  const further: Server[] = [];
  const managementApp = management && buildApp({ ...parts, tls: undefined, part: 'management' });
  const close = async () => {
    await Promise.all([app.close(), ...further.map(closeServer)]);
    // To the end, somebody may want to know how it goes.
    await managementApp?.close();
  };
  const acceptNoMore = async () => {
    await Promise.all([app.server, ...further].map(stopAccepting));
  };
  const protocol = tls === undefined ? 'http' : 'https';
  // Of several addresses, each means itself alone: `::` would take that of IPv4 as well.
  const ipv6Only = hosts.length > 1;
  try {
    const first = await listen(app, { host, port, settings: PUBLIC }, ipv6Only);
    const others: string[] = [];
    for (const other of hosts.slice(1)) {
      const server = serverFactory(parts)(app.routing);
      further.push(server);
      const place = { host: other, port: first.port, settings: PUBLIC };
      others.push(urlOf(await listenOn(server, place), protocol));
    }
    const urls = [urlOf(first, protocol), ...others] as const;
    if (managementApp === undefined || management === undefined) {
      return { urls, managementUrl: undefined, tls, acceptNoMore, close };
    }
    const isOwn = management.port === first.port && isAmong(management.host, hosts);
    const address = await listen(managementApp, { ...management, settings: MANAGEMENT, isOwn });
    return { urls, managementUrl: urlOf(address, 'http'), tls, acceptNoMore, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function tlsServers(runtime: RuntimeHolder, logger: Logger): Promise<TlsServers | undefined> {
  const identity = runtime.current.tls?.material.identity;
  if (identity === undefined) return undefined;
  const { TlsServers } = await import('./http/tls.ts');
  return new TlsServers(identity, logger);
}

async function listen(app: FastifyInstance, place: Place, ipv6Only = false): Promise<AddressInfo> {
  const { host, port } = place;
  try {
    await app.listen({ host, port, ...(ipv6Only && isIPv6(host) ? { ipv6Only } : {}) });
  } catch (error) {
    throw new ListenError(explain(error, place), error);
  }
  return addressOf(app.server, place);
}

async function listenOn(server: Server, place: Place): Promise<AddressInfo> {
  const { host, port } = place;
  try {
    server.listen({ host, port, ipv6Only: isIPv6(host) });
    await once(server, 'listening');
  } catch (error) {
    throw new ListenError(explain(error, place), error);
  }
  return addressOf(server, place);
}

function addressOf(server: Server, { host, port }: Place): AddressInfo {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address : { address: host, port, family: '' };
}

/**
 * Whoever has connected, and waits to be accepted, would be cut off when nobody listens any longer: so that happens when nobody
 * has come for a turn of the event loop, in which the system is asked for those that wait.
 */
async function stopAccepting(server: Server): Promise<void> {
  let came = true;
  const note = () => {
    came = true;
  };
  server.on('connection', note);
  for (let turn = 0; came && turn < MOST_TURNS; turn += 1) {
    came = false;
    await setImmediate();
  }
  server.off('connection', note);
  // Node's HTTP server would also close connections that wait for another request.
  NetServer.prototype.close.call(server);
}

async function closeServer(server: Server): Promise<void> {
  if (!server.listening) {
    server.closeAllConnections();
    return;
  }
  const closed = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await closed;
}

function urlOf({ address, port }: AddressInfo, protocol: 'http' | 'https'): string {
  return `${protocol}://${address.includes(':') ? `[${address}]` : address}:${port}`;
}

function explain(error: unknown, { host, port, settings, isOwn }: Place): string {
  const [hostSetting, portSetting] = settings;
  switch ((error as NodeJS.ErrnoException).code) {
    case 'EADDRINUSE':
      return isOwn
        ? `Port ${port} on ${host} is the one that systems are served at (PORT, or server.port); set another one (${portSetting}).`
        : `Port ${port} on ${host} is taken by another process; set another one (${portSetting}).`;
    case 'EACCES':
      return `Port ${port} may not be used by this user; take one above 1023 (${portSetting}).`;
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return `${host} is not an address of this machine; set another one (${hostSetting}).`;
    default:
      return `Cannot listen on ${host}, port ${port}: ${error instanceof Error ? error.message : String(error)}`;
  }
}
