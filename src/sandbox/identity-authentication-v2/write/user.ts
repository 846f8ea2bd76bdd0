/**
 * What becomes of a user that is written: defaults, what depends on each other, what nobody may set. POST and PUT
 * hand in a cleaned body, PATCH the patched document.
 */
import { isDeepStrictEqual } from 'node:util';
import type { JsonObject } from '../../../scim/json.ts';
import {
  booleanAt,
  compact,
  listAt,
  member,
  objectAt,
  stringAt,
} from '../../identity-authentication/json-access.ts';
import { Failure } from '../failure.ts';
import type { IdentifierOptions } from '../options.ts';
import { SAP_USER } from '../schema/urns.ts';
import { type Activation, resolveActivation } from './activation.ts';
import { INVALID_EMAILS, isEmailAddress, mirrorEmails, mirrorPhones } from './emails.ts';
import { writePassword } from './password.ts';

export interface UserWrite {
  readonly mode: 'create' | 'replace' | 'patch';
  /** The body without what is never stored, or the patched document. */
  readonly input: JsonObject;
  /** The stored document; absent on create. */
  readonly previous?: JsonObject | undefined;
  readonly id: string;
  /** `P…`, for a create. */
  readonly newUserNumber: () => string;
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly identifiers: IdentifierOptions;
  readonly passwords: readonly string[];
}

/** The document to store, without `meta`. @throws {Failure} 400 */
export function writeUser(write: UserWrite): JsonObject {
  const { mode, input, previous, id } = write;
  requireValid(input, write.identifiers);
  const { password, meta: _meta, ...core } = input;
  const sap = objectAt(input, SAP_USER) ?? {};
  const before = objectAt(previous, SAP_USER) ?? {};
  const sapEmails = statement(write, sap, before, 'emails');
  const emails = mirrorEmails({
    core: listAt(input, 'emails'),
    sap: sapEmails && listAt(sap, 'emails'),
    previous: mode === 'patch' ? listAt(before, 'emails') : [],
    mailVerified: statement(write, sap, before, 'mailVerified') && booleanAt(sap, 'mailVerified') === true,
    create: mode === 'create',
    now: write.now,
  });
  const phones = mirrorPhones(
    listAt(input, 'phoneNumbers'),
    statement(write, sap, before, 'phoneNumbers') && listAt(sap, 'phoneNumbers'),
    mode === 'patch' ? listAt(before, 'phoneNumbers') : [],
  );
  const activation = activate(write, sap, before);
  return compact({
    ...core,
    id,
    userType: stringAt(input, 'userType') ?? (mode === 'patch' ? undefined : 'public'),
    active: activation.active,
    emails: orNothing(emails.core),
    phoneNumbers: orNothing(phones.core),
    [SAP_USER]: compact({
      ...withoutTransient(sap, before),
      ...readOnlyValues(before),
      userUuid: stringAt(sap, 'userUuid') ?? stringAt(before, 'userUuid') ?? id,
      userId: stringAt(before, 'userId') ?? write.newUserNumber(),
      status: activation.status,
      mailVerified: emails.mailVerified,
      emails: orNothing(emails.sap),
      phoneNumbers: orNothing(phones.sap),
      passwordDetails: writePassword({
        password: typeof password === 'string' ? password : undefined,
        used: write.passwords,
        given: objectAt(sap, 'passwordDetails'),
        before: objectAt(before, 'passwordDetails'),
        now: write.now,
      }),
    }),
  });
}

function requireValid(input: JsonObject, identifiers: IdentifierOptions): void {
  const violations: string[] = [];
  const emails = listAt(input, 'emails');
  if (!emails.every((email) => isEmailAddress(stringAt(email, 'value') ?? '')))
    violations.push(INVALID_EMAILS);
  const name = objectAt(input, 'name');
  const texts = {
    givenName: stringAt(name, 'givenName'),
    familyName: stringAt(name, 'familyName'),
    displayName: stringAt(input, 'displayName'),
  };
  for (const [attribute, text] of Object.entries(texts)) {
    if (text !== undefined && /[<>:]/.test(text))
      violations.push(`The attribute ${attribute} has an invalid value!`);
  }
  const required: [boolean | undefined, string, boolean][] = [
    [identifiers.emailRequired, 'emails', emails.length > 0],
    [identifiers.userNameRequired, 'userName', stringAt(input, 'userName') !== undefined],
    [identifiers.displayNameRequired, 'displayName', texts.displayName !== undefined],
  ];
  for (const [isRequired, attribute, present] of required) {
    if (isRequired && !present) violations.push(`The attribute ${attribute} is required.`);
  }
  if (violations.length > 0) throw new Failure(400, 'invalidValue', violations);
}

/**
 * `true` where the request says something about this attribute of SAP's extension: POST and PUT by having it, PATCH by
 * changing or removing it.
 */
function statement({ mode }: UserWrite, sap: JsonObject, before: JsonObject, name: string): true | undefined {
  const said =
    mode === 'patch'
      ? !isDeepStrictEqual(member(sap, name), member(before, name))
      : member(sap, name) !== undefined;
  return said || undefined;
}

function activate({ mode, input, previous }: UserWrite, sap: JsonObject, before: JsonObject): Activation {
  const active = booleanAt(input, 'active');
  const status = stringAt(sap, 'status');
  if (mode !== 'patch') return resolveActivation(active, status);
  const activeBefore = booleanAt(previous, 'active');
  const statusBefore = stringAt(before, 'status');
  if (active === activeBefore && status === statusBefore) return resolveActivation(active, status);
  return resolveActivation(
    active === activeBefore ? undefined : (active ?? false),
    status === statusBefore ? undefined : (status ?? 'inactive'),
  );
}

/** What is used once and never stored; a new `targetUrl` counts only with `sendMail`. */
function withoutTransient(sap: JsonObject, before: JsonObject): JsonObject {
  const { sendMail, applicationId: _app, emailTemplateSetId: _template, targetUrl, ...rest } = sap;
  if (targetUrl === undefined) return rest;
  return sendMail === true || targetUrl === member(before, 'targetUrl') ? { ...rest, targetUrl } : rest;
}

const READ_ONLY = ['loginTime', 'mfaEnabled', 'totpEnabled', 'webAuthEnabled', 'userUuidHistory'];

function readOnlyValues(before: JsonObject): JsonObject {
  return compact(Object.fromEntries(READ_ONLY.map((name) => [name, member(before, name)])));
}

const orNothing = (list: JsonObject[]): JsonObject[] | undefined => (list.length === 0 ? undefined : list);
