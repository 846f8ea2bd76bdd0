/** Who logs in with a name and a password: chooses the identity provider, and remembers when. */
import { INTERNAL_ORIGIN, type Landscape } from '../../landscape.ts';
import type { IdentityProvider } from '../../store/identity-providers.ts';
import type { UaaUser } from '../../store/users.ts';
import { externalLogin } from './external-login.ts';
import { internalLogin } from './internal-login.ts';
import { readLoginHint } from './login-hint.ts';
import { loginRefused } from './refusal.ts';

/**
 * @throws OAuthError 401 or 403
 * @throws UntranslatedError 500
 */
export async function logIn(landscape: Landscape, form: URLSearchParams): Promise<UaaUser> {
  const hint = readLoginHint(form.get('login_hint'));
  const provider = chooseProvider(landscape, hint === undefined ? INTERNAL_ORIGIN : hint.origin);
  const login = { userName: form.get('username'), password: form.get('password') };
  const user = provider.internal
    ? internalLogin(landscape, provider, login)
    : await externalLogin(landscape, provider, login);
  landscape.users.update(user, (changed) => {
    changed.previousLogonTime = changed.lastLogonTime;
    changed.lastLogonTime = landscape.clock.now();
  });
  return user;
}

function chooseProvider({ providers, settings }: Landscape, origin: string | undefined): IdentityProvider {
  const provider = origin === undefined ? undefined : providers.get(origin);
  if (!provider?.active || !provider.passwordGrant) {
    throw loginRefused(
      'unauthorized',
      'The origin provided in the login_hint does not match an active Identity Provider, that supports password grant.',
    );
  }
  if (settings.clientOrigins !== undefined && !settings.clientOrigins.includes(provider.origin)) {
    throw loginRefused('unauthorized', "Client is not authorized for specified user's identity provider.");
  }
  return provider;
}
