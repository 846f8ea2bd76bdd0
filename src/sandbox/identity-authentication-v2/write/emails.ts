/**
 * E-mail addresses stand twice in a user: in the core schema, and in SAP's extension with what is known about their
 * verification. One of them is the primary; it comes first in both.
 */
import type { JsonObject } from '../../../scim/json.ts';
import { booleanAt, compact, stringAt } from '../../identity-authentication/json-access.ts';
import { isoSeconds } from '../../identity-authentication/timestamps.ts';
import { invalidValue } from '../failure.ts';

export const INVALID_EMAILS = 'One of the given emails inputs is not valid!';

export interface MirrorInput {
  readonly core: readonly JsonObject[];
  /** SAP's list as the request has it; absent: the request says nothing about it. */
  readonly sap: readonly JsonObject[] | undefined;
  /** SAP's list before, whose verification stays where the request says nothing. */
  readonly previous: readonly JsonObject[];
  /** What the request says about the primary address. */
  readonly mailVerified: boolean | undefined;
  readonly create: boolean;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

export interface Mirrored {
  readonly core: JsonObject[];
  readonly sap: JsonObject[];
  readonly mailVerified: boolean;
}

/** @throws {Failure} 400 `invalidValue` when the two lists have different addresses, or several primary ones */
export function mirrorEmails(input: MirrorInput): Mirrored {
  const { core, sap, previous, mailVerified, create, now } = input;
  if (sap !== undefined) requireSameValues('emails', core, sap);
  const known = sap ?? previous;
  const primary = primaryPosition(core, sap ?? [], previous, create);
  const details = new Map(known.map((email) => [keyOf(email), email]));
  const pairs = core.map((email, position) => {
    const chosen = position === primary;
    const detail = details.get(keyOf(email));
    const verified = chosen && mailVerified !== undefined ? mailVerified : booleanAt(detail, 'verified');
    // Without any word about it there is no flag at all (recorded after PUT).
    const flag = verified === false && booleanAt(detail, 'verified') === undefined ? undefined : verified;
    const common = { ...email, primary: chosen };
    return {
      core: common,
      sap: compact({
        ...common,
        verified: flag,
        verifiedTime: flag === true ? (stringAt(detail, 'verifiedTime') ?? isoSeconds(now)) : undefined,
      }),
    };
  });
  const [first] = pairs.splice(primary, 1);
  const ordered = first === undefined ? pairs : [first, ...pairs];
  return {
    core: ordered.map((pair) => pair.core),
    sap: ordered.map((pair) => pair.sap),
    mailVerified: booleanAt(first?.sap, 'verified') === true,
  };
}

/** Telephone numbers are mirrored in the same way, without a rule for the primary one. */
export function mirrorPhones(
  core: readonly JsonObject[],
  sap: readonly JsonObject[] | undefined,
  previous: readonly JsonObject[],
): { core: JsonObject[]; sap: JsonObject[] } {
  if (sap !== undefined) requireSameValues('phoneNumbers', core, sap);
  const details = new Map((sap ?? previous).map((phone) => [keyOf(phone), phone]));
  const ordered = [...core].sort((one, other) => rank(one) - rank(other));
  return {
    core: ordered,
    sap: ordered.map((phone) => {
      const detail = details.get(keyOf(phone));
      return compact({
        ...phone,
        verified: booleanAt(detail, 'verified'),
        verifiedTime: stringAt(detail, 'verifiedTime'),
      });
    }),
  };
}

const isPrimary = (entry: JsonObject): boolean => booleanAt(entry, 'primary') === true;
const rank = (entry: JsonObject): number => (isPrimary(entry) ? 0 : 1);
const keyOf = (entry: JsonObject): string => (stringAt(entry, 'value') ?? '').toLowerCase();

/** Documented: the sets of values have to be equal (KBA 3583974). */
function requireSameValues(name: string, core: readonly JsonObject[], sap: readonly JsonObject[]): void {
  const [one, other] = [new Set(core.map(keyOf)), new Set(sap.map(keyOf))];
  if (one.symmetricDifference(other).size > 0) {
    throw invalidValue(`Values for attribute ${name} are not synchronized in different extensions.`);
  }
}

/**
 * One address is always the primary. Documented for a replace: the last of several unflagged ones. What a create
 * does with several unflagged ones is not public; here it is the first.
 */
function primaryPosition(
  core: readonly JsonObject[],
  sap: readonly JsonObject[],
  previous: readonly JsonObject[],
  create: boolean,
): number {
  const flagged = positions(core, isPrimary);
  const [only, second] = flagged;
  if (second !== undefined) return newlyPrimary(core, previous, flagged);
  if (only !== undefined) return only;
  const inSap = new Set(sap.filter(isPrimary).map(keyOf));
  const [named, ambiguous] = positions(core, (email) => inSap.has(keyOf(email)));
  if (ambiguous !== undefined) throw invalidValue(INVALID_EMAILS);
  return named ?? (create ? 0 : core.length - 1);
}

/** Several are flagged: a PATCH may have added a new primary address beside the old one, anything else is wrong. */
function newlyPrimary(
  core: readonly JsonObject[],
  previous: readonly JsonObject[],
  flagged: readonly number[],
): number {
  const before = new Set(previous.filter(isPrimary).map(keyOf));
  const added = flagged.filter((position) => !before.has(keyOf(core[position] ?? {})));
  const [only, second] = added;
  if (only === undefined || second !== undefined || before.size === 0) throw invalidValue(INVALID_EMAILS);
  return only;
}

function positions(list: readonly JsonObject[], test: (entry: JsonObject) => boolean): number[] {
  return list.flatMap((entry, position) => (test(entry) ? [position] : []));
}

/** Local part in Latin letters, digits, these signs and single inner dots; anything else only in quotes. */
const PLAIN = /^[A-Za-z0-9!#$%&'*+\-/=?^_`{|}~]+(?:\.[A-Za-z0-9!#$%&'*+\-/=?^_`{|}~]+)*$/;
const QUOTED = /^"[^"\\\r\n]+"$/;
const DOMAIN =
  /^[\p{L}\p{N}](?:[\p{L}\p{N}-]*[\p{L}\p{N}])?(?:\.[\p{L}\p{N}](?:[\p{L}\p{N}-]*[\p{L}\p{N}])?)+$/u;

export function isEmailAddress(text: string): boolean {
  const at = text.lastIndexOf('@');
  const [local, domain] = [text.slice(0, at), text.slice(at + 1)];
  return at > 0 && text.length <= 254 && (PLAIN.test(local) || QUOTED.test(local)) && DOMAIN.test(domain);
}
