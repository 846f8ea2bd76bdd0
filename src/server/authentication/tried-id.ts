/** What the log says of the id with which somebody was not let in. */
import type { Authenticator } from './authenticator.ts';

/** Letters, digits, and what ids of users and clients have between them: nothing that acts in a terminal. */
const LIKE_AN_ID = /^[\p{L}\p{N}._@+!|/-]{0,64}$/u;
/** Long, with all kinds of characters and no structure, or letters and digits in turn: made by a generator of secrets. */
const LIKE_A_SECRET =
  /^(?:(?=.*[a-z])(?=.*[A-Z])(?=.*\d)[A-Za-z0-9+/_=!-]{12,}|[0-9a-fA-F]{16,}|(?:[A-Za-z]{1,3}\d{1,3}){3,}[A-Za-z]*)$/;

/**
 * An id that somebody has, as it is. Any other one can be a secret in the wrong place: it is `***` where it looks like
 * one, where it came with an id in the place of the secret, or without any secret, as tokens do.
 */
export function triedId(id: string, secret: string, users: Pick<Authenticator, 'has'>): string {
  if (users.has(id)) return id.normalize('NFC');
  const mayBeSecret = secret === '' || users.has(secret) || LIKE_A_SECRET.test(id);
  return LIKE_AN_ID.test(id) && !mayBeSecret ? id : '***';
}
