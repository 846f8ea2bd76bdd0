/** The table of groups: what its statements do, and what the database refuses. */
import { type Landscape, ZONE } from '../../landscape.ts';
import type { UaaGroup } from '../../store/groups.ts';
import { checkTexts, statementError, timestamp } from '../database.ts';
import { scimError, type UaaError } from '../errors.ts';

const COLUMNS = 'id,displayName,description,created,lastModified,version,identity_zone_id';
const INSERT = `insert into "groups" ( ${COLUMNS} ) values (?,?,?,?,?,?,?)`;
const UPDATE =
  'update "groups" set version=?, displayName=?, description=?, lastModified=? where id=? and version=? and identity_zone_id=?';

/** Of both columns, in characters. */
const LONGEST_TEXT = 255;

export interface GroupTexts {
  readonly displayName: string | undefined;
  readonly description: string | undefined;
}

/** @throws UaaError 409 when the name is taken, 400 for texts that cannot be stored */
export function insertGroup(
  { groups, guids, clock }: Landscape,
  { displayName, description, version }: GroupTexts & { readonly version: number },
): UaaGroup {
  checkGroupTexts(INSERT, { displayName, description });
  const now = clock.now();
  const row = { id: guids.next('group'), description, created: now, lastModified: now, version };
  if (displayName === undefined) throw nameMissing(INSERT, row);
  if (groups.find(displayName) !== undefined) {
    throw scimError(
      409,
      'scim_resource_already_exists',
      `A group with displayName: ${displayName} already exists.`,
    );
  }
  const group: UaaGroup = { ...row, displayName, members: new Map() };
  groups.add(group);
  return group;
}

/**
 * Writes to the group if it has this version still.
 *
 * @returns the group; `undefined` when there is none of this version
 * @throws UaaError 400 when the name is taken, and for texts that cannot be stored
 */
export function updateGroup(
  { groups, clock }: Landscape,
  id: string,
  version: number,
  { displayName, description }: GroupTexts,
): UaaGroup | undefined {
  checkGroupTexts(UPDATE, { displayName, description });
  const group = groups.get(id);
  if (group?.version !== version) return undefined;
  // The UAA counts in 32 bits.
  const change = { description, version: (version + 1) | 0, lastModified: clock.now() };
  if (displayName === undefined) throw nameMissing(UPDATE, { ...group, ...change });
  const other = groups.find(displayName);
  if (other !== undefined && other !== group) {
    throw scimError(400, 'invalid_scim_resource', `A group with displayName: ${displayName} already exists`);
  }
  groups.update(group, (changed) => Object.assign(changed, change, { displayName }));
  return group;
}

/** In both statements the name is the second parameter and the description the third. */
function checkGroupTexts(sql: string, { displayName, description }: GroupTexts): void {
  checkTexts(sql, [
    { place: 2, value: displayName, length: LONGEST_TEXT },
    { place: 3, value: description, length: LONGEST_TEXT },
  ]);
}

type NamelessRow = Omit<UaaGroup, 'displayName' | 'members'>;

function nameMissing(
  sql: string,
  { id, created, lastModified, version, description }: NamelessRow,
): UaaError {
  const row = [id, 'null', timestamp(created), timestamp(lastModified), version, ZONE, description ?? 'null'];
  return statementError(
    sql,
    'null value in column "displayname" of relation "groups" violates not-null constraint\n' +
      `  Detail: Failing row contains (${row.join(', ')}).`,
  );
}
