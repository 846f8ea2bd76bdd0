/**
 * Cursors as clients get them (RFC 9865 §2): a position in a list and what list that is, signed, so that nobody keeps anything
 * for a client that may never come back. In the URL-safe alphabet, as RFC 9865 asks for.
 *
 * Bytes: version (1), id of the key (4), seconds since the epoch (4), place (8), query (8), position, signature (16).
 */
import { timingSafeEqual } from 'node:crypto';
import { ScimError, type ScimType } from '../../scim/errors.ts';
import { type CursorKey, type CursorKeys, KEY_ID_SIZE, ownKey } from './keys.ts';
import { LONGEST_NATIVE, type Position, readPosition, writePosition } from './position.ts';

/** Seconds between the page that has a cursor and the request with it; told as `cursorTimeout` (RFC 9865 §4). */
export const CURSOR_TIMEOUT = 3600;

const VERSION = 1;
const TIME_AT = 1 + KEY_ID_SIZE;
const PLACE_AT = TIME_AT + 4;
const DIGEST_SIZE = 8;
const QUERY_AT = PLACE_AT + DIGEST_SIZE;
const POSITION_AT = QUERY_AT + DIGEST_SIZE;
const SIGNATURE_SIZE = 16;
const SMALLEST = POSITION_AT + 1 + SIGNATURE_SIZE;
/** Characters; a longer one is none of ours. */
const LONGEST = Math.ceil(((SMALLEST + 4 + LONGEST_NATIVE) * 4) / 3);
const URL_SAFE = /^[\w-]+$/;

const AGAIN = 'Start again with an empty cursor.';

/** What list a cursor is about. It is told apart from others by digests, so nothing of it can be read in a cursor. */
export interface CursorScope {
  /** System and endpoint. */
  readonly place: readonly string[];
  /** What decides which entities there are, and in what order: filter and sorting. */
  readonly query: readonly string[];
}

export class Cursors {
  readonly #keys: CursorKeys;
  readonly #now: () => number;

  /**
   * @param keys default: a key of this object's own
   * @param now milliseconds since the epoch
   */
  constructor(keys: CursorKeys = ownKey(), now: () => number = Date.now) {
    this.#keys = keys;
    this.#now = now;
  }

  /** @returns what makes cursors of one list */
  async maker(scope: CursorScope): Promise<(position: Position) => string> {
    const key = await this.#keys.current();
    const digests = [placeOf(scope, key), queryOf(scope, key)];
    return (position) => {
      const head = Buffer.alloc(PLACE_AT);
      head.writeUInt8(VERSION);
      key.id.copy(head, 1);
      head.writeUInt32BE(this.#seconds(), TIME_AT);
      const content = Buffer.concat([head, ...digests, writePosition(position)]);
      return Buffer.concat([content, signatureOf(content, key)]).toString('base64url');
    };
  }

  /**
   * @param text what a client has sent, not empty
   * @throws ScimError 400 `invalidCursor` for what is no cursor of this proxy, or one of another list; `expiredCursor`
   */
  async open(text: string, scope: CursorScope): Promise<Position> {
    const bytes = bytesOf(text);
    if (bytes === undefined || bytes.readUInt8() !== VERSION) {
      throw refused(`The cursor is none that this proxy has given. ${AGAIN}`);
    }
    const key = await this.#keys.find(bytes.subarray(1, TIME_AT));
    if (key === undefined) {
      throw refused(
        `The cursor was given by a process of the proxy that has ended, or by another one that does not share its state with this one; or it was changed. ${AGAIN}`,
      );
    }
    const content = bytes.subarray(0, -SIGNATURE_SIZE);
    if (!timingSafeEqual(signatureOf(content, key), bytes.subarray(-SIGNATURE_SIZE))) {
      throw refused(`The cursor was changed after this proxy had given it. ${AGAIN}`);
    }
    if (content.readUInt32BE(TIME_AT) + CURSOR_TIMEOUT < this.#seconds()) {
      throw refused(
        `The cursor has expired: it is good for ${CURSOR_TIMEOUT} seconds. ${AGAIN}`,
        'expiredCursor',
      );
    }
    if (!placeOf(scope, key).equals(content.subarray(PLACE_AT, QUERY_AT))) {
      throw refused(`The cursor belongs to a list of another endpoint or another system. ${AGAIN}`);
    }
    if (!queryOf(scope, key).equals(content.subarray(QUERY_AT, POSITION_AT))) {
      throw refused(
        `The cursor belongs to a list with another filter, sortBy or sortOrder: send the same ones with each page. ${AGAIN}`,
      );
    }
    return readPosition(content.subarray(POSITION_AT));
  }

  #seconds(): number {
    return Math.floor(this.#now() / 1000);
  }
}

/** Only the one text that the bytes have: decoders pass over characters and bits that mean nothing. */
function bytesOf(text: string): Buffer | undefined {
  if (text.length > LONGEST || !URL_SAFE.test(text)) return undefined;
  const bytes = Buffer.from(text, 'base64url');
  return bytes.length >= SMALLEST && bytes.toString('base64url') === text ? bytes : undefined;
}

function signatureOf(content: Buffer, key: CursorKey): Buffer {
  return key.mac('cursor', content).subarray(0, SIGNATURE_SIZE);
}

function placeOf({ place }: CursorScope, key: CursorKey): Buffer {
  return key.mac('place', JSON.stringify(place)).subarray(0, DIGEST_SIZE);
}

function queryOf({ query }: CursorScope, key: CursorKey): Buffer {
  return key.mac('query', JSON.stringify(query)).subarray(0, DIGEST_SIZE);
}

export function refused(detail: string, scimType: ScimType = 'invalidCursor'): ScimError {
  return new ScimError(400, detail, { scimType });
}
