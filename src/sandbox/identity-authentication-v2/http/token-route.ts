/**
 * `POST /oauth2/token`: client credentials, by Basic or in the form. Documented answers are only 200 and 400; the
 * errors' bodies are those of RFC 6749 §5.2.
 */

import { type Credentials, readBasic } from '../../identity-authentication/access/credentials.ts';
import type { StandInRequest } from '../../kit/message.ts';
import type { Tokens } from '../access/tokens.ts';
import type { Result } from './result.ts';

const FORM = 'application/x-www-form-urlencoded';

export function answerTokenRequest(
  { method, headers, body }: StandInRequest,
  credentials: Credentials,
  tokens: Tokens,
): Result {
  if (method !== 'POST') return { status: 405, headers: { allow: 'POST' } };
  const type = headers['content-type']?.split(';')[0]?.trim().toLowerCase();
  if (type !== FORM) return refuse('invalid_request', `Content-Type has to be ${FORM}`);
  const form = new URLSearchParams(body.toString('utf8'));
  if (form.get('grant_type') !== 'client_credentials') {
    return refuse('unsupported_grant_type', 'Only client_credentials is supported');
  }
  const readings =
    headers.authorization === undefined
      ? [{ clientId: form.get('client_id') ?? '', secret: form.get('client_secret') ?? '' }]
      : readBasic(headers.authorization);
  if (!credentials.verify(readings)) return refuse('invalid_client', 'Client authentication failed');
  const format = form.get('token_format') ?? 'jwt';
  if (format !== 'jwt' && format !== 'opaque') {
    return refuse('invalid_request', 'token_format has to be jwt or opaque');
  }
  return json(200, {
    access_token: tokens.issue(format),
    token_type: 'Bearer',
    expires_in: tokens.expiresIn,
  });
}

function refuse(error: string, description: string): Result {
  return json(400, { error, error_description: description });
}

function json(status: number, body: Record<string, string | number>): Result {
  return { status, other: { type: 'application/json', text: JSON.stringify(body) } };
}
