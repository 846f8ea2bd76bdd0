/**
 * Interim answers (1xx) before the answer itself. A client has to skip them, asked for or not (RFC 9110 §15.2); undici
 * skips 102 and 103, and cuts the connection at a 100. So they are taken out of what a connection gives before undici
 * reads it. Nothing is searched for but at the beginning of an answer: all other bytes pass as they come.
 */
import type { Socket } from 'node:net';

/** Bytes of interim answers to one request; whoever sends more has nothing else to say. */
const MOST = 16 * 1024;
/** Where the status begins in `HTTP/1.1 200`. */
const STATUS = 9;
const ONE = 0x31;
const BEGINNINGS = ['HTTP/1.1 1', 'HTTP/1.0 1'];
const UPGRADE = /^HTTP\/1\.[01] 101[ \r]/;
/** Status line, header fields, empty line (RFC 9112 §2.1); there is no content (RFC 9110 §15.2). */
const WHOLE = /^HTTP\/1\.[01] 1\d\d(?: [^\r\n]*)?\r\n(?:[\w!#$%&'*+.^`|~-]+:[^\r\n]*\r\n)*\r\n/;
/** A line or a head that has ended, and yet is none. */
const ENDED = /(?:^|[^\r])\n|\r\n\r\n/;

/** `reason` of a request that was answered by a change of the protocol, which nobody asked for. */
export const UNASKED_UPGRADE = 'UNASKED_UPGRADE';
/** `reason` of a request to which interim answers came without an end, and no other. */
export const ENDLESS_INTERIM = 'ENDLESS_INTERIM';

/** Takes them out of all answers that come over the connection. One request at a time: nothing is sent before its answer. */
export function skipInterimAnswers(socket: Socket): void {
  const head = new Head();
  const write = socket.write.bind(socket) as (...parts: unknown[]) => boolean;
  const read = socket.read.bind(socket) as (size?: number) => Buffer | null;
  const writeExpecting = (...parts: unknown[]) => {
    head.expect();
    return write(...parts);
  };
  const readSkipping = (size?: number) => {
    if (!head.isExpected || size === 0) return read(size);
    for (;;) {
      const chunk = read(size);
      if (chunk === null) return null;
      const rest = head.take(chunk);
      if (typeof rest === 'string') {
        socket.destroy(Object.assign(new Error('no answer'), { code: rest }));
        return null;
      }
      if (rest !== undefined) return rest;
    }
  };
  socket.write = writeExpecting;
  socket.read = readSkipping;
}

/** What comes before the answer to one request. */
class Head {
  isExpected = false;
  #held: Buffer | undefined;
  #skipped = 0;

  expect(): void {
    this.isExpected = true;
    this.#held = undefined;
    this.#skipped = 0;
  }

  /** @returns the answer from its beginning on; nothing where it has not come yet; why none will come */
  take(chunk: Buffer): Buffer | string | undefined {
    let bytes = this.#held === undefined ? chunk : Buffer.concat([this.#held, chunk]);
    this.#held = undefined;
    while (bytes.length > 0) {
      const length = interimLength(bytes);
      if (length === undefined) {
        this.isExpected = false;
        return bytes;
      }
      if (length === UNASKED_UPGRADE) return length;
      if (this.#skipped + (length || bytes.length) > MOST) return ENDLESS_INTERIM;
      if (length === 0) {
        this.#held = bytes;
        return undefined;
      }
      this.#skipped += length;
      bytes = bytes.subarray(length);
    }
    return undefined;
  }
}

/** Bytes of the interim answer that stands there; 0 where more has to come to tell; nothing where none stands there. */
function interimLength(bytes: Buffer): number | typeof UNASKED_UPGRADE | undefined {
  if (bytes.length > STATUS && bytes[STATUS] !== ONE) return undefined;
  const text = bytes.toString('latin1', 0, MOST + 1);
  if (!BEGINNINGS.includes(text.slice(0, STATUS + 1))) {
    return BEGINNINGS.some((beginning) => beginning.startsWith(text)) ? 0 : undefined;
  }
  if (UPGRADE.test(text)) return UNASKED_UPGRADE;
  const [whole] = WHOLE.exec(text) ?? [];
  if (whole !== undefined) return whole.length;
  // What is no HTTP is undici's to refuse.
  return ENDED.test(text) ? undefined : 0;
}
