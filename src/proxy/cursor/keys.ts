/** What cursors are signed with. Where a key is kept, and who shares it, is the server's business. */
import { createHmac, randomBytes } from 'node:crypto';

/** Bytes. */
export const SECRET_SIZE = 32;
/** Bytes. */
export const KEY_ID_SIZE = 4;

export class CursorKey {
  readonly secret: Buffer;
  /** {@link KEY_ID_SIZE} bytes that tell it from others and nothing of the secret. */
  readonly id: Buffer;

  /** @param secret of {@link SECRET_SIZE} */
  constructor(secret: Buffer) {
    this.secret = secret;
    this.id = this.mac('id', Buffer.alloc(0)).subarray(0, KEY_ID_SIZE);
  }

  static random(): CursorKey {
    return new CursorKey(randomBytes(SECRET_SIZE));
  }

  /** HMAC-SHA-256. @param purpose so that a result for one purpose is of no use for another */
  mac(purpose: 'id' | 'cursor' | 'place' | 'query', data: Buffer | string): Buffer {
    return createHmac('sha256', this.secret).update(`${purpose}\n`).update(data).digest();
  }

  has(id: Buffer): boolean {
    return this.id.equals(id);
  }
}

/** Never fail: whoever shares a key and cannot reach it has one of its own meanwhile. */
export interface CursorKeys {
  /** What new cursors are signed with. */
  current(): Promise<CursorKey>;
  /** One that is current, or was so here or elsewhere. */
  find(id: Buffer): Promise<CursorKey | undefined>;
}

/** A key that nobody else has, for as long as it is held. */
export function ownKey(): CursorKeys {
  const key = CursorKey.random();
  return { current: async () => key, find: async (id) => (key.has(id) ? key : undefined) };
}
