/** The user in a request body. */

import { looksLikeDate } from '../body/date.ts';
import { JsonProblem } from '../body/json-problem.ts';
import type { JsonReader } from '../body/json-reader.ts';
import { SCIM_META } from '../body/meta.ts';
import { type BodyTarget, readBody } from '../body/read-body.ts';
import { flag, notNull, oneOf, plainFlag, type Read, text } from '../body/scalars.ts';
import { array, bean, texts } from '../body/structures.ts';
import type { UaaCall } from '../call.ts';
import { scimError, unexpectedError } from '../errors.ts';
import { hasText } from '../has-text.ts';
import { SCHEMA } from '../schemas.ts';
import type { ScimUser } from './scim-user.ts';

export interface UserBody extends ScimUser {
  readonly password: string | null;
  readonly aliasId: string | null;
  readonly aliasZid: string | null;
  /** `null`: the body says so, and the UAA falls over it later. */
  readonly meta: { readonly version: number; readonly attributes: readonly (string | null)[] } | null;
}

type Draft = { -readonly [Field in keyof UserBody]: UserBody[Field] };

const SCIM = 'org.cloudfoundry.identity.uaa.scim';

const NAME = bean(`${SCIM}.ScimUser$Name`, {
  formatted: text,
  familyName: text,
  givenName: text,
  middleName: text,
  honorificPrefix: text,
  honorificSuffix: text,
});
const EMAIL_VALUE = notNull(text, '[Assertion failed] - this argument is required; it must not be null');
const EMAILS = array(
  `${SCIM}.ScimUser$Email`,
  bean(`${SCIM}.ScimUser$Email`, { value: EMAIL_VALUE, type: text, primary: plainFlag }),
);
const PHONE_NUMBERS = array(
  `${SCIM}.ScimUser$PhoneNumber`,
  bean(`${SCIM}.ScimUser$PhoneNumber`, { value: text, type: text }, (value) => ({ value })),
);
const GROUPS = array(
  `${SCIM}.ScimUser$Group`,
  bean(`${SCIM}.ScimUser$Group`, {
    value: text,
    display: text,
    type: oneOf(`${SCIM}.ScimUser$Group$Type`, ['DIRECT', 'INDIRECT']),
  }),
);
/** What stands in them is passed over here: nobody approves anything. */
const APPROVALS = array('org.cloudfoundry.identity.uaa.approval.Approval', (json) => json.skipChildren());
type Field = (user: Draft, json: JsonReader) => void;

const TEXTS = ['userName', 'origin', 'externalId', 'password', 'salt', 'aliasId', 'aliasZid'] as const;
/** They have to be texts, and nothing comes of them. */
const FORGOTTEN = [
  ...['id', 'zoneId', 'displayName', 'nickName', 'title', 'userType', 'locale', 'timezone'],
  ...['preferredLanguage', 'profileUrl'],
];

/** By name in lower case: at the top, names of members have no case. */
const FIELDS: ReadonlyMap<string, Field> = new Map<string, Field>([
  ...FORGOTTEN.map((name): [string, Field] => [name.toLowerCase(), (_, json) => void text(json)]),
  ...TEXTS.map((name): [string, Field] => [
    name.toLowerCase(),
    (user, json) => {
      user[name] = text(json);
    },
  ]),
  ...Object.entries<Field>({
    name: (user, json) => {
      user.name = NAME(json);
    },
    emails: (user, json) => {
      user.emails = expected(EMAILS(json));
    },
    phonenumbers: (user, json) => {
      const values = (PHONE_NUMBERS(json) ?? []).map((phone) => phone?.value);
      user.phoneNumbers = values.filter(hasText);
    },
    groups: (_, json) => {
      expected(GROUPS(json));
    },
    approvals: (_, json) => {
      expected(APPROVALS(json));
    },
    active: (user, json) => {
      user.active = expected(flag(json));
    },
    verified: (user, json) => {
      user.verified = expected(flag(json));
    },
    meta: (user, json) => {
      const meta = SCIM_META(json);
      user.meta = meta && { version: meta.version ?? 0, attributes: meta.attributes ?? [] };
    },
    schemas: (_, json) => {
      const schemas = texts(json);
      if (schemas?.length !== 1 || schemas[0] !== SCHEMA) {
        throw scimError(400, 'scim', `Only schema '${SCHEMA}' is currently supported`);
      }
    },
    passwordlastmodified: (_, json) => {
      if (!isScalar(json) || looksLikeDate(json.text())) return;
      throw new JsonProblem('core.JsonParseException', `Could not parse date:${json.text()}`, json.location);
    },
    // Whatever it is counts as a number.
    lastlogontime: () => undefined,
    previouslogontime: () => undefined,
  }),
]);

/** Aliases in another zone are switched off. */
export function hasAlias({ aliasId, aliasZid }: UserBody): boolean {
  return hasText(aliasId) || hasText(aliasZid);
}

/** @throws UaaError 400 for a body that cannot be read as a user, 500 for `null` where the UAA does not expect it */
export function readUser(call: UaaCall, target: BodyTarget): UserBody {
  return readBody(call, target, scimUser);
}

/**
 * The UAA goes through the document until some object ends, and takes the names on its way for those of the user. So
 * the first object in a list is a user as well.
 */
const scimUser: Read<UserBody> = (json) => {
  const user: Draft = {
    userName: null,
    origin: '',
    name: null,
    emails: null,
    phoneNumbers: [],
    externalId: '',
    salt: null,
    active: true,
    verified: true,
    password: null,
    aliasId: null,
    aliasZid: null,
    meta: { version: 0, attributes: [] },
  };
  for (let token = json.next(); token !== 'END_OBJECT'; token = json.next()) {
    if (token === undefined) throw neverAnswered();
    if (token !== 'FIELD_NAME') continue;
    const field = FIELDS.get(json.text().toLowerCase());
    json.next();
    if (field === undefined) throw unknownField(json);
    field(user, json);
  }
  return user;
};

function expected<T>(value: T | null): T {
  if (value === null) throw unexpectedError();
  return value;
}

function isScalar({ token }: JsonReader): boolean {
  return token?.startsWith('VALUE_') === true && token !== 'VALUE_NULL';
}

function unknownField(json: JsonReader): JsonProblem {
  return new JsonProblem('databind.exc.UnrecognizedPropertyException', 'unrecognized field', json.location, {
    suffix: ' (0 known properties: ])',
  });
}

/** The UAA looks for the end of an object for ever; here whoever sends such a body is told. */
function neverAnswered(): Error {
  return scimError(
    400,
    'sandbox',
    'There is no object in this body: a UAA never answers such a request, and one of its threads is busy until it is restarted.',
  );
}
