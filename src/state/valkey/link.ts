/** One connection to Valkey, or Redis, that comes back by itself; while it is away, calls fail at once. */
import { isIP } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { getCACertificates } from 'node:tls';
import { createClient } from '@redis/client';
import type { ValkeyAddress } from '../settings.ts';
import { type StateLog, StateUnavailable } from '../state.ts';

export interface ValkeyLinkOptions {
  readonly address: ValkeyAddress;
  /** PEM; trusted on top of those that Node.js trusts. */
  readonly authorities: readonly string[];
  readonly log: StateLog;
  /** A command that changes something: a server that answers PING may refuse those. @throws Error */
  readonly probe: (send: (args: readonly string[]) => Promise<unknown>) => Promise<unknown>;
}

/** Milliseconds that a command may take, and the wait for the first connection: somebody waits for an answer. */
const COMMAND_TIME = 250;
/** Milliseconds for the connection, and as long again for logging on and the probe; nobody waits for these. */
const CONNECT_TIME = 2000;
/** Milliseconds between two attempts to connect. */
const FIRST_PAUSE = 100;
const LONGEST_PAUSE = 5000;
/** Milliseconds after which a connection counts as good, and the pauses begin anew. */
const GOOD_AFTER = 10_000;

type Client = ReturnType<typeof clientFor>;

export class ValkeyLink {
  readonly #options: ValkeyLinkOptions;
  readonly #closing = new AbortController();
  #client: Client | undefined;
  #connecting: Promise<void> | undefined;
  #reachedAt = Number.NEGATIVE_INFINITY;
  #pause = FIRST_PAUSE;
  /** Why nobody is asked. */
  #away: string | undefined;

  /** Begins to connect. */
  constructor(options: ValkeyLinkOptions) {
    this.#options = options;
    this.#connecting = this.#connect();
  }

  get isAvailable(): boolean {
    return this.#away === undefined;
  }

  /** @throws StateUnavailable after `COMMAND_TIME` at the latest */
  async send(args: readonly string[]): Promise<unknown> {
    if (this.#away !== undefined) throw unavailable(this.#away);
    const deadline = performance.now() + COMMAND_TIME;
    let client = this.#client;
    if (client === undefined) {
      const wait = this.#connecting ?? Promise.resolve();
      await within(COMMAND_TIME, wait).catch((error) => this.#goAway(reasonOf(error)));
      client = this.#client;
      if (client === undefined) throw unavailable(this.#away ?? 'it is closed');
    }
    try {
      return await within(deadline - performance.now(), client.sendCommand([...args]));
    } catch (error) {
      throw unavailable(this.#drop(client, error));
    }
  }

  /** What came is no answer to what was sent: nothing on this connection can be believed. */
  refuse(what: string): StateUnavailable {
    const reason = `it answers what no Valkey or Redis would (${what})`;
    return unavailable(this.#client === undefined ? reason : this.#drop(this.#client, new Error(reason)));
  }

  async close(): Promise<void> {
    this.#closing.abort();
    this.#client?.destroy();
    this.#client = undefined;
    this.#away ??= 'it is closed';
    await this.#connecting;
  }

  /** Until it is there, or closed; never fails. */
  async #connect(): Promise<void> {
    for (;;) {
      if (this.#closing.signal.aborted) return;
      try {
        await this.#open();
        break;
      } catch (error) {
        if (this.#closing.signal.aborted) return;
        this.#goAway(this.#tell(error));
      }
      await this.#rest();
    }
    this.#connecting = undefined;
  }

  async #open(): Promise<void> {
    const { address, authorities, probe } = this.#options;
    const client = clientFor(address, authorities);
    const broken = Promise.withResolvers<never>();
    broken.promise.catch(() => {});
    // Without a listener, an error would end the process.
    client.on('error', (error: unknown) => {
      broken.reject(error);
      if (this.#client === client) this.#drop(client, error);
    });
    const stop = () => broken.reject(new Error('it is closed'));
    this.#closing.signal.addEventListener('abort', stop);
    try {
      const connected = client.connect();
      connected.catch(() => {});
      const ready = connected.then(() => probe((args) => client.sendCommand([...args])));
      ready.catch(() => {});
      await within(2 * CONNECT_TIME, Promise.race([ready, broken.promise]));
    } catch (error) {
      client.destroy();
      throw error;
    } finally {
      this.#closing.signal.removeEventListener('abort', stop);
    }
    this.#client = client;
    this.#reachedAt = performance.now();
    if (this.#away === undefined) return;
    this.#away = undefined;
    this.#options.log.info(`shared state: ${this.#where()} is there again, all instances count together`);
  }

  /** @returns why */
  #drop(client: Client, error: unknown): string {
    const reason = this.#tell(error);
    if (this.#client !== client) return this.#away ?? reason;
    this.#client = undefined;
    client.destroy();
    this.#goAway(reason);
    if (performance.now() - this.#reachedAt > GOOD_AFTER) this.#pause = FIRST_PAUSE;
    this.#connecting = this.#rest().then(() => this.#connect());
    return reason;
  }

  #goAway(reason: string): void {
    if (this.#away !== undefined || this.#closing.signal.aborted) return;
    this.#away = reason;
    this.#options.log.warn(
      `shared state: ${this.#where()} cannot be used, as ${reason}; until it can, this instance counts alone, and refuses changes that others must not come in between`,
    );
  }

  /** A pause; others that lost the same server do not come back in the same moment. */
  async #rest(): Promise<void> {
    const pause = this.#pause * (0.5 + Math.random() / 2);
    this.#pause = Math.min(LONGEST_PAUSE, 2 * this.#pause);
    await sleep(pause, undefined, { ref: false, signal: this.#closing.signal }).catch(() => {});
  }

  #where(): string {
    const { host, port } = this.#options.address;
    return `${host.includes(':') ? `[${host}]` : host}:${port}`;
  }

  #tell(error: unknown): string {
    const reason = reasonOf(error);
    const { password } = this.#options.address;
    if (password === undefined || !repeats(reason, password)) return reason;
    return 'it answers with what was sent to it, the password in it: it knows no AUTH, or none with a user';
  }
}

function clientFor(address: ValkeyAddress, authorities: readonly string[]) {
  const { host, port, tls, username, password, database } = address;
  const ca = authorities.length === 0 ? undefined : [...getCACertificates('default'), ...authorities];
  const way = { host, port, connectTimeout: CONNECT_TIME, reconnectStrategy: false as const };
  return createClient({
    // RFC 6066 §3: an address is no name.
    socket: tls
      ? { ...way, tls: true as const, ...(isIP(host) === 0 && { servername: host }), ...(ca && { ca }) }
      : way,
    ...(username !== undefined && { username }),
    ...(password !== undefined && { password }),
    database,
    // What every server since Redis 6 and every service understands.
    RESP: 2,
    maintNotifications: 'disabled',
    disableClientInfo: true,
    disableOfflineQueue: true,
  });
}

/** Characters of a password in a row that count as told: servers repeat commands that they do not know, cut off or with blanks. */
const SHOWN = 6;

function repeats(text: string, password: string): boolean {
  const [said, secret] = [printable(text), printable(password)];
  if (secret.length <= SHOWN) return said.includes(secret);
  return Array.from(secret.slice(SHOWN - 1), (_, at) => secret.slice(at, at + SHOWN)).some((piece) =>
    said.includes(piece),
  );
}

function printable(text: string): string {
  return text.replace(/[^\x20-\x7e]+/g, ' ');
}

class TooLate extends Error {}

/** Where this process itself is late, an answer that has arrived meanwhile is read first. */
function within<Result>(time: number, work: Promise<Result>): Promise<Result> {
  const { promise, resolve, reject } = Promise.withResolvers<Result>();
  const timer = setTimeout(
    () => setImmediate(() => reject(new TooLate('it does not answer in time'))),
    Math.max(0, time),
  );
  work.then(resolve, reject).finally(() => clearTimeout(timer));
  return promise;
}

function unavailable(reason: string): StateUnavailable {
  return new StateUnavailable(`The server of "state" cannot be used, as ${reason}.`);
}

const CODES: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there',
  ENOTFOUND: 'there is no host of this name',
  EAI_AGAIN: 'the name of its host cannot be looked up',
  ECONNRESET: 'it ended the connection',
  EPIPE: 'it ended the connection',
  EHOSTUNREACH: 'there is no way to it',
  ENETUNREACH: 'there is no way to it',
};
/** Longest text of the server that is told. */
const LONGEST_WORDS = 200;

/** Completes a sentence that begins with "as". */
function reasonOf(error: unknown): string {
  const first = error instanceof AggregateError ? error.errors[0] : error;
  const { code = '', message = String(first) } = first as { code?: string; message?: string };
  if (first instanceof TooLate) return message;
  const known = CODES[code];
  if (known !== undefined) return known;
  if (/^(?:CERT_|UNABLE_TO_|SELF_SIGNED|DEPTH_ZERO|ERR_TLS_CERT)/.test(code)) {
    return `its certificate is not trusted (${message}); name its authority in state.certificateAuthorities`;
  }
  if (/closed unexpectedly|disconnects client/i.test(message)) return 'it ended the connection';
  if (/Connection timeout/i.test(message)) return 'it does not answer in time';
  return `it says: ${printable(message).slice(0, LONGEST_WORDS).replace(/\.$/, '')}`;
}
