/**
 * What tells users apart, and the rule that nobody takes somebody else's (documentation "Configure User Identifier
 * Attributes"): no identifier of one user may equal any identifier of another.
 */
import type { JsonObject } from '../../../scim/json.ts';
import { booleanAt, listAt, objectAt, stringAt } from '../../identity-authentication/json-access.ts';
import type { IndexKey, Table } from '../../identity-authentication/store/table.ts';
import { taken } from '../failure.ts';
import type { IdentifierOptions } from '../options.ts';
import { SAP_USER } from '../schema/urns.ts';

/** Index names are attribute names as {@link addressKey} spells them, so that filters find them. */
const USER_ID = `${SAP_USER}:userId`;
const USER_UUID = `${SAP_USER}:userUuid`;

export function* userKeys(document: JsonObject, identifiers: IdentifierOptions): Iterable<IndexKey> {
  const userName = stringAt(document, 'userName');
  if (userName !== undefined) yield ['userName', userName.toLowerCase()];
  for (const email of listAt(document, 'emails')) {
    const value = stringAt(email, 'value');
    if (value !== undefined) yield ['emails.value', value.toLowerCase()];
  }
  const externalId = stringAt(document, 'externalId');
  if (externalId !== undefined) yield ['externalId', externalId];
  const sap = objectAt(document, SAP_USER);
  const userId = stringAt(sap, 'userId');
  if (userId !== undefined) yield [USER_ID, userId.toLowerCase()];
  const userUuid = stringAt(sap, 'userUuid');
  if (userUuid !== undefined && userUuid !== document['id']) yield [USER_UUID, userUuid];
  const displayName = stringAt(document, 'displayName');
  if (identifiers.displayNameUnique && displayName !== undefined) yield ['displayName', displayName];
  if (!identifiers.phoneUnique) return;
  for (const phone of listAt(document, 'phoneNumbers')) {
    const value = stringAt(phone, 'value');
    if (value !== undefined) yield ['phoneNumbers.value', value];
  }
}

interface Identifier {
  /** As the error text names it. */
  readonly name: string;
  readonly value: string;
}

/** @throws {Failure} 409 `uniqueness`; only what is new compared with `previous` is checked */
export function requireUnique(
  users: Table,
  document: JsonObject,
  previous: JsonObject | undefined,
  settings: IdentifierOptions,
): void {
  const known = new Set(
    previous && identifiersOf(previous, settings).map(({ value }) => value.toLowerCase()),
  );
  for (const { name, value } of identifiersOf(document, settings)) {
    if (known.has(value.toLowerCase())) continue;
    const owner = ownerOf(users, value, settings);
    if (owner !== undefined && owner !== document['id']) {
      throw taken(`A user with the same ${name} already exists!`);
    }
  }
}

function identifiersOf(document: JsonObject, settings: IdentifierOptions): Identifier[] {
  const sap = objectAt(document, SAP_USER);
  const primary = listAt(document, 'emails').find((email) => booleanAt(email, 'primary'));
  const candidates: [string, string | undefined][] = [
    ['userUuid', stringAt(sap, 'userUuid')],
    ['userName', stringAt(document, 'userName')],
  ];
  if (settings.emailUnique) candidates.push(['primary email', stringAt(primary, 'value')]);
  if (settings.displayNameUnique) candidates.push(['displayName', stringAt(document, 'displayName')]);
  if (settings.phoneUnique) {
    for (const phone of listAt(document, 'phoneNumbers'))
      candidates.push(['phone', stringAt(phone, 'value')]);
  }
  return candidates.flatMap(([name, value]) => (value === undefined ? [] : [{ name, value }]));
}

/** The id of a user one of whose identifiers is this value. */
function ownerOf(users: Table, value: string, settings: IdentifierOptions): string | undefined {
  const lower = value.toLowerCase();
  if (users.has(lower)) return lower;
  for (const index of ['userName', USER_ID]) {
    const [id] = users.find(index, lower);
    if (id !== undefined) return id;
  }
  for (const index of [USER_UUID, 'displayName', 'phoneNumbers.value']) {
    const [id] = users.find(index, value);
    if (id !== undefined) return id;
  }
  if (!settings.emailUnique) return undefined;
  return users.find('emails.value', lower).find((id) => hasPrimary(users.get(id), lower));
}

function hasPrimary(document: JsonObject | undefined, lower: string): boolean {
  return listAt(document, 'emails').some(
    (email) => booleanAt(email, 'primary') === true && stringAt(email, 'value')?.toLowerCase() === lower,
  );
}
