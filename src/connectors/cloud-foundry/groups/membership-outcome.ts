/** What a half-done change of a role group is answered with. */
import type { ScimError } from '../../../scim/errors.ts';
import { isPermanent, membershipError } from '../../membership/outcome.ts';
import { CloudControllerError, type RefusalKind } from '../cloud-controller/cloud-controller-error.ts';
import type { RoleGroupOutcome } from './membership-change.ts';

const NOTE = 'organization_user of the organization was given';
/** @param what the system and the group, for people @returns `undefined` where everything was done */
export function roleGroupError(outcome: RoleGroupOutcome, what: string): ScimError | undefined {
  const notes = new Map([...outcome.organizationUsers].map((user) => [user, NOTE]));
  return membershipError(outcome, what, isRefusal, { advice: repeatAdvice, notes });
}

/** Whether and when the request is worth repeating. */
export function repeatAdvice(errors: readonly ScimError[]): string {
  if (errors.every(isPermanent)) return '';
  const kinds = new Set(errors.map(kindOf));
  return kinds.has('hierarchy')
    ? 'Then repeat the request: what was done stays done.'
    : 'Repeat the request: what was done stays done.';
}

/** Refusals of single members say nothing about the others. */
function isRefusal(error: ScimError): boolean {
  const kind = kindOf(error);
  return kind === 'hierarchy' || kind === 'refused';
}

function kindOf(error: ScimError): RefusalKind | undefined {
  return error instanceof CloudControllerError ? error.kind : undefined;
}
