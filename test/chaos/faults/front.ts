/**
 * Stands between the proxy and one stand-in, and knows of every call whether the stand-in has done it. What it is told to
 * spoil it spoils; all else it hands on.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer, type Server as TlsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { Pool } from 'undici';
import { createRandom, mixSeed } from '../../../src/sandbox/kit/random.ts';
import { type Answer, send } from './answer.ts';
import type { Certificate } from './certificate.ts';
import { Credentials } from './credentials.ts';
import { Held } from './held.ts';
import type { CallFault, SystemKey } from './kinds.ts';
import { otherJson, PAGE } from './odd-content.ts';

/** Milliseconds; longer than any request of the proxy may take, see `stage/configuration.ts`. */
const LATE = 3_500;
const SLOWEST = 900;
/** Milliseconds between two pieces of an answer that trickles. */
const PIECE = 30;

/** What logs on: without it, everything else would stand still for a minute after one failure. */
const LOGON = /^\/(?:$|\?|oauth\/)/;

export interface FrontOptions {
  readonly system: SystemKey;
  /** Of the stand-in. */
  readonly target: string;
  /** Name under which the proxy finds it. */
  readonly host: string;
  readonly certificate?: Certificate | undefined;
}

export class Front {
  readonly #options: FrontOptions;
  readonly #pool: Pool;
  readonly #server: Server | TlsServer;
  readonly #sockets = new Set<Socket>();
  readonly #secured = new Set<Socket>();
  readonly #held = new Held();
  readonly credentials: Credentials;
  /** Connections that were cut. */
  readonly #lost = new WeakSet<Socket>();
  #armed: { readonly fault: CallFault; left: number }[] = [];
  #port = 0;
  #calls = 0;
  /** Faults that hit something, by kind. */
  readonly injected = new Map<string, number>();
  /** Request ids of writes that the stand-in has done, with how many. */
  readonly done = new Map<string, number>();
  /** Calls that the stand-in has not finished. */
  pending = 0;

  constructor(options: FrontOptions) {
    this.#options = options;
    this.#pool = new Pool(options.target, { connections: 64 });
    this.credentials = new Credentials(options.system);
    const listen = (request: IncomingMessage, response: ServerResponse) => {
      this.#serve(request, response).catch(() => request.socket.destroy());
    };
    const keep = { keepAliveTimeout: 600_000, requestTimeout: 0 };
    const { certificate } = options;
    this.#server =
      certificate === undefined
        ? createServer(keep, listen)
        : createTlsServer({ ...keep, ...certificate }, listen);
    this.#server.on('connection', (socket: Socket) => {
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
    });
    // What a request has for its connection, where there is TLS.
    this.#server.on('secureConnection', (socket: Socket) => {
      this.#secured.add(socket);
      socket.on('close', () => this.#secured.delete(socket));
    });
    this.#server.on('tlsClientError', () => {});
  }

  get url(): string {
    const { certificate, host } = this.#options;
    return `${certificate === undefined ? 'http' : 'https'}://${host}:${this.#port}`;
  }

  async start(): Promise<void> {
    await this.open();
    this.#port = (this.#server.address() as AddressInfo).port;
  }

  arm(fault: CallFault): void {
    this.#armed.push({ fault, left: fault.count });
  }

  /** No more faults; what is held goes on at once, and what would never be answered is cut. */
  clear(): void {
    this.credentials.areRefused = false;
    this.#armed = [];
    this.#held.release();
  }

  /** Connections are taken again. */
  async open(): Promise<void> {
    if (this.#server.listening) return;
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(this.#port, '127.0.0.1', () => {
        this.#server.off('error', reject);
        resolve();
      });
    });
  }

  /** Connections are refused, and those that stand are cut. */
  refuse(): void {
    this.#server.close();
    this.cut();
  }

  /** What is on its way and has not been executed is lost: who repeats it could not know of it. */
  cut(): void {
    for (const socket of [...this.#sockets, ...this.#secured]) this.#lost.add(socket);
    for (const socket of this.#sockets) socket.resetAndDestroy();
  }

  /** For new connections; those that stand are cut. */
  show(certificate: Certificate): void {
    if ('setSecureContext' in this.#server) this.#server.setSecureContext(certificate);
    this.cut();
  }

  note(kind: string): void {
    this.injected.set(kind, (this.injected.get(kind) ?? 0) + 1);
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = '', url = '' } = request;
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    const refusal = this.credentials.answer({ url, headers: request.headers, body });
    if (refusal !== undefined) return send(response, refusal);
    const fault = this.#take(method, url);
    if (fault === undefined) return send(response, await this.#execute(request, body));
    this.note(fault.kind);
    await this.#spoil(fault, request, response, body);
  }

  #take(method: string, url: string): CallFault | undefined {
    if (this.#armed.length === 0 || LOGON.test(url)) return undefined;
    const calls = method === 'GET' ? 'reads' : 'writes';
    const entry = this.#armed.find(({ fault }) => fault.calls === 'any' || fault.calls === calls);
    if (entry === undefined) return undefined;
    entry.left -= 1;
    // Faults of the same time take turns, so that a repetition meets another one.
    this.#armed = this.#armed.filter((other) => other !== entry);
    if (entry.left > 0) this.#armed.push(entry);
    return entry.fault;
  }

  async #spoil(
    { kind, variant, system }: CallFault,
    request: IncomingMessage,
    response: ServerResponse,
    body: Buffer,
  ): Promise<void> {
    this.#calls += 1;
    const random = createRandom(mixSeed(variant, this.#calls));
    const { socket } = request;
    const execute = () => this.#execute(request, body);
    // Whoever does not say when to come again is rightly left alone for a minute: too long here, but for Cloud Foundry, which is not.
    const mustSay = kind === '429' && system !== 'cf';
    const retryAfter = mustSay || random() < 0.5 ? { 'retry-after': '1' } : undefined;
    switch (kind) {
      case 'slow':
        await this.#held.wait(Math.floor(random() * SLOWEST));
        if (this.#lost.has(socket)) return;
        return send(response, await execute());
      case 'late execution': {
        this.pending += 1;
        try {
          await this.#held.wait(LATE);
          if (this.#lost.has(socket)) return;
          return send(response, await execute());
        } finally {
          this.pending -= 1;
        }
      }
      case 'late answer': {
        const answer = await execute();
        await this.#held.wait(LATE);
        return send(response, answer);
      }
      case 'trickled answer':
        return await this.#trickle(response, await execute());
      case 'reset before execution':
        socket.resetAndDestroy();
        return;
      case 'reset after execution':
        await execute();
        socket.resetAndDestroy();
        return;
      case 'answer cut': {
        const answer = await execute();
        response.writeHead(answer.status, { ...answer.headers, 'content-length': answer.body.length + 1 });
        response.write(answer.body.subarray(0, Math.floor(answer.body.length * random())), () =>
          socket.destroy(),
        );
        return;
      }
      case 'truncated JSON': {
        const answer = await execute();
        if (answer.status >= 400) return send(response, answer);
        return send(response, { ...answer, body: answer.body.subarray(0, answer.body.length >> 1) });
      }
      case 'other JSON': {
        const answer = await execute();
        // A refusal whose words are lost is a refusal still, and nobody can tell what for.
        const isKept = answer.body.length === 0 || answer.status >= 400;
        return send(response, isKept ? answer : { ...answer, body: otherJson(random) });
      }
      case 'wrong content type': {
        const answer = await execute();
        return send(response, { ...answer, headers: { ...answer.headers, 'content-type': 'text/plain' } });
      }
      case 'HTML page':
        return send(response, {
          status: random() < 0.5 ? 200 : 503,
          headers: { 'content-type': 'text/html' },
          body: PAGE,
        });
      case '429':
      case '500':
      case '503':
        return send(response, {
          status: Number(kind),
          headers: { 'content-type': 'application/json', ...retryAfter },
          body: Buffer.from(JSON.stringify({ error: 'fault', error_description: `${kind} of ${system}` })),
        });
      case '502 after execution':
      case '504 after execution':
        await execute();
        return send(response, {
          status: Number(kind.slice(0, 3)),
          headers: { 'content-type': 'text/html' },
          body: PAGE,
        });
      case 'no answer after execution':
        await execute();
        await this.#held.wait();
        socket.destroy();
        return;
      case 'no answer':
        await this.#held.wait();
        socket.destroy();
        return;
    }
  }

  async #trickle(response: ServerResponse, { status, headers, body }: Answer): Promise<void> {
    response.writeHead(status, { ...headers, 'content-length': body.length });
    const size = Math.max(1, Math.ceil(body.length / 20));
    for (let from = 0; from < body.length; from += size) {
      response.write(body.subarray(from, from + size));
      await this.#held.wait(PIECE);
    }
    response.end();
  }

  async #execute({ method = '', url = '', headers }: IncomingMessage, body: Buffer): Promise<Answer> {
    const { host: _, connection: __, 'content-length': ___, 'transfer-encoding': ____, ...others } = headers;
    this.pending += 1;
    try {
      const answer = await this.#pool.request({
        method: method as 'GET',
        path: url,
        headers: others,
        body: body.length === 0 ? null : body,
      });
      const content = await answer.body.text();
      if (method !== 'GET' && answer.statusCode < 300 && !LOGON.test(url)) {
        const id = String(headers['x-request-id']);
        this.done.set(id, (this.done.get(id) ?? 0) + 1);
      }
      const { 'content-length': _____, connection: ______, 'keep-alive': _______, ...kept } = answer.headers;
      const { target } = this.#options;
      // Links lead back here.
      const given = Object.entries(kept).map(([name, value]) => [
        name,
        String(value).replaceAll(target, this.url),
      ]);
      return {
        status: answer.statusCode,
        headers: Object.fromEntries(given),
        body: Buffer.from(content.replaceAll(target, this.url)),
      };
    } finally {
      this.pending -= 1;
    }
  }
}
