/** The role in the body of `POST /v3/roles`, checked for shape only (RoleCreateMessage). */
import {
  isOrganizationRole,
  isSpaceRole,
  ORGANIZATION_ROLES,
  type RoleType,
  SPACE_ROLES,
} from '../store/roles.ts';
import { type Members, membersOf, unknownFields } from './body.ts';
import { unprocessable } from './errors.ts';

export type UserReference =
  | { readonly kind: 'guid'; readonly guid: string }
  | { readonly kind: 'name'; readonly username: string; readonly origin: string | undefined };

export interface RoleRequest {
  readonly type: RoleType;
  /** GUID of the organization or of the space, as the type says. */
  readonly target: string;
  readonly user: UserReference;
}

const LONGEST_GUID = 200;
const TYPES: readonly string[] = [...ORGANIZATION_ROLES, ...SPACE_ROLES];

/** @throws CcError 422 with every problem found */
export function readRole(body: Members): RoleRequest {
  const problems: string[] = [];
  const unknown = unknownFields(body, ['type', 'relationships']);
  if (unknown !== undefined) problems.push(unknown);
  const type = body.get('type');
  const relationships = membersOf(body.get('relationships'));
  const inside =
    relationships === undefined ? ["'relationships' is not an object"] : checked(relationships, type);
  problems.push(...inside.map((problem) => `Relationships ${problem}`));
  if (!isRoleType(type)) {
    const names = TYPES.map((name) => `"${name}"`).join(', ');
    problems.push(`Type must be one of the allowed types [${names}]`);
  }
  if (problems.length > 0 || !isRoleType(type) || relationships === undefined) {
    throw unprocessable(problems.join(', '));
  }
  const target = guidOf(relationships, 'space') ?? guidOf(relationships, 'organization') ?? '';
  return { type, target, user: userOf(relationships) };
}

function checked(relationships: Members, type: unknown): string[] {
  if (relationships.size === 0) return ["'relationships' must include one or more valid relationships"];
  const unknown = unknownFields(relationships, ['space', 'user', 'organization']);
  const user = userProblems(relationships);
  const target = targetProblems(relationships, type);
  const place = target.length > 0 ? target : placeProblems(relationships);
  const values = user.length > 0 ? [] : userValueProblems(relationships);
  return [...(unknown === undefined ? [] : [unknown]), ...user, ...place, ...values];
}

/** Which of its members go together. */
function userProblems(relationships: Members): string[] {
  const problems: string[] = [];
  const data = dataOf(relationships, 'user');
  const [guid, username, origin] = ['guid', 'username', 'origin'].map((name) => data?.has(name));
  if (isBlank(relationships.get('user'))) problems.push("User can't be blank");
  if (guid && username) problems.push('Username cannot be specified when identifying user by guid');
  if (guid && origin) problems.push('User origin cannot be specified when identifying user by guid');
  if (!username && origin) problems.push('User origin cannot be specified without specifying the username');
  if (!username && !guid) problems.push('User must have a username or guid specified');
  return problems;
}

/** What its members are. */
function userValueProblems(relationships: Members): string[] {
  const data = dataOf(relationships, 'user');
  if (data?.has('guid')) return referenceProblems(relationships, 'user');
  const problems: string[] = [];
  const origin = data?.get('origin');
  if (typeof data?.get('username') !== 'string') problems.push('Username must be a string');
  if (origin !== undefined && origin !== null && typeof origin !== 'string') {
    problems.push('User origin must be a string');
  }
  return problems;
}

function targetProblems(relationships: Members, type: unknown): string[] {
  const [space, organization] = ['space', 'organization'].map((name) => hasData(relationships, name));
  const problems: string[] = [];
  if (!space && !organization) problems.push('must specify either a space or an organization.');
  if (space && isRoleType(type) && isOrganizationRole(type)) {
    problems.push(`Space cannot be provided with the organization role type: '${type}'.`);
  }
  if (organization && isRoleType(type) && isSpaceRole(type)) {
    problems.push(`Organization cannot be provided with the space role type: '${type}'.`);
  }
  if (space && organization) problems.push('cannot specify both an organization and a space.');
  return problems;
}

/** A relationship that is there without `data` is looked at as well. */
function placeProblems(relationships: Members): string[] {
  if (relationships.get('organization') === undefined) return referenceProblems(relationships, 'space');
  return relationships.get('space') === undefined ? referenceProblems(relationships, 'organization') : [];
}

/** `{ data: { guid } }` and nothing else. */
function referenceProblems(relationships: Members, name: string): string[] {
  const title = `${name.slice(0, 1).toUpperCase()}${name.slice(1)}`;
  const relationship = membersOf(relationships.get(name));
  const data = membersOf(relationship?.get('data'));
  if (relationship?.size !== 1 || data?.size !== 1 || !data.has('guid')) {
    return [`${title} must be structured like this: "${name}: {"data": {"guid": "valid-guid"}}"`];
  }
  const guid = data.get('guid');
  const problems: string[] = [];
  if (typeof guid !== 'string') problems.push(`${title} guid must be a string`);
  if (typeof guid !== 'string' || guid.length < 1 || guid.length > LONGEST_GUID) {
    problems.push(`${title} guid must be between 1 and 200 characters`);
  }
  return problems;
}

function userOf(relationships: Members): UserReference {
  const guid = guidOf(relationships, 'user');
  if (guid !== undefined) return { kind: 'guid', guid };
  const data = dataOf(relationships, 'user');
  const origin = data?.get('origin');
  return {
    kind: 'name',
    username: String(data?.get('username')),
    origin: typeof origin === 'string' ? origin : undefined,
  };
}

function guidOf(relationships: Members, name: string): string | undefined {
  const guid = dataOf(relationships, name)?.get('guid');
  return typeof guid === 'string' ? guid : undefined;
}

function dataOf(relationships: Members, name: string): Members | undefined {
  return membersOf(membersOf(relationships.get(name))?.get('data'));
}

function hasData(relationships: Members, name: string): boolean {
  const data = membersOf(relationships.get(name))?.get('data');
  return data !== undefined && data !== null && data !== false;
}

/** As Ruby on Rails sees it. */
function isBlank(value: unknown): boolean {
  if (value === undefined || value === null || value === false) return true;
  if (typeof value === 'string') return value.trim() === '';
  return Array.isArray(value) ? value.length === 0 : membersOf(value)?.size === 0;
}

function isRoleType(type: unknown): type is RoleType {
  return typeof type === 'string' && TYPES.includes(type);
}
