/** Whether the caller may do this: decided by method and path, before any endpoint is asked. */
import type { StandInRequest } from '../../../kit/message.ts';
import { type Landscape, ZONE } from '../../landscape.ts';
import type { AccessToken } from '../../store/tokens.ts';
import { challenge, type OAuthError, oauthError, UntranslatedError } from '../errors.ts';
import { identifyCaller, notAuthenticated } from './bearer.ts';
import { AREAS, type Area, fits, type Need } from './rules.ts';

/** The area that asks for a token here, if any does. @param path decoded */
export function areaOf(path: string): Area | undefined {
  return AREAS.find((area) => fits(area.path, path));
}

/**
 * The caller, who may.
 *
 * @throws OAuthError 401 without a good token, 403 where it does not reach
 * @throws UntranslatedError 403 or 404 for a switch to another zone
 */
export function authorize(
  landscape: Landscape,
  request: StandInRequest,
  area: Area,
  path: string,
): AccessToken {
  const caller = identifyCaller(landscape, request);
  switchZone(request, caller);
  const rule = area.rules.find(
    ({ method, path: pattern }) => (method === undefined || method === request.method) && fits(pattern, path),
  );
  if (caller === undefined) throw notAuthenticated();
  if (rule === undefined) throw accessDenied();
  check(rule.needs, caller, path);
  return caller;
}

export function accessDenied(): OAuthError {
  return oauthError(403, 'access_denied', 'Access is denied');
}

function check(needs: Need, { scopes, user }: AccessToken, path: string): void {
  if (needs.self && user !== undefined && path.split('/')[2] === user.userId) return;
  const sufficient = needs.strict
    ? needs.scopes
    : ['uaa.admin', ...needs.scopes, ...(needs.zoneAdmin ? [`zones.${ZONE}.admin`] : [])];
  if (scopes.some((scope) => sufficient.includes(scope))) return;
  const body = { error: 'insufficient_scope', error_description: 'Insufficient scope for this resource' };
  const scope = sufficient.join(' ');
  throw oauthError(
    403,
    body.error,
    body.error_description,
    { 'www-authenticate': challenge('Bearer', { ...body, scope }) },
    { scope },
  );
}

/** There is one zone; to be sent there takes a scope for it. */
function switchZone({ headers }: StandInRequest, caller: AccessToken | undefined): void {
  const id = headers['x-identity-zone-id'];
  const subdomain = headers['x-identity-zone-subdomain'];
  if (!id && !subdomain) return;
  if (id !== ZONE) throw new UntranslatedError(404);
  if (!caller?.scopes.some((scope) => scope.startsWith(`zones.${ZONE}.`))) throw new UntranslatedError(403);
}
