/**
 * Whether an answer of Cloud Controller has what it was asked for. A list that lacks something must never be taken for one
 * without members, nor a group for one that does not exist: roles are given and removed by what these answers say.
 */
import { isJsonObject, type JsonObject, type JsonValue } from '../../../scim/json.ts';
import { at, textAt } from '../../../scim/json-access.ts';

export type Resource = 'organizations' | 'spaces' | 'roles';
/** What `include` may ask for. */
type Kind = 'user' | 'organization';

const USER = ['relationships', 'user', 'data', 'guid'];
const ORGANIZATION = ['relationships', 'organization', 'data', 'guid'];
const SPACE = ['relationships', 'space', 'data', 'guid'];

const TEXTS: Readonly<Record<Resource, readonly (readonly string[])[]>> = {
  organizations: [['guid'], ['name']],
  spaces: [['guid'], ['name'], ORGANIZATION],
  roles: [['guid'], ['type'], USER],
};
const REFERENCES: Readonly<Record<Kind, readonly string[]>> = { user: USER, organization: ORGANIZATION };
const KINDS = ['user', 'organization'] as const;

/**
 * @param include as in the query
 * @returns the name of what a page lacks first; `undefined` where nothing is missing
 */
export function missingInPage(
  resource: Resource,
  body: JsonValue | undefined,
  include: string | undefined,
): string | undefined {
  const rows = at(body, 'resources');
  if (!Array.isArray(rows) || !rows.every(isJsonObject)) return 'resources';
  const next = at(body, 'pagination', 'next');
  if (next !== null && textAt(next, 'href') === undefined) return 'pagination.next';
  const total = at(body, 'pagination', 'total_results');
  if (typeof total !== 'number' || total < 0) return 'pagination.total_results';
  const isWhole = next === null && (at(body, 'pagination', 'previous') ?? null) === null;
  if (isWhole && total > rows.length) return `resources (${rows.length} of ${total})`;
  for (const row of rows) {
    const missing = missingInRow(resource, row);
    if (missing !== undefined) return missing;
  }
  return missingInIncluded(rows, at(body, 'included'), include);
}

/** The same of an answer that is one row. */
export function missingInOne(
  resource: Resource,
  row: JsonObject,
  include: string | undefined,
): string | undefined {
  return missingInRow(resource, row) ?? missingInIncluded([row], at(row, 'included'), include);
}

function missingInRow(resource: Resource, row: JsonObject): string | undefined {
  const missing = TEXTS[resource].find((path) => !hasText(row, path));
  if (missing !== undefined) return `${resource}.${missing.join('.')}`;
  if (resource !== 'roles' || hasText(row, ORGANIZATION) || hasText(row, SPACE)) return undefined;
  return 'the organization or space of a role';
}

/** Each row's user or organization has to be there; roles in spaces have no organization of their own. */
function missingInIncluded(
  rows: readonly JsonObject[],
  included: JsonValue | undefined,
  include: string | undefined,
): string | undefined {
  const asked = include?.split(',') ?? [];
  for (const kind of KINDS.filter((each) => asked.includes(each))) {
    const list = at(included, `${kind}s`);
    const name = `included.${kind}s`;
    if (!Array.isArray(list) || !list.every((row) => isWhole(kind, row))) return name;
    const guids = new Set(list.map((row) => textAt(row, 'guid')));
    const wanted = rows.map((row) => textAt(row, ...REFERENCES[kind])).filter((guid) => guid !== undefined);
    if (!wanted.every((guid) => guids.has(guid))) return name;
  }
  return undefined;
}

/** Name and origin of users are null where the UAA does not tell them. */
function isWhole(kind: Kind, row: JsonValue): boolean {
  if (!isJsonObject(row) || !hasText(row, ['guid'])) return false;
  if (kind === 'organization') return hasText(row, ['name']);
  return ['username', 'origin'].every((name) => row[name] === null || typeof row[name] === 'string');
}

function hasText(row: JsonObject, path: readonly string[]): boolean {
  return (textAt(row, ...path) ?? '') !== '';
}
