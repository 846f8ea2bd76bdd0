/** PATCH of SCIM 1.1: a partial user is laid over the stored one, after what `meta.attributes` names is gone. */
import type { UaaUser } from '../../store/users.ts';
import { unexpectedError } from '../errors.ts';
import { hasText } from '../has-text.ts';
import type { UserBody } from './read-user.ts';
import { type Email, invalidUser, primaryEmail, type ScimUser } from './scim-user.ts';

type Draft = { -readonly [Field in keyof ScimUser]: ScimUser[Field] };

/**
 * @throws UaaError 400 for attributes that cannot be removed, another origin, and an e-mail without a value; 500 where
 *   the UAA does not expect `null`
 */
export function patched(stored: UaaUser, patch: UserBody): ScimUser {
  const user = fromRow(stored);
  if (patch.meta === null) throw unexpectedError();
  for (const attribute of patch.meta.attributes) remove(user, attribute, patch);
  if (hasText(patch.origin) && patch.origin !== user.origin) {
    throw invalidUser('Cannot change origin in patch of user.');
  }
  user.userName = patch.userName ?? user.userName;
  user.active = patch.active;
  user.verified = patch.verified;
  user.name = {
    givenName: patch.name?.givenName ?? user.name?.givenName ?? null,
    familyName: patch.name?.familyName ?? user.name?.familyName ?? null,
  };
  user.emails = merged(user.emails ?? [], patch.emails ?? []);
  user.phoneNumbers = [...patch.phoneNumbers, ...user.phoneNumbers];
  return user;
}

/** An e-mail that is not removed stays unless another one says that it is primary. */
function merged(
  stored: readonly (Email | null)[],
  added: readonly (Email | null)[],
): readonly (Email | null)[] {
  if (added.length > 0) primaryEmail(added);
  const emails = [...stored, ...added];
  if (emails.length < 2) return emails;
  const value = primaryEmail(emails);
  if (value === null)
    throw invalidUser('[Assertion failed] - this argument is required; it must not be null');
  return [{ value }];
}

/** The user as the UAA reads it back: a blank e-mail is none. */
function fromRow(user: UaaUser): Draft {
  return {
    userName: user.userName,
    origin: user.origin,
    name: { givenName: user.givenName ?? null, familyName: user.familyName ?? null },
    emails: hasText(user.email) ? [{ value: user.email }] : null,
    phoneNumbers: user.phoneNumber === undefined ? [] : [user.phoneNumber],
    externalId: user.externalId ?? null,
    salt: user.salt ?? null,
    active: user.active,
    verified: user.verified,
  };
}

/** Nothing to remove: not stored, or not without the rest. */
const NOT_STORED = [
  'DISPLAYNAME',
  'NICKNAME',
  'PROFILEURL',
  'TITLE',
  'PREFERREDLANGUAGE',
  'LOCALE',
  'TIMEZONE',
  'NAME.FORMATTED',
  'NAME.HONORIFICPREFIX',
  'NAME.HONORIFICSUFFIX',
  'NAME.MIDDLENAME',
];

function remove(user: Draft, attribute: string | null, patch: UserBody): void {
  if (attribute === null) throw unexpectedError();
  const name = attribute.toUpperCase();
  switch (name) {
    case 'USERNAME':
      if (!hasText(patch.userName)) throw invalidUser('Can not drop username, field is required.');
      return;
    case 'EMAILS':
      user.emails = [];
      return;
    case 'PHONENUMBERS':
      user.phoneNumbers = [];
      return;
    case 'NAME':
      user.name = {};
      return;
    case 'NAME.FAMILYNAME':
      user.name = { ...user.name, familyName: null };
      return;
    case 'NAME.GIVENNAME':
      user.name = { ...user.name, givenName: null };
      return;
    default:
      if (NOT_STORED.includes(name)) return;
      throw invalidUser(`Attribute ${attribute} cannot be removed using "Meta.attributes"`);
  }
}
