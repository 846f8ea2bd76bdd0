/**
 * The properties of systems that speak SCIM 2.0 ("List of Properties"). Each type of system has them under a prefix of its own,
 * `sac.user.filter`, for which the general `scim.user.filter` stands in.
 */
import { z } from 'zod';
import type { SapSystemType } from '../definition.ts';
import { filterProperty } from '../filter-property.ts';
import { DEFAULT_CONNECTIONS } from '../http/connections.ts';
import { checkDestination, destinationProperties } from '../http/destination.ts';
import { retryProperties } from '../http/retry-properties.ts';
import { wholeNumber } from '../http/whole-number.ts';

export const GENERAL_PREFIX = 'scim';
export const DEFAULT_CONTENT_TYPE = 'application/scim+json';
/** Any GET gets a token, and this one says nothing about anybody. */
export const DEFAULT_TOKEN_PATH = '/ServiceProviderConfig';
/** By which attribute one entity is found where the properties do not say. */
export const DEFAULT_UNIQUE: Readonly<Record<string, string>> = { user: 'userName', group: 'displayName' };

const MEDIA_TYPE = /^[\w!#$&^.+-]+\/[\w!#$&^.+-]+(?:\s*;\s*[\w-]+=[\w.-]+)*$/;
/** Printable ASCII without a fragment. */
const PATH_AND_QUERY = /^[\x21\x22\x24-\x7e]+$/;

const flag = z.enum(['true', 'false'], { error: 'must be true or false' });
const text = z.string();

const NO_BULK = 'Accepted without effect: each request of a client is one request to the server.';

/** By what follows the prefix. */
const prefixed = {
  'user.filter': filterProperty.optional().meta({
    description: 'Joined to the filter of every list of users; reading by id is not filtered.',
    value: 'SCIM filter',
  }),
  'group.filter': filterProperty.optional().meta({
    description: 'Joined to the filter of every list of groups; reading by id is not filtered.',
    value: 'SCIM filter',
  }),
  'user.unique.attribute': text.optional().meta(uniqueAttribute('user')),
  'group.unique.attribute': text.optional().meta(uniqueAttribute('group')),
  'support.patch.operation': flag.optional().meta({
    description:
      'Whether the server takes PATCH. `false`: the proxy reads the entity and replaces it. A server that refuses PATCH is not asked for it again.',
    defaultText: "what the server's ServiceProviderConfig says, else `true`",
  }),
  'content.type': z
    .string()
    .regex(MEDIA_TYPE, 'must be a media type such as application/scim+json')
    .optional()
    .meta({
      description: 'Content type of request bodies.',
      value: 'media type',
      default: DEFAULT_CONTENT_TYPE,
    }),
  'include.if.match.wildcard.header': flag.optional().meta({
    description: 'Send `If-Match: *` with changes for which the client sent no `If-Match`.',
    default: 'false',
  }),
  'api.csrf.protection': z
    .enum(['enabled', 'disabled'], { error: 'must be enabled or disabled' })
    .optional()
    .meta({
      description: 'Whether the server wants a CSRF token with every change. `enabled`: one is fetched.',
      default: 'disabled',
    }),
  'csrf.token.path': z
    .string()
    .regex(PATH_AND_QUERY, 'must be a path below URL such as /Users?count=1')
    .optional()
    .meta({
      description: 'Where the CSRF token is fetched, below `URL`.',
      value: 'path',
      default: DEFAULT_TOKEN_PATH,
    }),
  'support.bulk.operation': flag.optional().describe(NO_BULK),
  'bulk.operations.max.count': text.optional().describe(NO_BULK),
  'patch.group.members.above.threshold': text
    .optional()
    .describe('Accepted without effect: a PATCH goes to the server as the client sent it.'),
  'patch.response.with.resource': flag
    .optional()
    .describe('Accepted without effect: the answer itself shows whether it has the entity.'),
  'group.members.additional.attributes': text
    .optional()
    .describe('Accepted without effect: members are read as the server gives them.'),
};

export type PrefixedName = keyof typeof prefixed;
export type PrefixedValues = { readonly [Name in PrefixedName]: z.output<(typeof prefixed)[Name]> };

export const WITHOUT_EFFECT: readonly { readonly name: PrefixedName; readonly reason: string }[] = [
  {
    name: 'support.bulk.operation',
    reason: 'has no effect: each request of a client is one request to the server',
  },
  {
    name: 'bulk.operations.max.count',
    reason: 'has no effect: each request of a client is one request to the server',
  },
  {
    name: 'patch.group.members.above.threshold',
    reason: 'has no effect: a PATCH goes to the server as the client sent it',
  },
  {
    name: 'group.members.additional.attributes',
    reason: 'has no effect: members are read as the server gives them',
  },
];

const SYSTEM = { path: '', pasted: [] };

export function propertyShape(type: Pick<SapSystemType, 'prefix' | 'versions'>) {
  const destination = destinationProperties(SYSTEM);
  const all = z.looseObject({
    ...destination,
    URL: destination.URL.meta({
      description: 'Address of the SCIM API, below which `Users` and `Groups` are.',
      value: 'URL',
    }),
    ...version(type),
    ...withPrefix(type.prefix),
    ...retryProperties,
    'ipsproxy.scim.put.carry.over': flag
      .default('true')
      .describe(
        'Before a PUT, read the entity, and repeat what the client could not see or not write of it.',
      ),
    'ipsproxy.upstream.requests.per.minute': z
      .union([z.literal('off'), wholeNumber(1, 100_000)], {
        error: 'must be off or a whole number from 1 to 100000',
      })
      .optional()
      .meta({
        description:
          'Requests that are sent to this host, by all systems together, and by all instances that share their state; of several settings the strictest holds.',
        unit: 'requests a minute',
        default: 'off',
      }),
    'ipsproxy.upstream.connections': wholeNumber(1, 50).optional().meta({
      description: 'Open connections of this system at once.',
      unit: 'connections',
      default: DEFAULT_CONNECTIONS,
    }),
  });
  return checkDestination(all);
}

/** The value that counts: that of the type, else the general one. */
export function prefixedValue<Name extends PrefixedName>(
  properties: Readonly<Record<string, unknown>>,
  prefix: string,
  name: Name,
): PrefixedValues[Name] {
  return (properties[`${prefix}.${name}`] ?? properties[`${GENERAL_PREFIX}.${name}`]) as PrefixedValues[Name];
}

export const PREFIXED_NAMES = Object.keys(prefixed) as readonly PrefixedName[];

/** With the prefix of the type, and with the general one. */
function withPrefix(prefix: string): Record<string, z.ZodType> {
  return Object.fromEntries(
    Object.entries(prefixed).flatMap(([name, schema]): [string, z.ZodType][] => {
      const [specific, general] = [`${prefix}.${name}`, `${GENERAL_PREFIX}.${name}`];
      if (specific === general) return [[general, schema]];
      const meta = { description: `As \`${specific}\`, which wins.`, generalOf: specific };
      return [
        [specific, schema],
        [general, schema.meta(meta)],
      ];
    }),
  );
}

function version({
  prefix,
  versions,
}: Pick<SapSystemType, 'prefix' | 'versions'>): Record<string, z.ZodType> {
  if (versions === undefined) return {};
  const { scim, others } = versions;
  const error = `must be ${scim.join(' or ')}: other versions are reached by ${others} and not by SCIM`;
  const schema = z.enum(scim as [string, ...string[]], { error });
  const description = 'Version of the API. Which one answers says `URL`.';
  return { [`${prefix}.api.version`]: schema.optional().meta({ description, default: scim.at(-1) ?? '' }) };
}

function uniqueAttribute(type: 'user' | 'group') {
  return {
    description: `Finds the ${type} that a create means whose answer got lost, that collides, or that was skipped. Where it is set, it is looked up before each create, for servers that do not refuse a second ${type}.`,
    value: 'attribute',
    default: DEFAULT_UNIQUE[type],
  };
}
