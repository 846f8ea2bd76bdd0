/** What belongs to the account of a user rather than to the user: whether it is locked, and its password. */
import type { StandInAnswer } from '../../kit/message.ts';
import { INTERNAL_ORIGIN, type Landscape } from '../landscape.ts';
import type { Account } from '../store/identity-providers.ts';
import { unauthorized } from './access/bearer.ts';
import { type BodyTarget, readBody } from './body/read-body.ts';
import { flag, STRING, text } from './body/scalars.ts';
import { bean } from './body/structures.ts';
import { param, type UaaCall, uaaAnswer } from './call.ts';
import { scimError, UaaError, UntranslatedError, userNotFound } from './errors.ts';

const ACCOUNT = 'org.cloudfoundry.identity.uaa.account';

const STATUS = bean(`${ACCOUNT}.UserAccountStatus`, { locked: flag, passwordChangeRequired: flag });
const TO_STATUS: BodyTarget = {
  type: 'account.UserAccountStatus',
  method: 'scim.endpoints.ScimUserEndpoints.updateAccountStatus',
  parameters: [`${ACCOUNT}.UserAccountStatus`, STRING],
};
const CHANGE = bean(`${ACCOUNT}.PasswordChangeRequest`, { oldPassword: text, password: text });
const TO_PASSWORD: BodyTarget = {
  type: 'resources.ActionResult',
  method: 'account.PasswordChangeEndpoint.changePassword',
  parameters: [STRING, `${ACCOUNT}.PasswordChangeRequest`],
};

/** `PATCH /Users/{id}/status`. */
export function patchStatus(call: UaaCall): StandInAnswer {
  const { locked, passwordChangeRequired: change } = readBody(call, TO_STATUS, STATUS);
  const user = call.landscape.users.get(param(call, 'id'));
  if (user === undefined) throw userNotFound(param(call, 'id'));
  if (user.origin !== INTERNAL_ORIGIN) {
    throw refused('Can only manage users from the internal user store.');
  }
  if (locked === true) {
    throw refused(
      'Cannot set user account to locked. User accounts only become locked through exceeding the allowed failed login attempts.',
    );
  }
  if (change === false) {
    throw refused('The requirement that this user change their password cannot be removed via API.');
  }
  const provider = call.landscape.providers.get(INTERNAL_ORIGIN);
  if (locked === false) provider?.unlock(user.userName);
  const account = provider?.account(user.userName);
  if (change === true && account !== undefined) account.passwordChangeRequired = true;
  return uaaAnswer(200, { locked: locked ?? undefined, passwordChangeRequired: change ?? undefined });
}

/** `PUT /Users/{id}/password`: everybody their own, knowing the old one. */
export function putPassword(call: UaaCall): StandInAnswer {
  const { password, oldPassword } = readChange(call);
  const account = accountOf(call.landscape, param(call, 'id'));
  if (call.caller?.user?.userId !== param(call, 'id')) {
    throw invalidPassword(400, "Not permitted to change another user's password");
  }
  if (oldPassword.trim() === '') throw invalidPassword(400, 'Previous password is required');
  if (account?.password !== oldPassword) throw unauthorized('unauthorized', 'Old password is incorrect');
  if (password === oldPassword) {
    throw invalidPassword(422, 'Your new password cannot be the same as the old password.');
  }
  if (password === '') throw invalidPassword(400, 'Password must be at least 1 characters in length.');
  account.password = password;
  account.passwordChangeRequired = false;
  return uaaAnswer(200, { status: 'ok', message: 'password updated' });
}

/** What cannot be read is a page here: this endpoint has no words of its own for it. */
function readChange(call: UaaCall): { readonly password: string; readonly oldPassword: string } {
  try {
    const { password, oldPassword } = readBody(call, TO_PASSWORD, CHANGE);
    return { password: password ?? '', oldPassword: oldPassword ?? '' };
  } catch (error) {
    throw error instanceof UaaError ? new UntranslatedError(400) : error;
  }
}

function accountOf({ users, providers }: Landscape, id: string): Account | undefined {
  const user = users.get(id);
  return user?.origin === INTERNAL_ORIGIN
    ? providers.get(INTERNAL_ORIGIN)?.account(user.userName)
    : undefined;
}

function refused(message: string): UaaError {
  return scimError(400, 'scim', message);
}

function invalidPassword(status: number, message: string): UaaError {
  return scimError(status, 'invalid_password', message);
}
