/** Receives a request body, within bounds of what it costs rather than of bytes alone. */
import type { Readable } from 'node:stream';
import { LARGEST_BODY } from '../../config/largest-body.ts';
import { ScimError } from '../../scim/errors.ts';
import { type JsonExcess, JsonGauge, SMALL_JSON } from '../../scim/large-json/gauge.ts';
import { leavesRoom } from '../work/share.ts';
import { DEEPEST, tooDeep } from './body-content.ts';

/** Objects, lists and scalars of one body: a group of 80,000 members has half as many. */
export const MOST_VALUES = 250_000;

export interface Body {
  readonly bytes: Buffer;
  /** Only of a body that is not small. */
  readonly gauge: JsonGauge | undefined;
  /** To be called once the bytes are not needed any longer. */
  readonly release: () => void;
}

export interface Arrival {
  readonly contentLength: string | undefined;
  /** Bytes: `server.bodyLimit`. */
  readonly limit: number;
  readonly systemId: string;
  readonly arrivals: Arrivals;
  /** Takes what ends the waiting for the rest of the body. */
  readonly onWait: (giveUp: () => void) => void;
}

/** Bytes of large bodies that are on their way or wait to be read, all requests together: not in the heap, but in the process. */
const MOST_ARRIVING = LARGEST_BODY;
/** Seconds. */
const RETRY_AFTER = 2;

export class Arrivals {
  readonly #isShared: () => boolean;
  #bytes = 0;
  /** By the ids of systems, of those that have some. */
  readonly #ofSystems = new Map<string, number>();

  /** @param isShared whether there is more than one system now: else nothing is kept for others */
  constructor(isShared: () => boolean) {
    this.#isShared = isShared;
  }

  /**
   * @param before bytes of the same body that were added already: a body alone may be larger than a system's part
   * @throws ScimError 503
   */
  add(systemId: string, bytes: number, before: number): void {
    const free = MOST_ARRIVING - this.#bytes;
    if (bytes > free) {
      throw new ScimError(
        503,
        `Too many large request bodies are on their way at once, those of all systems together: there is no room for this one of system ${systemId}. Nothing was done; repeat the request, with fewer at once.`,
        { retryAfter: RETRY_AFTER },
      );
    }
    const has = this.#ofSystems.get(systemId) ?? 0;
    if (has > before && this.#isShared() && !leavesRoom(has, bytes, free)) {
      throw new ScimError(
        503,
        `Too many large request bodies are on their way to system ${systemId} at once; the rest of the room for them is kept for other systems. Nothing was done; repeat the request, with fewer at once.`,
        { retryAfter: RETRY_AFTER },
      );
    }
    this.#bytes += bytes;
    this.#ofSystems.set(systemId, has + bytes);
  }

  remove(systemId: string, bytes: number): void {
    const has = this.#ofSystems.get(systemId) ?? 0;
    this.#bytes -= bytes;
    if (has === bytes) this.#ofSystems.delete(systemId);
    else this.#ofSystems.set(systemId, has - bytes);
  }
}

/** @throws ScimError 413, 400, 503; then the rest of the body is still unread */
export function readBody(
  payload: Readable,
  { contentLength, limit, systemId, arrivals, onWait }: Arrival,
): Promise<Body> {
  const { promise, resolve, reject } = Promise.withResolvers<Body>();
  const expected = contentLength === undefined ? undefined : Number(contentLength);
  if (expected !== undefined && expected > limit) return Promise.reject(tooLarge(limit));
  const chunks: Buffer[] = [];
  let received = 0;
  let counted = 0;
  let gauge: JsonGauge | undefined;

  const take = (chunk: Buffer): void => {
    received += chunk.length;
    if (received > limit) throw tooLarge(limit);
    chunks.push(chunk);
    if (received <= SMALL_JSON) return;
    arrivals.add(systemId, received - counted, counted);
    counted = received;
    const unseen = gauge === undefined ? chunks : [chunk];
    gauge ??= new JsonGauge({ values: MOST_VALUES, depth: DEEPEST });
    for (const piece of unseen) refuse(gauge.push(piece));
  };
  const release = (): void => {
    if (counted > 0) arrivals.remove(systemId, counted);
    counted = 0;
  };
  const done = (): void => {
    payload.off('data', onData).off('end', onEnd).off('close', onClose);
    // Node asks whether anybody listens for an error some time before it tells of it: with nobody left, the process would end.
    payload.off('error', onError).on('error', ignore);
  };
  const fail = (error: unknown): void => {
    done();
    release();
    // The rest stays unread; with the answer it is decided what becomes of the connection (http/closing.ts).
    payload.pause();
    reject(error);
  };
  const onData = (chunk: Buffer): void => {
    try {
      take(chunk);
    } catch (error) {
      fail(error);
    }
  };
  const onEnd = (): void => {
    done();
    const bytes = chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks);
    resolve({ bytes, gauge, release });
  };
  const onError = (error: unknown): void => fail(error);
  const onClose = (): void => fail(brokenOff());
  onWait(onClose);
  payload.on('data', onData).on('end', onEnd).on('error', onError).on('close', onClose);
  return promise;
}

/** Nobody reads it, but for the log. */
export function brokenOff(): ScimError {
  return new ScimError(400, 'The request body broke off.', { scimType: 'invalidSyntax' });
}

function ignore(): void {}

function refuse(excess: JsonExcess | undefined): void {
  switch (excess) {
    case 'depth':
      throw tooDeep();
    case 'values':
      throw new ScimError(
        413,
        `The request body has more than ${MOST_VALUES} values (objects, lists, texts, numbers). Send less at once, e.g. the members of a group in several PATCH requests.`,
      );
    case 'names':
      throw new ScimError(
        413,
        'The objects of the request body have more different attribute names than any resource has.',
      );
  }
}

function tooLarge(limit: number): ScimError {
  return new ScimError(413, `The request body is larger than ${limit} bytes (server.bodyLimit).`);
}
