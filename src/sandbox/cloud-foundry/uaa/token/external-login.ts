/** A password that the UAA forwards to an identity provider (OpenID Connect, password grant). */
import { createUser, type Landscape } from '../../landscape.ts';
import type { IdentityProvider, ProviderState } from '../../store/identity-providers.ts';
import type { UaaUser } from '../../store/users.ts';
import { UntranslatedError } from '../errors.ts';
import type { Credentials } from './credentials.ts';
import { badCredentials, loginRefused } from './refusal.ts';

/** So long the UAA waits for a provider, in milliseconds. */
const PATIENCE = 10_000;

/** What a provider says with a 4xx, which the UAA takes for a refused password whatever it is. */
const REFUSALS: Readonly<Partial<Record<ProviderState, string>>> = {
  throttled: '{"error":"too_many_requests","error_description":"Too many requests"}',
  missing: '{}',
  misconfigured: '{"error":"invalid_client","error_description":"Client authentication failed"}',
  page: '<html><body>Unauthorized ü</body></html>',
};

/**
 * The user, made at the first login.
 *
 * @throws OAuthError 401
 * @throws UntranslatedError 500 for a provider that is not there
 */
export async function externalLogin(
  landscape: Landscape,
  provider: IdentityProvider,
  { userName, password }: Credentials,
): Promise<UaaUser> {
  const { clock, settings, users } = landscape;
  if (userName === null || password === null) {
    throw badCredentials(landscape, 'Request is missing username or password.');
  }
  const { state } = provider;
  if (state === 'hanging') await clock.wait(PATIENCE);
  if (state === 'hanging' || state === 'down') throw new UntranslatedError(500);
  const refusal = REFUSALS[state];
  if (refusal !== undefined) throw badCredentials(landscape, refusal);
  const account = provider.authenticate(userName, password, clock.now(), settings);
  if (account === undefined) throw badCredentials(landscape, provider.refusal);
  if (state === 'withoutIdToken') {
    throw badCredentials(landscape, 'Could not obtain id_token from external OpenID Connect provider.');
  }
  const known = users.find(userName, provider.origin);
  return known === undefined
    ? firstLogin(landscape, provider, account.userName)
    : nextLogin(landscape, known);
}

/** The UAA looks among active users only, and takes one that it does not find there for new. */
function nextLogin({ users }: Landscape, user: UaaUser): UaaUser {
  if (!user.active) {
    users.update(user, (changed) => {
      changed.active = true;
    });
  }
  return user;
}

function firstLogin(landscape: Landscape, { origin, createsUsers }: IdentityProvider, name: string): UaaUser {
  if (!createsUsers) {
    throw loginRefused(
      'unauthorized',
      'The user account must be pre-created. Please contact your system administrator.',
    );
  }
  return createUser(landscape, {
    userName: name,
    origin,
    email: name,
    // What the provider calls the user; that it knows the address, it does not say.
    externalId: `P${landscape.guids.hex('subject', 6)}`,
    verified: false,
  });
}
