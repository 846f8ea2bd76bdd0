/** A user on its way into the database, as the UAA holds it in memory. */

import { INTERNAL_ORIGIN } from '../../landscape.ts';
import { scimError, type UaaError, unexpectedError } from '../errors.ts';
import { hasText } from '../has-text.ts';

export interface Email {
  readonly value?: string | null;
  readonly primary?: boolean;
}

export interface Name {
  readonly givenName?: string | null;
  readonly familyName?: string | null;
}

/** `null` and what a request does not name are the same but where it says otherwise. */
export interface ScimUser {
  readonly userName: string | null;
  /** Empty: the UAA's own. */
  readonly origin: string | null;
  readonly name: Name | null;
  readonly emails: readonly (Email | null)[] | null;
  /** Without blank ones. */
  readonly phoneNumbers: readonly string[];
  readonly externalId: string | null;
  readonly salt: string | null;
  /** True unless the body says false: the UAA knows no "leave it as it is". */
  readonly active: boolean;
  readonly verified: boolean;
}

const INTERNAL_NAME = /^[\p{L}+0-9+\-_.@'!]+$/u;

/** @throws UaaError 400 without a user name, for a name that a user of the UAA's own must not have, without one e-mail */
export function validate({ userName, origin, emails }: ScimUser): void {
  if (!hasText(userName)) throw invalidUser('A username must be provided.');
  if (origin === INTERNAL_ORIGIN && !INTERNAL_NAME.test(userName)) {
    throw invalidUser("Username must match pattern: [\\p{L}+0-9+\\-_.@'!]+");
  }
  if (emails?.length !== 1) throw invalidUser('Exactly one email must be provided.');
  // A blank one will do.
  if (!emails[0]?.value) throw invalidUser('An email must be provided.');
}

/**
 * The value of the primary e-mail, or of the first.
 *
 * @throws UaaError 500 for `null` in front of a primary one
 */
export function primaryEmail(emails: readonly (Email | null)[]): string | null {
  for (const email of emails) {
    if (email === null) throw unexpectedError();
    if (email.primary) return email.value ?? null;
  }
  return emails[0]?.value ?? null;
}

export function invalidUser(message: string): UaaError {
  return scimError(400, 'invalid_scim_resource', message);
}
