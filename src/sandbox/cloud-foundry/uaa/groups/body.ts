/** The group, or the group member, in a request body. Names of members have a case here; others are passed over. */
import { JsonProblem } from '../body/json-problem.ts';
import { SCIM_META } from '../body/meta.ts';
import { type BodyTarget, readBody } from '../body/read-body.ts';
import { notNull, oneOf, type Read, STRING, text } from '../body/scalars.ts';
import { type Bean, bean, list, texts } from '../body/structures.ts';
import type { UaaCall } from '../call.ts';
import { SCHEMA } from '../schemas.ts';
import type { WantedMember } from './membership.ts';

export interface GroupBody {
  readonly displayName: string | undefined;
  readonly description: string | undefined;
  readonly members: readonly (MemberBody | null)[] | undefined;
  /** `meta.version`; absent only where `meta` is `null`, which the UAA does not expect. */
  readonly version: number | undefined;
  /** `meta.attributes`. */
  readonly removed: readonly (string | null)[];
}

export interface MemberBody extends WantedMember {
  /** Only in a PATCH. */
  readonly remove: boolean;
}

const SCIM = 'org.cloudfoundry.identity.uaa.scim';
const RESPONSE = 'javax.servlet.http.HttpServletResponse';

/** For the UAA this is a class of which there can be no instance. */
const ENTITY: Read<null> = (json) => {
  if (json.token === 'VALUE_NULL') return null;
  throw new JsonProblem(
    'databind.exc.InvalidDefinitionException',
    `Cannot construct instance of \`${SCIM}.ScimCore\` (no Creators, like default constructor, exist): abstract types ` +
      'either need to be mapped to concrete types, have custom deserializer, or contain additional type information',
    json.tokenLocation,
    { definition: `[simple type, class ${SCIM}.ScimCore]` },
  );
};

const SCHEMAS: Read<void> = (json) => {
  const schemas = texts(json);
  if (schemas?.length === 1 && schemas[0] === SCHEMA) return;
  throw new JsonProblem(
    'databind.JsonMappingException',
    `Only schema '${SCHEMA}' is currently supported`,
    json.tokenLocation,
  );
};

const MEMBER_FIELDS = {
  value: text,
  type: oneOf(`${SCIM}.ScimGroupMember$Type`, ['USER', 'GROUP']),
  origin: notNull(text, null),
  operation: text,
  entity: ENTITY,
};
const MEMBER = bean(`${SCIM}.ScimGroupMember`, MEMBER_FIELDS, (value) => ({ value, type: 'USER' as const }));

const GROUP = bean(
  `${SCIM}.ScimGroup`,
  {
    id: text,
    externalId: text,
    zoneId: text,
    meta: SCIM_META,
    schemas: SCHEMAS,
    displayName: text,
    description: text,
    members: list(`${SCIM}.ScimGroupMember`, MEMBER),
  },
  (displayName) => ({ displayName }),
);

/** @throws UaaError 400 */
export function readNewGroup(call: UaaCall): GroupBody {
  return readGroup(call, 'createGroup', [`${SCIM}.ScimGroup`, RESPONSE]);
}

/** @param method of the UAA's class for groups. @throws UaaError 400 */
export function readGroupChange(call: UaaCall, method: 'updateGroup' | 'patchGroup'): GroupBody {
  return readGroup(call, method, [`${SCIM}.ScimGroup`, STRING, STRING, RESPONSE]);
}

/** @throws UaaError 400 */
export function readMember(call: UaaCall): MemberBody {
  return memberOf(
    readBody(
      call,
      target('ScimGroupMember', 'addMemberToGroup', [STRING, `${SCIM}.ScimGroupMember`]),
      MEMBER,
    ),
  );
}

function readGroup(call: UaaCall, method: string, parameters: readonly string[]): GroupBody {
  const { displayName, description, members, meta } = readBody(
    call,
    target('ScimGroup', method, parameters),
    GROUP,
  );
  return {
    displayName: displayName ?? undefined,
    description: description ?? undefined,
    members: members?.map((member) => member && memberOf(member)),
    version: meta === null ? undefined : (meta?.version ?? 0),
    removed: meta?.attributes ?? [],
  };
}

function target(type: string, method: string, parameters: readonly string[]): BodyTarget {
  return { type: `scim.${type}`, method: `scim.endpoints.ScimGroupEndpoints.${method}`, parameters };
}

function memberOf({ value, type, origin, operation }: Bean<typeof MEMBER_FIELDS>): MemberBody {
  return {
    value: value ?? undefined,
    type: type ?? undefined,
    origin: origin ?? 'uaa',
    remove: operation?.toLowerCase() === 'delete',
  };
}
