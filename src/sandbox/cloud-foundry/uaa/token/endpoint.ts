/** `/oauth/token` (RFC 6749 §3.2): first the client, then the user, then what is asked for. */
import type { StandInAnswer, StandInRequest } from '../../../kit/message.ts';
import { identifyCaller } from '../access/bearer.ts';
import type { UaaCall } from '../call.ts';
import { oauthError } from '../errors.ts';
import { readParameters } from '../web/parameters.ts';
import { assertionRefusal } from './assertion.ts';
import { identifyClient } from './client.ts';
import { clientCredentialsGrant } from './client-credentials.ts';
import { logIn } from './login.ts';
import { isPasscodeRequest, passcodeRefusal } from './passcode.ts';
import { allowScopes, type PasswordGrant, passwordGrant } from './password-grant.ts';
import { refreshGrant } from './refresh-grant.ts';
import { badCredentials, grantRefused, loginRefused } from './refusal.ts';

/** For clients through which users log in. */
const USER_GRANTS = new Set(['password', 'refresh_token']);

/** Known to the UAA, and not for those clients. */
const OTHER_GRANTS = new Set([
  'authorization_code',
  'client_credentials',
  'urn:ietf:params:oauth:grant-type:jwt-bearer',
  'urn:ietf:params:oauth:grant-type:saml2-bearer',
  'user_token',
]);

/**
 * @throws OAuthError 400, 401, 403 or 405
 * @throws UntranslatedError 500
 */
export async function tokenEndpoint({ landscape, request }: UaaCall): Promise<StandInAnswer> {
  const form = readParameters(request);
  if (isBearerRequest(request, form)) identifyCaller(landscape, request);
  const client = identifyClient(landscape, request, form);
  const grantType = form.get('grant_type');
  if (client !== undefined && isPasscodeRequest(request, form)) throw passcodeRefusal(request, form);
  let password: PasswordGrant | undefined;
  if (grantType === 'password') {
    if (client === undefined) throw badCredentials(landscape, 'No client authentication found.');
    password = allowScopes(landscape, await logIn(landscape, form), form);
  }
  const refusal = assertionRefusal(grantType, form);
  if (refusal !== undefined) throw refusal;
  if (client === undefined) {
    throw loginRefused('unauthorized', 'An Authentication object was not found in the SecurityContext');
  }
  if (request.method === 'OPTIONS') return { status: 200, headers: { allow: 'GET,HEAD,POST,OPTIONS' } };
  if (!['GET', 'HEAD', 'POST'].includes(request.method)) {
    throw oauthError(405, 'method_not_allowed', `Request method '${request.method}' not supported`);
  }
  if ((form.get('client_id') ?? client) !== client) {
    throw grantRefused('invalid_client', 'Given client ID does not match authenticated client');
  }
  if (client === landscape.settings.ownClient.id && USER_GRANTS.has(grantType ?? '')) {
    throw grantRefused('invalid_client', 'Unauthorized grant type');
  }
  if (password !== undefined) return passwordGrant(landscape, client, password, form);
  return otherGrant(landscape, client, form, grantType ?? '');
}

function otherGrant(
  landscape: UaaCall['landscape'],
  client: string,
  form: URLSearchParams,
  grantType: string,
): StandInAnswer {
  if (grantType.trim() === '') throw oauthError(400, 'invalid_request', 'Missing grant type');
  if (grantType === 'refresh_token') return refreshGrant(landscape, client, form);
  if (grantType === 'client_credentials' && client === landscape.settings.ownClient.id) {
    return clientCredentialsGrant(landscape, client, form);
  }
  if (grantType === 'implicit') {
    throw oauthError(400, 'invalid_grant', 'Implicit grant type not supported from token endpoint');
  }
  if (OTHER_GRANTS.has(grantType)) throw grantRefused('invalid_client', 'Unauthorized grant type');
  throw oauthError(400, 'unsupported_grant_type', 'Unsupported grant type');
}

/** A token in place of client credentials, for clients that name themselves in the parameters. */
function isBearerRequest({ headers }: StandInRequest, form: URLSearchParams): boolean {
  return /^bearer /i.test(headers.authorization ?? '') && form.has('client_id');
}
