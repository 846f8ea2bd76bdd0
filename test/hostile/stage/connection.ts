/** An HTTP client that sends any bytes, and is strict about what comes back. */
import { connect, type Socket } from 'node:net';

export interface HttpAnswer {
  readonly status: number;
  /** Names in lower case; of several, the last. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

export type Outcome = { readonly milliseconds: number } & (
  | ({ readonly kind: 'answer' } & HttpAnswer)
  /** The connection ended without a whole answer. */
  | { readonly kind: 'cut'; readonly why: string; readonly received: number }
  /** It is no HTTP. */
  | { readonly kind: 'broken'; readonly why: string }
  | { readonly kind: 'late' }
);

export interface ExchangeOptions {
  readonly method: string;
  /** Milliseconds. */
  readonly patience: number;
  /** Nothing comes behind these bytes. */
  readonly last?: boolean | undefined;
}

/** One connection, one request after the other; opened again when it has to be. */
export class Connection {
  readonly #port: number;
  #socket: Socket | undefined;
  #used = false;

  constructor(port: number) {
    this.#port = port;
  }

  close(): void {
    this.#socket?.destroy();
    this.#socket = undefined;
  }

  async exchange(bytes: readonly Buffer[], options: ExchangeOptions): Promise<Outcome> {
    const reused = this.#used && this.#socket !== undefined;
    const outcome = await this.#try(bytes, options);
    // The other side may close a connection that rests at the moment at which it is used again.
    if (reused && outcome.kind === 'cut' && outcome.received === 0) return await this.#try(bytes, options);
    return outcome;
  }

  async #try(
    bytes: readonly Buffer[],
    { method, patience, last = false }: ExchangeOptions,
  ): Promise<Outcome> {
    const started = performance.now();
    if (this.#socket === undefined || this.#socket.destroyed) {
      this.#socket = connect({ port: this.#port, host: '127.0.0.1', allowHalfOpen: true, noDelay: true });
      this.#used = false;
    }
    const socket = this.#socket;
    const { promise, resolve } = Promise.withResolvers<Outcome>();
    const parser = new AnswerParser(method);
    let why = 'ended';
    let received = 0;
    const settle = (outcome: Outcome) => {
      const keep =
        outcome.kind === 'answer' && !last && outcome.headers['connection'] !== 'close' && parser.rest === 0;
      if (!keep) this.close();
      this.#used = true;
      resolve(outcome);
    };
    const spent = () => performance.now() - started;
    const look = (ended: boolean) => {
      const found = parser.look(ended);
      if (found === undefined) return false;
      if (typeof found === 'string') settle({ kind: 'broken', why: found, milliseconds: spent() });
      else settle({ kind: 'answer', ...found, milliseconds: spent() });
      return true;
    };
    const onData = (chunk: Buffer) => {
      received += chunk.length;
      parser.add(chunk);
      look(false);
    };
    const onEnd = () => {
      if (!look(true)) settle({ kind: 'cut', why, received, milliseconds: spent() });
    };
    const onError = (error: NodeJS.ErrnoException) => {
      why = error.code ?? error.message;
    };
    const timer = setTimeout(() => settle({ kind: 'late', milliseconds: spent() }), patience);
    socket.on('data', onData).on('end', onEnd).on('close', onEnd).on('error', onError);
    for (const piece of bytes) socket.write(piece);
    if (last) socket.end();
    try {
      return await promise;
    } finally {
      clearTimeout(timer);
      socket.off('data', onData).off('end', onEnd).off('close', onEnd);
      // Late errors of a connection that nobody uses any more would end the process.
      socket.off('error', onError).on('error', () => {});
      if (this.#socket !== undefined) socket.removeAllListeners('error').on('error', () => this.close());
    }
  }
}

class AnswerParser {
  readonly #method: string;
  #bytes: Buffer = Buffer.alloc(0);
  #chunks: Buffer[] = [];
  rest = 0;

  constructor(method: string) {
    this.#method = method;
  }

  add(chunk: Buffer): void {
    this.#chunks.push(chunk);
  }

  /** The answer, what is wrong with it, or `undefined` as long as it is not complete. */
  look(ended: boolean): HttpAnswer | string | undefined {
    this.#bytes = this.#chunks.length === 0 ? this.#bytes : Buffer.concat([this.#bytes, ...this.#chunks]);
    this.#chunks = [];
    for (;;) {
      const end = this.#bytes.indexOf('\r\n\r\n');
      if (end === -1) return undefined;
      const [line = '', ...fields] = this.#bytes.subarray(0, end).toString('latin1').split('\r\n');
      const status = Number(/^HTTP\/1\.1 ([1-5]\d\d)(?: |$)/.exec(line)?.[1]);
      if (Number.isNaN(status)) return `no status line: ${JSON.stringify(line.slice(0, 100))}`;
      const headers: Record<string, string> = {};
      for (const field of fields) {
        const parts = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*([\t\x20-\x7e]*)$/.exec(field);
        if (parts === null) return `no header: ${JSON.stringify(field.slice(0, 100))}`;
        headers[(parts[1] ?? '').toLowerCase()] = parts[2] ?? '';
      }
      if (status < 200) {
        this.#bytes = this.#bytes.subarray(end + 4);
        continue;
      }
      const whole = this.#body(end + 4, status, headers, ended);
      return whole === undefined || typeof whole === 'string' ? whole : { status, headers, body: whole };
    }
  }

  #body(from: number, status: number, headers: Readonly<Record<string, string>>, ended: boolean) {
    const take = (length: number): Buffer | undefined => {
      if (this.#bytes.length < from + length) return undefined;
      this.rest = this.#bytes.length - from - length;
      return this.#bytes.subarray(from, from + length);
    };
    if (this.#method === 'HEAD' || status === 204 || status === 304) return take(0);
    if (headers['transfer-encoding'] !== undefined) return this.#chunked(from);
    const length = headers['content-length'];
    if (length !== undefined) return /^\d+$/.test(length) ? take(Number(length)) : 'no Content-Length';
    return ended ? this.#bytes.subarray(from) : undefined;
  }

  #chunked(from: number): Buffer | string | undefined {
    const parts: Buffer[] = [];
    for (let at = from; ; ) {
      const end = this.#bytes.indexOf('\r\n', at);
      if (end === -1) return undefined;
      const size = Number.parseInt(this.#bytes.subarray(at, end).toString('latin1'), 16);
      if (Number.isNaN(size)) return 'no chunk';
      if (this.#bytes.length < end + 2 + size + 2) return undefined;
      if (size === 0) {
        this.rest = this.#bytes.length - end - 4;
        return Buffer.concat(parts);
      }
      parts.push(this.#bytes.subarray(end + 2, end + 2 + size));
      at = end + 2 + size + 2;
    }
  }
}
