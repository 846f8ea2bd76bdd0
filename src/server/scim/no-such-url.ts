/** Why nothing is at a URL below the families, said so that whoever put it together finds the part that is wrong. */
import type { TechnicalUser } from '../../config/technical-users.ts';
import type { ProxySystem } from '../../proxy/types.ts';
import { ScimError } from '../../scim/errors.ts';
import { noSuchEndpoint } from './resource-url.ts';
import { SYSTEM_ENDPOINTS } from './system-endpoints.ts';

/** Names that stand where a system id was forgotten, beside those that every system has. */
const USUAL_ENDPOINTS: ReadonlySet<string> = new Set(['Users', 'Groups', 'Me']);

/**
 * Nothing between two slashes is no name; said as such, since it is hard to see in a URL that a client put together.
 *
 * @throws ScimError 404
 */
export function refuseDoubledSlash(segments: readonly string[]): void {
  const empty = segments.indexOf('');
  if (empty === -1) return;
  const place =
    ['before the system id', 'behind the system id', 'behind the endpoint'][empty] ?? 'behind the id';
  throw new ScimError(
    404,
    `No such URL: its path has a doubled slash (//) ${place}. Take one out; often the base URL that the client is configured with ends with a slash too many.`,
  );
}

/**
 * Looks at the form of the URL alone, so that it tells nobody which systems there are.
 *
 * @param segments encoded
 * @throws ScimError 404
 */
export function refuseMissingSystem(
  { 0: first = '' }: readonly string[],
  systems: Pick<ReadonlyMap<string, unknown>, 'has'>,
): void {
  if (first === '') {
    throw new ScimError(
      404,
      'The URL names no system: behind this path comes <systemId>/<Endpoint>; the start of the log names all systems there are.',
    );
  }
  if (systems.has(first) || !(USUAL_ENDPOINTS.has(first) || SYSTEM_ENDPOINTS.has(first))) return;
  throw new ScimError(
    404,
    `The URL names no system in front of the endpoint ${first}: the order is <systemId>/<Endpoint>; the start of the log names all systems there are.`,
  );
}

/** @param user that is told of a system in another spelling only where it may use it */
export function noSuchSystem(
  systemId: string,
  known: Iterable<string>,
  user: Pick<TechnicalUser, 'systems'> | undefined,
): ScimError {
  const wanted = systemId.trim().toLowerCase();
  for (const id of known) {
    if (id.toLowerCase() !== wanted || user?.systems?.has(id) === false) continue;
    return new ScimError(404, `System ids are compared letter by letter, in the same case; use ${id}.`);
  }
  return new ScimError(404, 'There is no system with this id; the start of the log names all there are.');
}

/** @param segments encoded, from the system id on */
export function noSuchUrl(
  system: Pick<ProxySystem, 'endpoints'>,
  segments: readonly string[],
  endpoint: string | undefined,
): ScimError {
  const wanted = endpoint?.toLowerCase();
  const meant = [...SYSTEM_ENDPOINTS.keys()].find((name) => name.toLowerCase() === wanted);
  if (meant !== undefined) return new ScimError(404, `Endpoint names are case-sensitive; use ${meant}.`);
  const plain = noSuchEndpoint(system, endpoint);
  const later = system.endpoints.find((name) => segments.includes(name, 2));
  if (plain.status !== 404 || later === undefined) return plain;
  return new ScimError(
    404,
    `No such URL: ${later} has to stand directly behind the system id; take out what is between them.`,
  );
}

export function behindResource(): ScimError {
  return new ScimError(
    404,
    'No such URL: behind the id of a resource nothing may follow; encode a slash in an id as %2F.',
  );
}
