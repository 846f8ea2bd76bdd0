/**
 * Pairs of id and secret whose check is known already; as digests under a key of this process, so that what is remembered
 * is worth nothing elsewhere. Outlives reloads: whether it still holds is seen from the hashes of the user.
 */
import { hash, randomBytes } from 'node:crypto';
import { BoundedMap } from '../bounded-map.ts';

const MOST_RIGHT = 1000;
const MOST_WRONG = 10_000;

/** An id and a secret, as an `Authorization` header had them. */
export interface KnownPair {
  /** NFC. */
  readonly id: string;
  /** Of both. */
  readonly digest: string;
}

export class PairMemory {
  /** All of one length, so that no two texts behind it look alike; nobody sees a digest who could lengthen it. */
  readonly #key = randomBytes(32).toString('hex');
  /** The hash that a pair matched. */
  readonly right = new BoundedMap<string>(MOST_RIGHT);
  /** By the whole header: clients send the same one with every request. */
  readonly headers = new BoundedMap<KnownPair>(MOST_RIGHT);
  /** By address, pair and version of the account. */
  readonly wrong = new BoundedMap<true>(MOST_WRONG);

  digest(text: string): string {
    return hash('sha256', this.#key + text, 'base64');
  }
}
