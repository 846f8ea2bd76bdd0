/** A user in the shape of its row. */
import { hasText } from '../has-text.ts';
import { primaryEmail, type ScimUser } from './scim-user.ts';
import type { UserRow } from './statements.ts';

/** Of a valid user. */
export function rowOf(user: ScimUser, origin: string): UserRow {
  return {
    userName: stored(user.userName) ?? '',
    origin: stored(origin) ?? '',
    email: stored(primaryEmail(user.emails ?? [])) ?? '',
    givenName: stored(user.name?.givenName),
    familyName: stored(user.name?.familyName),
    phoneNumber: stored(user.phoneNumbers[0]),
    externalId: hasText(user.externalId) ? stored(user.externalId) : undefined,
    salt: stored(user.salt),
    active: user.active,
    verified: user.verified,
  };
}

/** Half a surrogate pair does not get into the database. */
function stored(text: string | null | undefined): string | undefined {
  return text?.replace(/\p{Surrogate}/gu, '?');
}
