/**
 * What a PUT of a user must say so that it does not un-verify addresses, exchange the primary one or change a status:
 * facts that depend on one another at the tenant, and that no transformation carries over by itself.
 */
import { isJsonObject, type JsonObject, type JsonValue } from '../../../scim/json.ts';
import { objectsIn, own, textAt } from '../../../scim/json-access.ts';
import { SAP_USER_EXTENSION } from '../../sap-extensions.ts';

const DEPENDENT = ['emails', 'phoneNumbers', 'mailVerified', 'status'] as const;

/** The body of a PUT with these facts, as far as it says nothing about them itself, as they are in `current`. */
export function withVerification(replacement: JsonObject, current: JsonObject): JsonObject {
  const body = withPrimary(replacement, current);
  const before = own(current, SAP_USER_EXTENSION);
  const given = own(body, SAP_USER_EXTENSION);
  if (!isJsonObject(before) || (given !== undefined && !isJsonObject(given))) return body;
  const kept = DEPENDENT.flatMap((name): [string, JsonValue][] => {
    if (!Object.hasOwn(before, name) || (given !== undefined && Object.hasOwn(given, name))) return [];
    const value = keep(name, before[name] as JsonValue, body, before, given);
    return value === undefined ? [] : [[name, value]];
  });
  if (kept.length === 0) return body;
  return {
    ...body,
    ...withSchema(body),
    [SAP_USER_EXTENSION]: { ...Object.fromEntries(kept), ...given },
  };
}

function keep(
  name: (typeof DEPENDENT)[number],
  value: JsonValue,
  body: JsonObject,
  before: JsonObject,
  given: JsonObject | undefined,
): JsonValue | undefined {
  switch (name) {
    case 'emails':
    case 'phoneNumbers':
      return mirrored(objectsIn(own(body, name)), objectsIn(value));
    case 'mailVerified': {
      // It is about the primary address, which the client may have changed, or have spoken about itself.
      if (given !== undefined && Object.hasOwn(given, 'emails')) return undefined;
      const address = keyOf(primary(objectsIn(own(body, 'emails'))));
      const known = objectsIn(own(before, 'emails')).find((entry) => keyOf(entry) === address);
      return known === undefined ? undefined : own(known, 'verified') === true;
    }
    case 'status':
      // `active` and `status` have to agree; with `active` alone, "new" would become "inactive".
      return typeof body['active'] === 'boolean' && body['active'] === (value === 'active')
        ? value
        : undefined;
  }
}

/** The entries of the body, exactly these, with what is known about the verification of each. */
function mirrored(entries: readonly JsonObject[], before: readonly JsonObject[]): JsonObject[] | undefined {
  const known = new Map(before.map((entry) => [keyOf(entry), entry]));
  if (!entries.some((entry) => known.has(keyOf(entry)))) return undefined;
  return entries.map((entry) => {
    const verified = own(known.get(keyOf(entry)), 'verified');
    const verifiedTime = own(known.get(keyOf(entry)), 'verifiedTime');
    return {
      ...entry,
      ...(verified === undefined ? {} : { verified }),
      ...(verifiedTime === undefined ? {} : { verifiedTime }),
    };
  });
}

/**
 * Of several addresses without a flag, a replace makes the last one the primary, and the default write transformation
 * sends none: handing back what was read would exchange the primary address. It stays, or else is the first one.
 */
function withPrimary(body: JsonObject, current: JsonObject): JsonObject {
  const emails = objectsIn(own(body, 'emails'));
  if (emails.length < 2 || emails.some((entry) => Object.hasOwn(entry, 'primary'))) return body;
  const before = keyOf(objectsIn(own(current, 'emails')).find((entry) => own(entry, 'primary') === true));
  const kept = emails.find((entry) => keyOf(entry) === before) ?? emails[0];
  return {
    ...body,
    emails: emails.map((entry) => (entry === kept ? { ...entry, primary: true } : entry)),
  };
}

/** Of several addresses without a flag, a replace makes the last one the primary. */
function primary(emails: readonly JsonObject[]): JsonObject | undefined {
  return emails.find((entry) => own(entry, 'primary') === true) ?? emails.at(-1);
}

function keyOf(entry: JsonObject | undefined): string | undefined {
  return textAt(entry, 'value')?.toLowerCase();
}

function withSchema(body: JsonObject): JsonObject {
  const { schemas } = body;
  if (!Array.isArray(schemas)) return {};
  const named = schemas.some(
    (urn) => typeof urn === 'string' && urn.toLowerCase() === SAP_USER_EXTENSION.toLowerCase(),
  );
  return named ? {} : { schemas: [...schemas, SAP_USER_EXTENSION] };
}
