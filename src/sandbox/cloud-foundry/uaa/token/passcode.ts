/** A one-time passcode in place of a password. Nobody here hands one out, so none is ever good. */
import type { StandInRequest } from '../../../kit/message.ts';
import { challenge, type OAuthError, oauthError } from '../errors.ts';
import { readAccept } from '../web/accept.ts';

/** Only for who wants JSON, or says nothing. */
export function isPasscodeRequest({ headers }: StandInRequest, form: URLSearchParams): boolean {
  if (form.get('grant_type') !== 'password' || !form.has('passcode')) return false;
  const accepted = readAccept(headers.accept);
  return accepted !== 'unreadable' && (accepted.length === 0 || accepted[0]?.subtype === 'json');
}

export function passcodeRefusal({ method }: StandInRequest, form: URLSearchParams): OAuthError {
  if (method !== 'POST') return refused('Credentials must be sent by (one of methods): [POST]');
  return refused(form.get('passcode') ? 'Invalid passcode' : 'Passcode information is missing.');
}

function refused(description: string): OAuthError {
  const members = { realm: 'oauth', error: 'unauthorized', error_description: description };
  return oauthError(401, members.error, description, { 'www-authenticate': challenge('Bearer', members) });
}
