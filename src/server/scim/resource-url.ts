/** The parts of a URL behind a system's id, and what can be done there: of a request, and of each operation of a Bulk request. */
import type { ProxySystem } from '../../proxy/types.ts';
import { LONGEST_ID } from '../../scim/entity-id.ts';
import { ScimError } from '../../scim/errors.ts';
import { decodePart } from '../http/request-target.ts';

/** @throws ScimError 400, 414 */
export function decodeId(encoded: string, what: string): string {
  const id = decodePart(encoded, what);
  if (id.length > LONGEST_ID) throw new ScimError(414, `${what} is longer than ${LONGEST_ID} characters.`);
  return id;
}

/** @throws ScimError 405 */
export function requireMethod(method: string, here: string, allow: readonly string[]): void {
  if (allow.includes(method)) return;
  throw new ScimError(405, `${method} is not possible on ${here}; use ${allow.join(', ')}.`, { allow });
}

/** Clients and routers on the way resolve it; which resource would be meant is anybody's guess. */
export function isDotSegment(segment: string): boolean {
  return segment.length <= '%2e%2e'.length && /^(?:\.|%2e){1,2}$/i.test(segment);
}

export function noSuchEndpoint(
  system: Pick<ProxySystem, 'endpoints'>,
  endpoint: string | undefined,
): ScimError {
  if (endpoint === 'Me') return new ScimError(501, 'Me is not implemented by this proxy.');
  const known = system.endpoints.join(', ');
  if (endpoint === undefined)
    return new ScimError(404, `The URL names no endpoint; this system has ${known}.`);
  const meant = system.endpoints.find((name) => name.toLowerCase() === endpoint.toLowerCase());
  if (meant !== undefined) return new ScimError(404, `Endpoint names are case-sensitive; use ${meant}.`);
  return new ScimError(404, `This system has no such endpoint; it has ${known}.`);
}
