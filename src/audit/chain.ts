/**
 * Makes lines a chain: each has a number and the hash of the line before, so that none can be changed, taken out, put in or
 * moved without it being seen. Signatures say in addition that it was this proxy that wrote them.
 */
import { createHash, createPublicKey, hash, type KeyObject, randomBytes, sign } from 'node:crypto';

/** The last line of a chain. */
export interface Link {
  /** Its number; 0: there is none. */
  readonly seq: number;
  /** SHA-256 of its bytes, without the line break, in hexadecimal digits; `null`: there is none. */
  readonly hash: string | null;
}

/** Where a chain has come to. */
export interface ChainState extends Link {
  /** Lines since the last signature; 0 where nothing is ever signed. */
  readonly unsigned: number;
}

/** In front of the signature, which is the last member: what is signed is the text before it. */
export const SIGNATURE = ',"signature":"';

export interface ChainOptions {
  /** Ed25519; absent: nothing is signed. */
  readonly key?: KeyObject | undefined;
  readonly start: Link;
}

export class Chain {
  /** Of this process. */
  readonly id = randomBytes(12).toString('base64url');
  readonly #key: KeyObject | undefined;
  readonly #keyId: string | undefined;
  #state: ChainState;

  constructor({ key, start }: ChainOptions) {
    this.#key = key;
    this.#keyId = key === undefined ? undefined : keyIdOf(createPublicKey(key));
    this.#state = { seq: start.seq, hash: start.hash, unsigned: 0 };
  }

  get state(): ChainState {
    return this.#state;
  }

  /** Goes back, or on, to where the output is. */
  moveTo({ seq, hash, unsigned }: ChainState): void {
    this.#state = { seq, hash, unsigned };
  }

  /**
   * @param line a JSON object
   * @param isSigned where there is a key
   * @returns the same with the members of the chain behind its own
   */
  add(line: string, isSigned: boolean): string {
    const { seq, hash: previous, unsigned } = this.#state;
    const members = `"chain":"${this.id}","seq":${seq + 1},"previous":${JSON.stringify(previous)}`;
    const chained = `${line.slice(0, -1)},${members}}`;
    const whole = isSigned && this.#key !== undefined ? this.#signed(chained, this.#key) : chained;
    const isOpen = whole === chained && this.#key !== undefined;
    this.#state = { seq: seq + 1, hash: hashOf(whole), unsigned: isOpen ? unsigned + 1 : 0 };
    return whole;
  }

  #signed(line: string, key: KeyObject): string {
    const text = `${line.slice(0, -1)},"key":"${this.#keyId}"`;
    const signature = sign(null, Buffer.from(text), key).toString('base64');
    return `${text}${SIGNATURE}${signature}"}`;
  }
}

/** @param line without its line break */
export function hashOf(line: string | Uint8Array): string {
  return hash('sha256', line, 'hex');
}

/** Tells one public key from another: the first half of the SHA-256 of its DER form. */
export function keyIdOf(key: KeyObject): string {
  const der = key.export({ type: 'spki', format: 'der' });
  return createHash('sha256').update(der).digest('hex').slice(0, 32);
}

/** What a chained line says of itself; `undefined`: it is none. */
export interface ChainedLine extends Link {
  readonly hash: string;
  readonly chain: string;
  readonly previous: string | null;
  readonly event: string | undefined;
  readonly torn: string | undefined;
  readonly time: string;
  /** It is marked as standing among lines of others. */
  readonly marked: boolean;
}

const HASH = /^[0-9a-f]{64}$/;

export function readChained(line: Uint8Array): ChainedLine | undefined {
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(line.buffer, line.byteOffset, line.byteLength).toString());
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const { chain, seq, previous, event, torn, time, log } = value as Record<string, unknown>;
  if (typeof chain !== 'string' || typeof time !== 'string' || !Number.isSafeInteger(seq)) return undefined;
  if (previous !== null && !(typeof previous === 'string' && HASH.test(previous))) return undefined;
  return {
    chain,
    seq: seq as number,
    previous,
    hash: hashOf(line),
    event: typeof event === 'string' ? event : undefined,
    torn: typeof torn === 'string' ? torn : undefined,
    time,
    marked: log === 'audit',
  };
}
