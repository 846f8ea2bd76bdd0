/** What to do about it when the UAA or Cloud Controller refuses the provisioning user. */
import type { UaaWords } from '../../uaa-api/uaa-error.ts';

export const REJECTED =
  'A new token was rejected too: check the properties User, Password and btp.cf.pm.origin, and whether the user is still active.';

export const SCOPE_ADVICE =
  'It is given by SAP (support ticket on component BC-CP-CF-SEC-IAM for this tenant and origin) to members of the group cf-user-provisioning of the Identity Authentication tenant.';

/** What is missing where a token does not have this scope of the UAA's; sentences. */
export function missingScope(scope: string): string {
  return `The provisioning user (property User) lacks the scope ${scope}. ${SCOPE_ADVICE}`;
}

export const PROVISIONING_USER: UaaWords = { rejected: REJECTED, missingScope };
