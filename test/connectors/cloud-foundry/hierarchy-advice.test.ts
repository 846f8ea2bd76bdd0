/** What to do first where Cloud Controller refuses a change because of the roles in organization and spaces. */
import { describe, expect, it } from 'vitest';
import { CloudControllerError } from '../../../src/connectors/cloud-foundry/cloud-controller/cloud-controller-error.ts';
import { explained, isHierarchy } from '../../../src/connectors/cloud-foundry/groups/hierarchy-advice.ts';
import type { Outcome } from '../../../src/connectors/membership/bounded.ts';
import { ScimError } from '../../../src/scim/errors.ts';

const refused = (said?: string): Outcome => ({
  status: 'refused',
  error: new CloudControllerError('hierarchy', 409, 'Its own message.', said),
});
const ORGANIZATION = { guid: 'o-1', name: 'acme' };
const ADD = {
  ref: { kind: 'space', organization: 'o-1', space: 's-1', role: 'space_developer' },
  place: { organization: ORGANIZATION, space: { guid: 's-1', name: 'dev', organization: ORGANIZATION } },
  landscape: 'cf-eu10',
  operation: 'add',
  user: 'u-1',
  userName: 'ada',
} as const;
const REMOVE = {
  ...ADD,
  ref: { kind: 'organization', organization: 'o-1', role: 'organization_user' },
  place: { organization: ORGANIZATION },
  operation: 'remove',
} as const;
const UNNAMED = { place: undefined, userName: undefined };

describe('the advice', () => {
  it.each([
    [
      'an addition',
      ADD,
      'No.',
      'User ada (u-1) is not organization_user of organization "acme": add the user to group "cf-eu10:acme:organization_user" (id "o-1 organization_user") first, or set the property btp.cf.pm.ensure.org.user to true. Cloud Controller says: No.',
    ],
    [
      'an addition, without names',
      { ...ADD, ...UNNAMED },
      undefined,
      'User u-1 is not organization_user of organization o-1: add the user to group o-1 organization_user first, or set the property btp.cf.pm.ensure.org.user to true.',
    ],
    [
      'a removal',
      REMOVE,
      'No.',
      'User ada (u-1) still has roles in spaces of organization "acme": remove the user from the groups of these spaces first. Cloud Controller says: No.',
    ],
    [
      'a removal, without names',
      { ...REMOVE, ...UNNAMED },
      undefined,
      'User u-1 still has roles in spaces of organization o-1: remove the user from the groups of these spaces first.',
    ],
  ])('about %s', (_, explanation, said, message) => {
    const outcome = explained(refused(said), explanation);
    expect(outcome).toMatchObject({
      status: 'refused',
      error: { kind: 'hierarchy', status: 409, message, said },
    });
  });

  it('is for nothing else', () => {
    const other = new CloudControllerError('refused', 400, 'Other.');
    const outcomes: Outcome[] = [
      { status: 'done' },
      { status: 'failed', error: new CloudControllerError('hierarchy', 409, 'x') },
      { status: 'not-started', error: new CloudControllerError('hierarchy', 409, 'x') },
      { status: 'refused', error: other },
      { status: 'refused', error: new ScimError(409, 'x') },
    ];
    for (const outcome of outcomes) expect(explained(outcome, ADD)).toBe(outcome);
    expect(isHierarchy(other)).toBe(false);
    expect(isHierarchy(new ScimError(409, 'x'))).toBe(false);
  });
});
