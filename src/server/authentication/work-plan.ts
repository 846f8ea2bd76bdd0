/**
 * The hashes that every check computes. They are the same for all users and for ids that do not exist, so that the time of
 * an answer tells nothing: for each cost in use as many as the user with most secrets of this cost has.
 */
import { type SecretHash, unmatchableHash, verifySecret } from '../../config/secret-hash.ts';
import type { TechnicalUser } from '../../config/technical-users.ts';

export class WorkPlan {
  /** One for each step, computed where a user has no hash of this cost (any more); no secret matches them. */
  readonly #decoys: readonly SecretHash[];

  constructor(users: readonly TechnicalUser[]) {
    let decoys: SecretHash[] = [];
    for (const { secrets } of users) {
      const covered = [...secrets];
      decoys = [...decoys.map((decoy) => takeSame(covered, decoy) ?? decoy), ...covered];
    }
    this.#decoys = decoys.length === 0 ? [unmatchableHash()] : decoys.map((hash) => unmatchableHash(hash));
  }

  /** @returns which of `hashes` the secret matches */
  async compare(secret: string, hashes: readonly SecretHash[]): Promise<SecretHash | undefined> {
    const left = [...hashes];
    let matched: SecretHash | undefined;
    // Every hash is computed, also after a match.
    for (const decoy of this.#decoys) {
      const hash = takeSame(left, decoy) ?? decoy;
      if (await verifySecret(secret, hash)) matched = hash;
    }
    return matched;
  }
}

/** Takes a hash of this cost out of the list. */
function takeSame(hashes: SecretHash[], { ln, r, p }: SecretHash): SecretHash | undefined {
  const index = hashes.findIndex((hash) => hash.ln === ln && hash.r === r && hash.p === p);
  return index === -1 ? undefined : hashes.splice(index, 1)[0];
}
