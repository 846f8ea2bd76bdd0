/** A user as the UAA shows it: what is null is left out, and `emails[0].primary` is false whatever was sent. */
import type { StandInAnswer } from '../../../kit/message.ts';
import { type Landscape, ZONE } from '../../landscape.ts';
import type { UaaUser } from '../../store/users.ts';
import { resourceAnswer } from '../call.ts';
import { hasText } from '../has-text.ts';
import { type Attributes, present } from '../projection.ts';
import { SCHEMAS } from '../schemas.ts';

export function userAttributes({ groups }: Landscape): Attributes<UaaUser> {
  return {
    id: (user) => user.id,
    externalId: (user) => user.externalId,
    meta: (user) => ({
      version: user.version,
      created: new Date(user.created).toISOString(),
      lastModified: new Date(user.lastModified).toISOString(),
    }),
    userName: (user) => user.userName,
    name: (user) => ({
      ...(user.familyName === undefined ? {} : { familyName: user.familyName }),
      ...(user.givenName === undefined ? {} : { givenName: user.givenName }),
    }),
    // A blank one is stored and never shown.
    emails: (user) => (hasText(user.email) ? [{ value: user.email, primary: false }] : undefined),
    groups: (user) =>
      groups
        .membershipsOf(user.id)
        .map(({ group, type }) => ({ value: group.id, display: group.displayName, type })),
    approvals: () => [],
    phoneNumbers: (user) => (user.phoneNumber === undefined ? undefined : [{ value: user.phoneNumber }]),
    active: (user) => user.active,
    verified: (user) => user.verified,
    origin: (user) => user.origin,
    zoneId: () => ZONE,
    salt: (user) => user.salt,
    passwordLastModified: (user) => new Date(user.passwordLastModified).toISOString(),
    previousLogonTime: (user) => user.previousLogonTime,
    lastLogonTime: (user) => user.lastLogonTime,
    schemas: () => SCHEMAS,
    // Accepted in requests and never stored, yet names that may be asked for.
    displayName: nothing,
    nickName: nothing,
    title: nothing,
    userType: nothing,
    locale: nothing,
    timezone: nothing,
    preferredLanguage: nothing,
    profileUrl: nothing,
  };
}

export function userAnswer(landscape: Landscape, status: number, user: UaaUser): StandInAnswer {
  return resourceAnswer(status, userView(landscape, user), user.version);
}

function userView(landscape: Landscape, user: UaaUser): Record<string, unknown> {
  return present(user, userAttributes(landscape));
}

/** As the table of users has it: groups and approvals take another look into the database. */
export function withoutGroups(landscape: Landscape, user: UaaUser): Record<string, unknown> {
  const { groups: _groups, approvals: _approvals, ...attributes } = userAttributes(landscape);
  return present(user, attributes);
}

function nothing(): undefined {
  return undefined;
}
