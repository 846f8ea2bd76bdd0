/** What a tenant tells about a user's password; the password itself never comes back. */
import type { JsonObject } from '../../../scim/json.ts';
import { compact, stringAt } from '../../identity-authentication/json-access.ts';
import { isoSeconds } from '../../identity-authentication/timestamps.ts';
import { Failure } from '../failure.ts';

const DEFAULT_POLICY = 'https://accounts.sap.com/policy/passwords/sap/web/1.1';

export interface PasswordWrite {
  /** In clear, where the request sets one. */
  readonly password: string | undefined;
  /** In clear, those the user has had. */
  readonly used: readonly string[];
  /** `passwordDetails` of the request. */
  readonly given: JsonObject | undefined;
  /** `passwordDetails` as stored. Credentials are no part of the profile that a PUT replaces. */
  readonly before: JsonObject | undefined;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** The `passwordDetails` to store. @throws {Failure} 400 when the user has had this password before */
export function writePassword({ password, used, given, before, now }: PasswordWrite): JsonObject {
  if (password !== undefined && used.includes(password)) {
    throw new Failure(400, undefined, 'Password is already in history');
  }
  return compact({
    failedLoginAttempts: 0,
    policy: DEFAULT_POLICY,
    ...before,
    ...given,
    status: stringAt(given, 'status') ?? (password === undefined ? stringAt(before, 'status') : 'initial'),
    setTime: password === undefined ? stringAt(before, 'setTime') : isoSeconds(now),
  });
}
