/** What a half-done change of a role group is answered with. */
import type { ScimError } from '../../scim/errors.ts';
import { type MembershipOutcome, membershipError } from '../membership/outcome.ts';
import { CloudControllerError } from './cloud-controller-error.ts';

/** @param what the system and the group, for people @returns `undefined` where everything was done */
export function roleGroupError(outcome: MembershipOutcome, what: string): ScimError | undefined {
  return membershipError(outcome, what, isRefusal);
}

/** Refusals of single members say nothing about the others. */
function isRefusal(error: ScimError): boolean {
  return error instanceof CloudControllerError && (error.kind === 'hierarchy' || error.kind === 'refused');
}
