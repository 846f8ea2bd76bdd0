/** Under which name an answer goes to its client, and what is left of it where it wants none of that. */
import type { StandInAnswer, StandInRequest } from '../../../kit/message.ts';
import { OAuthError, scimError, UaaError, UntranslatedError } from '../errors.ts';
import { type Accepted, jsonType, readAccept, scimErrorType } from './accept.ts';
import { uaaPage } from './pages.ts';

/** Resources are JSON of the kind the client prefers. What was done is done where it takes none. */
export function negotiated(request: StandInRequest, answer: StandInAnswer): StandInAnswer {
  const accepted = readAccept(request.headers.accept);
  const type = accepted === 'unreadable' ? undefined : jsonType(accepted);
  if (type !== undefined) return { ...answer, headers: { ...answer.headers, 'content-type': type } };
  const { 'content-type': _, ...headers } = answer.headers ?? {};
  const error = scimError(400, 'scim', 'Could not find acceptable representation');
  return scimErrorAnswer(accepted, error, headers);
}

/** @throws whatever is no answer of the UAA */
export function errorAnswer(request: StandInRequest, error: unknown): StandInAnswer {
  if (error instanceof UntranslatedError) return uaaPage(request, error.status);
  const accepted = readAccept(request.headers.accept);
  if (error instanceof OAuthError) return oauthErrorAnswer(request, accepted, error);
  if (error instanceof UaaError) return scimErrorAnswer(accepted, error);
  throw error;
}

function oauthErrorAnswer(request: StandInRequest, accepted: Accepted, error: OAuthError): StandInAnswer {
  if (accepted === 'unreadable') return uaaPage(request, 500);
  const type = jsonType(accepted);
  if (type === undefined) return uaaPage(request, 406);
  const headers = { 'cache-control': 'no-store', pragma: 'no-cache', ...error.headers };
  return jsonAnswer(error.status, error.body, { 'content-type': type, ...headers });
}

function scimErrorAnswer(
  accepted: Accepted,
  error: UaaError,
  headers: Readonly<Record<string, string>> = error.headers,
): StandInAnswer {
  if (accepted === 'unreadable') return { status: error.status, headers };
  return jsonAnswer(error.status, error.body, { ...headers, 'content-type': scimErrorType(accepted) });
}

function jsonAnswer(
  status: number,
  body: Readonly<Record<string, unknown>>,
  headers: Readonly<Record<string, string>>,
): StandInAnswer {
  return { status, headers, body: JSON.stringify(body) };
}
