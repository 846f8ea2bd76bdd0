/**
 * What is remembered of a request with an Idempotency-Key can be read by whoever sends the same request again, and by nobody who
 * only sees the shared state: names are hashes, and answers, which are personal data, are encrypted with what the key and
 * the request give.
 */
import { createCipheriv, createDecipheriv, createHash, createHmac, hkdfSync, randomBytes } from 'node:crypto';

const CIPHER = 'aes-256-gcm';
/** Bytes. */
const NONCE_SIZE = 12;
const TAG_SIZE = 16;
const KEY_SIZE = 32;

export interface SealedRequest {
  /** Whose key it is. */
  readonly user: string;
  readonly system: string;
  readonly key: string;
  /** All that makes the request what it is, in order: two requests are the same where all of it is. */
  readonly parts: readonly (string | Buffer)[];
}

export class Seal {
  /** Of the user, the system and the key: printable ASCII. */
  readonly name: string;
  /** Of the request; only with the key it can be found out whether it is that of some request. */
  readonly fingerprint: string;
  readonly #secret: Buffer;

  constructor({ user, system, key, parts }: SealedRequest) {
    const digest = digestOf(parts);
    this.name = digestOf([user, system, key]).toString('base64url');
    this.fingerprint = createHmac('sha256', derived(key, Buffer.alloc(0), 'fingerprint'))
      .update(digest)
      .digest('base64url');
    this.#secret = derived(key, digest, 'answer');
  }

  seal(text: string): string {
    const nonce = randomBytes(NONCE_SIZE);
    const cipher = createCipheriv(CIPHER, this.#secret, nonce).setAAD(Buffer.from(this.name));
    const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
    return Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64');
  }

  /** `undefined` for what was not sealed so, or was changed since. */
  open(sealed: string): string | undefined {
    const bytes = Buffer.from(sealed, 'base64');
    const [nonce, tag] = [bytes.subarray(0, NONCE_SIZE), bytes.subarray(NONCE_SIZE, NONCE_SIZE + TAG_SIZE)];
    try {
      const decipher = createDecipheriv(CIPHER, this.#secret, nonce, { authTagLength: TAG_SIZE })
        .setAAD(Buffer.from(this.name))
        .setAuthTag(tag);
      const text = [decipher.update(bytes.subarray(NONCE_SIZE + TAG_SIZE)), decipher.final()];
      return Buffer.concat(text).toString('utf8');
    } catch {
      return undefined;
    }
  }
}

/** Each part with its length in front, so that none can be taken for the end of another. */
function digestOf(parts: SealedRequest['parts']): Buffer {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(`${Buffer.byteLength(part)}:`).update(part);
  return hash.digest();
}

/** RFC 5869. */
function derived(key: string, salt: Buffer, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', key, salt, `ipsproxy idempotency ${purpose}`, KEY_SIZE));
}
