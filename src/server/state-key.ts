/** What instances with the same configuration know, and nobody who can read the state that they share. */
import { hash } from 'node:crypto';
import { formatSecretHash } from '../config/secret-hash.ts';
import type { TechnicalUser } from '../config/technical-users.ts';

/**
 * A key for digests of what is easily guessed, such as user names. Another one once a secret of a technical user changes; known to
 * everybody where none has a secret.
 */
export function stateKey(users: readonly TechnicalUser[], purpose: string): string {
  const hashes = users.flatMap(({ secrets }) => secrets.map(formatSecretHash)).toSorted();
  return hash('sha256', `${purpose} ${hashes.join(' ')}`, 'base64');
}
