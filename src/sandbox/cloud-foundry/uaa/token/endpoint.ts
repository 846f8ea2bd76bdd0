/** `POST /oauth/token` (RFC 6749 §3.2). */
import type { StandInAnswer } from '../../../kit/message.ts';
import type { UaaCall } from '../call.ts';
import { oauthError } from '../errors.ts';
import { authenticateClient } from './client.ts';
import { passwordGrant } from './password-grant.ts';
import { refreshGrant } from './refresh-grant.ts';

/** @throws UaaError */
export function postToken(call: UaaCall): StandInAnswer {
  const form = readForm(call);
  const client = authenticateClient(call, form);
  const grantType = form.get('grant_type');
  switch (grantType) {
    case 'password':
      return passwordGrant(call, client, form);
    case 'refresh_token':
      return refreshGrant(call, client, form);
    case null:
    case '':
      throw oauthError(400, 'invalid_request', 'Missing grant type');
    default:
      throw oauthError(400, 'unsupported_grant_type', `Unsupported grant type: ${grantType}`);
  }
}

/** The parameters of the query and of a form body; where both have one, the query's comes first. */
function readForm({ request, query }: UaaCall): URLSearchParams {
  const type = (request.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase();
  const body = type === 'application/x-www-form-urlencoded' ? request.body.toString('utf8') : '';
  return new URLSearchParams([...query, ...new URLSearchParams(body)]);
}
