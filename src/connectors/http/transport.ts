/** Requests over an undici dispatcher, with their whole answer in memory. */
import type { IncomingHttpHeaders } from 'node:http';
import type { Dispatcher } from 'undici';
import { SMALL_JSON } from '../../scim/large-json/gauge.ts';
import { type AnswerLimit, LARGEST } from './answer-limits.ts';
import { provideFor } from './answer-memory.ts';
import {
  abortedFailure,
  FENCE_LOST,
  type OutboundRequest,
  type OutboundResponse,
  type Progress,
  type ResponseHeaders,
  type Send,
  TOO_LARGE,
  TransportFailure,
} from './exchange.ts';
import { HeldAnswers } from './held-answers.ts';
import { Lingering } from './lingering.ts';
import { isHeldBack } from './rehearsal.ts';

const EMPTY = Buffer.alloc(0);

/** Bytes of an answer that is none of what was asked for: its status counts, and nobody reads so long a sentence. */
const ENOUGH_OF_AN_ERROR = 64 * 1024;

/**
 * Sends over `dispatcher`, which brings the limits: connections, timeouts, size of an answer. Never follows
 * redirects. An aborted request fails at once, also while it waits for a connection.
 *
 * @param lingering those that run on nevertheless; default: none may
 * @param held those whose answers wait for memory; default: none may
 */
export function createTransport(
  dispatcher: Dispatcher,
  lingering = new Lingering(0),
  held = new HeldAnswers(0),
): Send {
  const surroundings = { lingering, held, connections: 0 };
  dispatcher.on('connect', () => {
    surroundings.connections += 1;
  });
  return (request) =>
    new Promise<OutboundResponse>((resolve, reject) => {
      // Whoever puts a client together without `rehearse` must not write in a dry run.
      if (isHeldBack(request)) throw new Error('A write of a dry run has come to the connection.');
      const { method, path, headers, body, signal } = request;
      if (signal.aborted) throw abortedFailure(signal, { progress: 'unsent' });
      const exchange = new Exchange(request, surroundings, resolve, reject);
      dispatcher.dispatch({ method, path, headers, body: body ?? null }, exchange);
    });
}

interface Surroundings {
  readonly lingering: Lingering;
  readonly held: HeldAnswers;
  /** How many were opened so far. */
  readonly connections: number;
}

class Exchange implements Dispatcher.DispatchHandler {
  readonly #request: OutboundRequest;
  readonly #surroundings: Surroundings;
  readonly #connectionsBefore: number;
  readonly #resolve: (response: OutboundResponse) => void;
  readonly #reject: (failure: unknown) => void;
  #controller: Dispatcher.DispatchController | undefined;
  #progress: Progress = 'unsent';
  #status = 0;
  #headers: ResponseHeaders = {};
  readonly #chunks: Buffer[] = [];
  #received = 0;
  /** Bytes up to which the answer has the memory that it needs. */
  #provided = SMALL_JSON;
  #settled = false;
  /** Tells the end of an exchange that runs on without its caller. */
  #ended: ((outcome: OutboundResponse | TransportFailure) => void) | undefined;

  constructor(
    request: OutboundRequest,
    surroundings: Surroundings,
    resolve: (response: OutboundResponse) => void,
    reject: (failure: unknown) => void,
  ) {
    this.#request = request;
    this.#surroundings = surroundings;
    this.#connectionsBefore = surroundings.connections;
    this.#resolve = resolve;
    this.#reject = reject;
    request.signal.addEventListener('abort', this.#onAbort, { once: true });
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    // undici tells nobody about an abort while the request is queued.
    if (this.#settled) controller.abort(new Error('aborted before it was sent'));
    else if (this.#request.fence?.isHeld() === false) {
      if (this.#settle()) this.#reject(new TransportFailure(FENCE_LOST, this.#state()));
      controller.abort(new Error(FENCE_LOST));
    } else {
      this.#progress = 'sent';
      this.#request.attempts?.sent();
    }
  }

  onResponseStart(_: Dispatcher.DispatchController, status: number, headers: IncomingHttpHeaders): void {
    if (status < 200) return;
    this.#progress = 'answering';
    if (!this.#settled) this.#request.attempts?.answered(status);
    this.#status = status;
    this.#headers = single(headers);
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#ended !== undefined) return;
    this.#chunks.push(chunk);
    this.#received += chunk.length;
    if (this.#status >= 300 && this.#received > ENOUGH_OF_AN_ERROR) {
      this.#finish();
      controller.abort(new Error('enough of an error'));
      return;
    }
    if (this.#received <= this.#provided) return;
    const { limit = LARGEST } = this.#request;
    if (this.#received > limit.bytes) {
      if (this.#settle()) this.#reject(new TransportFailure(TOO_LARGE, this.#state()));
      controller.abort(new Error(TOO_LARGE));
    } else this.#provide(controller, limit);
  }

  /** Nothing more arrives before there is memory for it. */
  #provide(controller: Dispatcher.DispatchController, limit: AnswerLimit): void {
    const announced = Number(this.#headers['content-length']);
    const expected = Number.isSafeInteger(announced) ? announced : 2 * this.#received;
    const bytes = Math.min(Math.max(expected, this.#received), limit.bytes);
    const { held } = this.#surroundings;
    const waiting = provideFor(bytes - this.#provided, this.#status, this.#request, held.mayWait);
    this.#provided = bytes;
    if (waiting === undefined) return;
    const end = held.begin();
    controller.pause();
    waiting.finally(end).then(
      () => controller.resume(),
      (error) => {
        if (this.#settle()) this.#reject(error);
        controller.abort(new Error('no memory for the answer'));
      },
    );
  }

  onResponseEnd(): void {
    this.#ended?.({ status: this.#status, headers: this.#headers, body: EMPTY });
    this.#finish();
  }

  #finish(): void {
    if (!this.#settle()) return;
    const [first = EMPTY, ...others] = this.#chunks;
    const body = others.length === 0 ? first : Buffer.concat(this.#chunks);
    this.#resolve({ status: this.#status, headers: this.#headers, body });
  }

  onResponseError(_: Dispatcher.DispatchController | undefined, error: Error): void {
    const code = 'code' in error && typeof error.code === 'string' ? error.code : error.name;
    const failure = new TransportFailure(code, { ...this.#state(), cause: error });
    this.#ended?.(failure);
    if (!this.#settle()) return;
    if (failure.progress === 'sent') this.#request.unanswered?.(Promise.resolve(failure));
    this.#reject(failure);
  }

  readonly #onAbort = (): void => {
    if (!this.#settle()) return;
    const failure = abortedFailure(this.#request.signal, this.#state());
    if (!this.#runOn(failure)) this.#controller?.abort(new Error('aborted'));
    this.#reject(failure);
  };

  /** @returns false where the exchange has to be cut */
  #runOn(failure: TransportFailure): boolean {
    const { unanswered } = this.#request;
    if (failure.progress !== 'sent' || unanswered === undefined) return false;
    const { promise, resolve } = Promise.withResolvers<OutboundResponse | TransportFailure>();
    const end = this.#surroundings.lingering.begin(() => {
      this.#ended?.(failure);
      this.#controller?.abort(new Error('not answered'));
    });
    if (end === undefined) resolve(failure);
    else {
      const ended = (outcome: OutboundResponse | TransportFailure) => {
        end();
        resolve(outcome);
      };
      this.#ended = ended;
    }
    unanswered(promise);
    return end !== undefined;
  }

  #state() {
    const status = this.#progress === 'answering' ? this.#status : undefined;
    // Where no connection was opened since, the request went out on an older one.
    const isReused = this.#surroundings.connections === this.#connectionsBefore;
    return { progress: this.#progress, status, reused: this.#progress !== 'unsent' && isReused };
  }

  #settle(): boolean {
    if (this.#settled) return false;
    this.#settled = true;
    this.#request.signal.removeEventListener('abort', this.#onAbort);
    return true;
  }
}

/** Nearly always what came: few headers come more than once. Of cookies all are wanted, one a line. */
function single(headers: IncomingHttpHeaders): ResponseHeaders {
  let single: Record<string, string | undefined> | undefined;
  for (const name in headers) {
    const value = headers[name];
    if (!Array.isArray(value)) continue;
    single ??= { ...headers } as Record<string, string | undefined>;
    single[name] = name === 'set-cookie' ? value.join('\n') : value[0];
  }
  return single ?? (headers as ResponseHeaders);
}
