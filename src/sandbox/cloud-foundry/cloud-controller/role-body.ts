/** The role in the body of `POST /v3/roles`, checked for shape only. */
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
  const known = isRoleType(type) ? type : undefined;
  if (known === undefined) {
    const names = TYPES.map((name) => `"${name}"`).join(', ');
    problems.push(`Type must be one of the allowed types [${names}]`);
  }
  const relationships = membersOf(body.get('relationships'));
  if (relationships === undefined) problems.push('Relationships is not an object');
  const inside: string[] = [];
  const target = readTarget(relationships ?? new Map(), known, inside);
  const user = readUser(relationships ?? new Map(), inside);
  if (relationships !== undefined) problems.push(...inside.map((problem) => `Relationships ${problem}`));
  if (problems.length > 0 || known === undefined || target === undefined || user === undefined) {
    throw unprocessable(problems.join(', '));
  }
  return { type: known, target, user };
}

function readTarget(
  relationships: Members,
  type: RoleType | undefined,
  problems: string[],
): string | undefined {
  const unknown = unknownFields(relationships, ['user', 'space', 'organization']);
  if (unknown !== undefined) problems.push(unknown);
  const space = reference(relationships, 'space');
  const organization = reference(relationships, 'organization');
  if (space === undefined && organization === undefined) {
    problems.push('must specify either a space or an organization.');
  } else if (space !== undefined && organization !== undefined) {
    problems.push('cannot specify both an organization and a space.');
  } else if (space !== undefined && type !== undefined && isOrganizationRole(type)) {
    problems.push(`Space cannot be provided with the organization role type: '${type}'.`);
  } else if (organization !== undefined && type !== undefined && isSpaceRole(type)) {
    problems.push(`Organization cannot be provided with the space role type: '${type}'.`);
  } else if (space === '' || organization === '') {
    problems.push(
      `${space === '' ? 'Space' : 'Organization'} must be structured like this: "{"data": {"guid": "valid-guid"}}"`,
    );
  }
  return organization ?? space;
}

/** The GUID in a relationship, empty where there is none; `undefined` without the relationship. */
function reference(relationships: Members, name: string): string | undefined {
  const relationship = relationships.get(name);
  if (relationship === undefined || relationship === null) return undefined;
  const guid = membersOf(membersOf(relationship)?.get('data'))?.get('guid');
  return typeof guid === 'string' ? guid : '';
}

function readUser(relationships: Members, problems: string[]): UserReference | undefined {
  const data = membersOf(membersOf(relationships.get('user'))?.get('data')) ?? new Map<string, unknown>();
  const unknown = unknownFields(data, ['guid', 'username', 'origin']);
  if (unknown !== undefined) problems.push(`User ${unknown}`);
  const guid = data.get('guid');
  const username = data.get('username');
  const origin = data.get('origin');
  if (guid !== undefined && guid !== null) {
    if (username !== undefined) problems.push('Username cannot be specified when identifying user by guid');
    if (origin !== undefined) problems.push('Origin cannot be specified when identifying user by guid');
    if (typeof guid === 'string' && guid.length >= 1 && guid.length <= LONGEST_GUID) {
      return { kind: 'guid', guid };
    }
    problems.push('User guid must be between 1 and 200 characters');
    return undefined;
  }
  if (typeof username !== 'string' || username === '') {
    problems.push('User must have a username or guid specified');
    return undefined;
  }
  return { kind: 'name', username, origin: typeof origin === 'string' ? origin : undefined };
}

function isRoleType(type: unknown): type is RoleType {
  return typeof type === 'string' && TYPES.includes(type);
}
