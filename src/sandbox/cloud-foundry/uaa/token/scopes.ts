/** What a user may do, what a client may ask for, and what comes of both. */
import type { Landscape } from '../../landscape.ts';
import { USER_SCOPES } from '../../settings.ts';
import type { UaaUser } from '../../store/users.ts';
import { oauthError } from '../errors.ts';

/** What client `cf` may ask for beside the scopes that users of this landscape have. */
const CLIENT_SCOPES: readonly string[] = [
  'cloud_controller.admin',
  'cloud_controller.read',
  'cloud_controller.write',
  'openid',
  'password.write',
  'scim.read',
  'scim.userids',
  'scim.write',
  'uaa.user',
];

export function scopesOf({ settings, provisioners }: Landscape, user: UaaUser): readonly string[] {
  return provisioners.has(user.id) ? settings.scopes : USER_SCOPES;
}

/** The scopes of a parameter `scope`, each once and in order; none where it is absent. */
export function readScopes(parameter: string | null): readonly string[] {
  const text = (parameter ?? '').replaceAll(',', ' ');
  if (text.trim() === '') return [];
  return [...new Set(text.trimEnd().split(/[\s+]/))].sort();
}

/**
 * What a login gives: everything the user has, or what was asked for of it.
 *
 * @throws OAuthError 400 for a scope that the client has not, or where nothing is left
 */
export function grantedScopes(
  landscape: Landscape,
  user: UaaUser,
  asked: readonly string[],
): readonly string[] {
  const known = new Set([...CLIENT_SCOPES, ...USER_SCOPES, ...landscape.settings.scopes]);
  const foreign = asked.find((scope) => !known.has(scope));
  if (foreign !== undefined) {
    throw invalidScope(`${foreign} is invalid. Please use a valid scope name in the request`);
  }
  const own = scopesOf(landscape, user);
  const granted = asked.length === 0 ? own : own.filter((scope) => asked.includes(scope));
  if (granted.length === 0) {
    throw invalidScope(
      `[${asked.join(', ')}] is invalid. This user is not allowed any of the requested scopes`,
    );
  }
  return granted;
}

/**
 * What a client gets that acts for itself: everything it has, or what was asked for of it.
 *
 * @throws OAuthError 400 for a scope that the client has not
 */
export function ownScopes({ settings }: Landscape, asked: readonly string[]): readonly string[] {
  const { scopes } = settings.ownClient;
  const foreign = asked.find((scope) => !scopes.includes(scope));
  if (foreign !== undefined) {
    throw invalidScope(`${foreign} is invalid. Please use a valid scope name in the request`);
  }
  return asked.length === 0 ? scopes : asked;
}

/** Scopes that a token has and its user has no longer. */
export function lostScopes(
  landscape: Landscape,
  user: UaaUser,
  scopes: readonly string[],
): readonly string[] {
  const own = scopesOf(landscape, user);
  return scopes.filter((scope) => !own.includes(scope));
}

function invalidScope(description: string): Error {
  return oauthError(400, 'invalid_scope', description, { 'www-authenticate': 'Basic realm="UAA/client"' });
}
