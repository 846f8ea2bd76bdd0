/** The two statements that write users, and what the database says to values it cannot take. */
import { ZONE } from '../../landscape.ts';
import { lower } from '../../store/database-text.ts';
import type { UaaUser } from '../../store/users.ts';
import { checkTexts, statementError } from '../database.ts';
import type { UaaError } from '../errors.ts';

/** What a request decides about a row. */
export type UserRow = Pick<
  UaaUser,
  | 'userName'
  | 'origin'
  | 'email'
  | 'givenName'
  | 'familyName'
  | 'phoneNumber'
  | 'externalId'
  | 'salt'
  | 'active'
  | 'verified'
>;

const INSERT =
  'insert into users (id,version,created,lastModified,username,email,givenName,familyName,active,phoneNumber,verified,' +
  'origin,external_id,identity_zone_id,alias_id,alias_zid,salt,passwd_lastmodified,last_logon_success_time,' +
  'previous_logon_success_time,password) values (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)';
const UPDATE =
  'update users set version=?, lastModified=?, username=?, email=?, givenName=?, familyName=?, active=?, ' +
  'phoneNumber=?, verified=?, origin=?, external_id=?, salt=?, alias_id=?, alias_zid=? where id=? and version=? ' +
  'and identity_zone_id=?';

/** Columns with their lengths, in the order of the table. */
const COLUMNS = [
  ['userName', 255],
  ['email', 255],
  ['givenName', 255],
  ['familyName', 255],
  ['phoneNumber', 255],
  ['origin', 36],
  ['externalId', 255],
  ['salt', 36],
] as const;
/** The place of each among the question marks. */
const INSERT_PLACES = [5, 6, 7, 8, 10, 12, 13, 17];
const UPDATE_PLACES = [3, 4, 5, 6, 8, 10, 11, 12];

/** @throws UaaError 400 in the database's own words for NUL, and for what is too long */
export function checkInsert(row: UserRow): void {
  check(INSERT, INSERT_PLACES, row);
}

/** @throws UaaError 400 in the database's own words for NUL, and for what is too long: before any row is looked for */
export function checkUpdate(row: UserRow): void {
  check(UPDATE, UPDATE_PLACES, row);
}

function check(sql: string, places: readonly number[], row: UserRow): void {
  checkTexts(
    sql,
    COLUMNS.map(([column, length], index) => ({ place: places[index] ?? 0, value: row[column], length })),
  );
}

export function nameTaken({ userName, origin }: UserRow): UaaError {
  const key = `(${origin}, ${lower(userName)}, ${ZONE})`;
  return statementError(
    UPDATE,
    'duplicate key value violates unique constraint "users_unique_key"\n' +
      `  Detail: Key (origin, lower(username::text), identity_zone_id)=${key} already exists.`,
  );
}
