/** What Cloud Controller learns about users from the UAA; it keeps no names of its own. */
import { INTERNAL_ORIGIN, type Landscape } from '../landscape.ts';
import type { UaaUser } from '../store/users.ts';
import { uaaUnavailable } from './errors.ts';

export interface Identity {
  readonly username: string | null;
  readonly origin: string | null;
}

const UNKNOWN: Identity = { username: null, origin: null };

/**
 * Name and origin of a user. Both are null for whoever the UAA does not know and, just so, for users of an
 * identity provider that is not active.
 *
 * @throws CcError 503 while the UAA cannot be asked
 */
export function identify(landscape: Landscape, guid: string): Identity {
  const user = named(landscape, guid);
  return user !== undefined && isActive(landscape, user)
    ? { username: user.userName, origin: user.origin }
    : UNKNOWN;
}

/**
 * The user of the UAA, whether its identity provider is active or not, as it is found by its name.
 *
 * @throws CcError 503 while the UAA cannot be asked
 */
export function named(landscape: Landscape, guid: string): UaaUser | undefined {
  requireUaa(landscape);
  return landscape.users.get(guid);
}

/** For messages: the GUID stands in for a name that cannot be learned. */
export function displayName(landscape: Landscape, guid: string): string {
  return (landscape.settings.uaaAvailable ? identify(landscape, guid).username : null) ?? guid;
}

/**
 * Users by name, of one origin or of all, those of providers that are not active included: that is how Cloud
 * Controller asks when it looks for the id behind a name.
 *
 * @throws CcError 503 while the UAA cannot be asked
 */
export function usersNamed(landscape: Landscape, username: string, origin: string | undefined): UaaUser[] {
  requireUaa(landscape);
  return landscape.users
    .named(username)
    .filter((user) => origin === undefined || user.origin.toLowerCase() === origin.toLowerCase());
}

/** @throws CcError 503 */
function requireUaa({ settings }: Landscape): void {
  if (!settings.uaaAvailable) throw uaaUnavailable();
}

export function isInternal(origin: string | undefined): boolean {
  return origin === INTERNAL_ORIGIN;
}

function isActive({ providers }: Landscape, user: UaaUser): boolean {
  return providers.get(user.origin)?.active === true;
}
