/** A login of the UAA's own users, whose passwords it keeps. */
import type { Landscape } from '../../landscape.ts';
import type { IdentityProvider } from '../../store/identity-providers.ts';
import type { UaaUser } from '../../store/users.ts';
import type { Credentials } from './credentials.ts';
import { badCredentials, loginForbidden, loginRefused } from './refusal.ts';

/** @throws OAuthError 401 or 403 */
export function internalLogin(
  landscape: Landscape,
  provider: IdentityProvider,
  { userName, password }: Credentials,
): UaaUser {
  if (password === null) throw badCredentials(landscape, 'No password supplied');
  const name = userName ?? '';
  const user = landscape.users.find(name, provider.origin);
  // Who does not exist, or is not active, cannot be locked either.
  if (!user?.active) throw badCredentials(landscape);
  const now = landscape.clock.now();
  if (provider.isLocked(name, now)) {
    throw loginRefused(
      'unauthorized',
      'Your account has been locked because of too many failed attempts to login.',
    );
  }
  const account = provider.authenticate(name, password, now, landscape.settings);
  if (account === undefined) throw badCredentials(landscape);
  if (!user.verified) throw loginForbidden(403, 'access_denied', 'Account not verified');
  if (account.passwordChangeRequired) throw loginRefused('unauthorized', 'password change required');
  return user;
}
