/** The user in a request body, parsed and checked. */
import { INTERNAL_ORIGIN } from '../landscape.ts';
import {
  checkSchemas,
  flag,
  object,
  objects,
  readMembers,
  readObject,
  removedAttributes,
  text,
  unreadable,
} from './body.ts';
import type { UaaCall } from './call.ts';
import { scimError, type UaaError } from './errors.ts';

export interface UserBody {
  readonly userName: string | undefined;
  readonly origin: string | undefined;
  /** Absent where the body has no `name` at all. */
  readonly name:
    | { readonly givenName: string | undefined; readonly familyName: string | undefined }
    | undefined;
  /** The value of each e-mail. */
  readonly emails: readonly (string | undefined)[] | undefined;
  readonly phoneNumber: string | undefined;
  readonly externalId: string | undefined;
  readonly password: string | undefined;
  /** True unless the body says false: the UAA knows no "leave it as it is". */
  readonly active: boolean;
  readonly verified: boolean;
  /** Upper case, of `meta.attributes`. */
  readonly removed: readonly string[];
}

const USER = [
  ...[
    'id',
    'externalId',
    'meta',
    'schemas',
    'userName',
    'name',
    'emails',
    'groups',
    'approvals',
    'phoneNumbers',
  ],
  ...[
    'active',
    'verified',
    'origin',
    'zoneId',
    'password',
    'passwordLastModified',
    'salt',
    'aliasId',
    'aliasZid',
  ],
  ...['lastLogonTime', 'previousLogonTime'],
  // Read and then forgotten.
  ...[
    'displayName',
    'nickName',
    'title',
    'userType',
    'locale',
    'timezone',
    'preferredLanguage',
    'profileUrl',
  ],
];
const NAME = ['givenName', 'familyName', 'formatted', 'middleName', 'honorificPrefix', 'honorificSuffix'];
const EMAIL = ['value', 'primary', 'type'];
const PHONE_NUMBER = ['value', 'type'];
const GROUP = ['value', 'display', 'type'];

/** Letters, digits and `+ - _ . @ ' !`: the rule for the UAA's own users only. */
const INTERNAL_NAME = /^[\p{L}\p{N}+\-_.@'!]+$/u;

/** @throws UaaError 400 for a body that cannot be read as a user */
export function readUser(call: UaaCall): UserBody {
  const body = readMembers(readObject(call), USER, 'ScimUser');
  checkSchemas(body);
  for (const group of objects(body, 'groups') ?? []) readMembers(group, GROUP, 'ScimUser$Group');
  objects(body, 'approvals');
  const name = object(body, 'name');
  const nameMembers = readMembers(name ?? {}, NAME, 'ScimUser$Name');
  const emails = objects(body, 'emails')?.map((email) => {
    const members = readMembers(email, EMAIL, 'ScimUser$Email');
    flag(members, 'primary');
    return text(members, 'value');
  });
  const phoneNumbers = objects(body, 'phoneNumbers')?.map((phone) =>
    text(readMembers(phone, PHONE_NUMBER, 'ScimUser$PhoneNumber'), 'value'),
  );
  return {
    userName: text(body, 'userName'),
    origin: text(body, 'origin') || undefined,
    name:
      name === undefined
        ? undefined
        : { givenName: text(nameMembers, 'givenName'), familyName: text(nameMembers, 'familyName') },
    emails,
    phoneNumber: phoneNumbers?.[0],
    externalId: text(body, 'externalId') || undefined,
    password: text(body, 'password'),
    active: flag(body, 'active') ?? true,
    verified: flag(body, 'verified') ?? true,
    removed: removedAttributes(body),
  };
}

/**
 * The name and e-mail of a user to be stored.
 *
 * @throws UaaError 400
 */
export function checkUser(body: UserBody): { readonly userName: string; readonly email: string } {
  const userName = body.userName?.trim() ? body.userName : undefined;
  if (userName === undefined) throw invalidUser('A username must be provided.');
  if ((body.origin ?? INTERNAL_ORIGIN) === INTERNAL_ORIGIN && !INTERNAL_NAME.test(userName)) {
    throw invalidUser(`Username must match pattern: ${INTERNAL_NAME.source}`);
  }
  return { userName, email: checkEmails(body.emails) };
}

/** @throws UaaError 400 */
export function checkEmails(emails: UserBody['emails']): string {
  if (emails?.length !== 1) throw invalidUser('Exactly one email must be provided.');
  const [email] = emails;
  if (!email?.trim()) throw invalidUser('An email must be provided.');
  return email;
}

const REMOVABLE = ['NAME', 'NAME.GIVENNAME', 'NAME.FAMILYNAME', 'PHONENUMBERS'];
/** Removing these is accepted and changes nothing: they are not stored, or not without a replacement. */
const HARMLESS = [
  'NAME.FORMATTED',
  'DISPLAYNAME',
  'NICKNAME',
  'TITLE',
  'USERTYPE',
  'LOCALE',
  'TIMEZONE',
  'EMAILS',
];

/** @throws UaaError 400 for an attribute that a PATCH cannot remove */
export function checkRemoved(removed: readonly string[]): void {
  for (const name of removed) {
    if (REMOVABLE.includes(name) || HARMLESS.includes(name)) continue;
    throw unreadable(`Attribute ${name} cannot be removed using "Meta.attributes"`);
  }
}

export function invalidUser(message: string): UaaError {
  return scimError(400, 'invalid_scim_resource', message);
}
