/** A listening proxy that can be stopped gracefully. */
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { IpsProxyError } from '../errors.ts';
import { buildApp } from './app.ts';
import type { Auditing } from './audit/auditing.ts';
import type { RuntimeHolder } from './runtime.ts';
import { Shutdown } from './shutdown.ts';

export interface ServiceOptions {
  readonly runtime: RuntimeHolder;
  readonly logger: Logger;
  readonly host: string;
  /** 0 takes a free port. */
  readonly port: number;
  /** Absent: no audit log. */
  readonly audit?: Auditing | undefined;
}

export interface Service {
  /** Where it listens, without trailing slash: `http://127.0.0.1:8080`. */
  readonly url: string;
  readonly stopping: boolean;
  /**
   * Answers new requests with 503, for `server.drainTime` (where there were any in the last minute) and as long as requests under way are waited for, which
   * `server.shutdownTimeout` bounds; then closes everything. Further calls wait for the same end.
   *
   * @returns false if requests had to be cut off
   */
  stop(): Promise<boolean>;
}

/** The address cannot be listened on. */
export class ListenError extends IpsProxyError {
  constructor(message: string, cause: unknown) {
    super('SERVER_LISTEN', message, { cause });
  }
}

/** Milliseconds without a request after which nobody has to be told to go elsewhere. */
const FORGOTTEN = 60_000;
/** Milliseconds for the last answers to get out after requests were cut off, and for connections to close. */
const LAST_WORDS = 1000;

/**
 * Takes `runtime` and `audit` over: they are closed when the service stops, or cannot start.
 *
 * @throws ListenError
 */
export async function startService({ runtime, logger, host, port, audit }: ServiceOptions): Promise<Service> {
  const shutdown = new Shutdown();
  const app = buildApp({ runtime, logger, shutdown, audit });
  try {
    await app.listen({ host, port });
  } catch (error) {
    await app.close();
    await runtime.close();
    await audit?.close();
    throw new ListenError(explain(error, host, port), error);
  }

  async function drain(): Promise<boolean> {
    shutdown.begin();
    const { drainTime, shutdownTimeout } = runtime.current.settings;
    // A connection that is closed while a request is on its way to it looks like a failure. So all stay open to the end,
    // and answer once more, with a word to close them.
    const othersKnow = runtime.unusedFor > FORGOTTEN ? undefined : sleep(drainTime * 1000);
    const drained = await settlesWithin(runtime.idle(), shutdownTimeout * 1000);
    if (!drained) {
      shutdown.force();
      await settlesWithin(runtime.idle(), LAST_WORDS);
    }
    await othersKnow;
    await app.close();
    // Connections to backends wait for what is under way on them, and nobody waits for that any longer.
    await settlesWithin(runtime.close(), LAST_WORDS);
    await audit?.close();
    return drained;
  }
  let stopping: Promise<boolean> | undefined;
  return {
    url: urlOf(app.server.address(), host, port),
    get stopping() {
      return shutdown.draining;
    },
    stop: () => {
      stopping ??= drain();
      return stopping;
    },
  };
}

async function settlesWithin(work: Promise<void>, milliseconds: number): Promise<boolean> {
  const timer = new AbortController();
  const late = sleep(milliseconds, false, { signal: timer.signal });
  late.catch(() => undefined);
  const inTime = await Promise.race([work.then(() => true), late]);
  timer.abort();
  return inTime;
}

function urlOf(address: AddressInfo | string | null, host: string, port: number): string {
  const bound = typeof address === 'object' && address !== null ? address : { address: host, port };
  return `http://${bound.address.includes(':') ? `[${bound.address}]` : bound.address}:${bound.port}`;
}

function explain(error: unknown, host: string, port: number): string {
  switch ((error as NodeJS.ErrnoException).code) {
    case 'EADDRINUSE':
      return `Port ${port} on ${host} is taken by another process; set another one (PORT, or server.port).`;
    case 'EACCES':
      return `Port ${port} may not be used by this user; take one above 1023 (PORT, or server.port).`;
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return `${host} is not an address of this machine; set another one (HOST, or server.host).`;
    default:
      return `Cannot listen on ${host}, port ${port}: ${error instanceof Error ? error.message : String(error)}`;
  }
}
