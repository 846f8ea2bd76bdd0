/** What users may change about themselves without a scope for it: their names, where the UAA itself keeps them. */
import { INTERNAL_ORIGIN } from '../../landscape.ts';
import type { UaaUser } from '../../store/users.ts';
import type { UaaCall } from '../call.ts';
import { oauthError } from '../errors.ts';
import { primaryEmail, type ScimUser } from './scim-user.ts';

const SUFFICIENT = ['uaa.admin', 'scim.write'];

/** @throws OAuthError 403 where the caller is the user of the path and changes more than that */
export function checkSelfEdit({ caller }: UaaCall, stored: UaaUser | undefined, wanted: ScimUser): void {
  if (caller?.user === undefined || caller.user.userId !== stored?.id) return;
  if (caller.scopes.some((scope) => SUFFICIENT.includes(scope))) return;
  if (stored.origin === INTERNAL_ORIGIN && isSameButForNames(stored, wanted)) return;
  throw oauthError(
    403,
    'invalid_self_edit',
    'Users are only allowed to edit their own User settings when internal user storage is enabled, ' +
      'and in that case they may only edit the givenName and familyName.',
  );
}

/** Texts are compared as they are, case included. */
function isSameButForNames(stored: UaaUser, wanted: ScimUser): boolean {
  return (
    primaryEmail(wanted.emails ?? []) === stored.email &&
    wanted.userName === stored.userName &&
    (wanted.origin || INTERNAL_ORIGIN) === stored.origin &&
    (wanted.salt ?? undefined) === stored.salt &&
    (wanted.externalId || undefined) === stored.externalId &&
    wanted.phoneNumbers[0] === stored.phoneNumber &&
    wanted.active === stored.active &&
    wanted.verified === stored.verified
  );
}
