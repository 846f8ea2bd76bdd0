/** `grant_type=password`: the UAA's own users, or a password that is forwarded to an identity provider. */
import type { StandInAnswer } from '../../../kit/message.ts';
import { createUser, INTERNAL_ORIGIN } from '../../landscape.ts';
import type { IdentityProvider } from '../../store/identity-providers.ts';
import type { UaaUser } from '../../store/users.ts';
import type { UaaCall } from '../call.ts';
import { oauthError, UntranslatedError } from '../errors.ts';
import { badCredentials, unauthorized } from './client.ts';
import { scopesOf, tokenAnswer, wantsOpaque } from './issue.ts';
import { originOfHint } from './login-hint.ts';

interface Login {
  readonly userName: string;
  readonly password: string;
}

/** @throws UaaError */
export function passwordGrant(call: UaaCall, client: string, form: URLSearchParams): StandInAnswer {
  const { landscape } = call;
  const userName = form.get('username');
  const password = form.get('password');
  if (userName === null || password === null) {
    throw oauthError(400, 'invalid_request', 'Required request parameters username and password are missing');
  }
  const provider = chooseProvider(call, originOfHint(form.get('login_hint')));
  const login = { userName, password };
  const user = provider.internal
    ? internalLogin(call, provider, login)
    : externalLogin(call, provider, login);
  const now = landscape.clock.now();
  landscape.users.update(user, (changed) => {
    changed.previousLogonTime = changed.lastLogonTime;
    changed.lastLogonTime = now;
  });
  const scopes = scopesOf(landscape, user);
  const refreshToken = `${landscape.guids.hex('token', 32)}-r`;
  landscape.tokens.addRefresh({
    value: refreshToken,
    client,
    userId: user.id,
    scopes,
    expires: Math.floor(now / 1000) + landscape.settings.refreshSeconds,
  });
  const opaque = wantsOpaque(form);
  return tokenAnswer({ landscape, client, user, scopes, refreshToken, grantType: 'password', opaque });
}

function chooseProvider({ landscape }: UaaCall, hint: string | undefined): IdentityProvider {
  const provider = landscape.providers.get(hint ?? INTERNAL_ORIGIN);
  if (provider === undefined || !provider.active || !provider.passwordGrant) {
    throw unauthorized(
      'unauthorized',
      'The origin provided in the login_hint does not match an active Identity Provider, that supports password grant.',
    );
  }
  const { clientOrigins } = landscape.settings;
  if (clientOrigins !== undefined && !clientOrigins.includes(provider.origin)) {
    throw unauthorized('unauthorized', "Client is not authorized for specified user's identity provider.");
  }
  return provider;
}

function internalLogin(call: UaaCall, provider: IdentityProvider, login: Login): UaaUser {
  const { landscape } = call;
  const now = landscape.clock.now();
  if (provider.isLocked(login.userName, now)) {
    throw unauthorized(
      'unauthorized',
      'Your account has been locked because of too many failed attempts to login.',
    );
  }
  const account = provider.authenticate(login.userName, login.password, now, landscape.settings);
  const user = landscape.users.find(login.userName, provider.origin);
  if (account === undefined || user === undefined || !user.active) throw badCredentials(call);
  if (account.passwordChangeRequired) throw unauthorized('unauthorized', 'password change required');
  if (!user.verified) throw oauthError(403, 'access_denied', 'Account not verified');
  return user;
}

function externalLogin(call: UaaCall, provider: IdentityProvider, login: Login): UaaUser {
  const { landscape } = call;
  if (provider.state === 'down') throw new UntranslatedError(500);
  const now = landscape.clock.now();
  const account = provider.authenticate(login.userName, login.password, now, landscape.settings);
  if (account === undefined) throw badCredentials(call, provider.refusal);
  if (provider.state === 'withoutIdToken') {
    throw badCredentials(call, 'Could not obtain id_token from external OpenID Connect provider.');
  }
  const known = landscape.users.find(login.userName, provider.origin);
  if (known !== undefined) return known;
  if (!provider.createsUsers) {
    throw unauthorized(
      'unauthorized',
      'The user account must be pre-created. Please contact your system administrator.',
    );
  }
  return createUser(landscape, {
    userName: account.userName,
    origin: provider.origin,
    email: account.userName,
  });
}
