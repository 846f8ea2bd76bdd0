/**
 * Every property that SAP documents for Identity Authentication ("List of Properties"), each by itself. The general
 * `scim.<name>` stands in for `ias.<name>` (with version 1 of the API the other way round). Other names pass:
 * transformations may use them as parameters.
 */
import { z } from 'zod';
import { filterProperty } from '../filter-property.ts';
import { DEFAULT_CONNECTIONS } from '../http/connections.ts';
import { checkDestination, destinationProperties } from '../http/destination.ts';
import { retryProperties } from '../http/retry-properties.ts';
import { wholeNumber } from '../http/whole-number.ts';
import type { EntityKind } from '../scim-api/entity-kind.ts';
import { DEFAULT_UNIQUE } from '../scim-api/lost-create.ts';
import { DEFAULT_REQUESTS_PER_MINUTE, MOST_ADDED } from './tenant-limits.ts';

const IDENTITY_DIRECTORY = { path: '/scim', pasted: ['/service/scim', '/scim'] };
const MEDIA_TYPE = /^[\w!#$&^.+-]+\/[\w!#$&^.+-]+(?:\s*;\s*[\w-]+=[\w.-]+)*$/;

const version = z.enum(['1', '2'], { error: 'must be 1 or 2' });

const mediaType = z.string().regex(MEDIA_TYPE, 'must be a media type such as application/scim+json');
const flag = z.enum(['true', 'false'], { error: 'must be true or false' });
const text = z.string();

export const DEFAULT_CONTENT_TYPE = 'application/scim+json';

const NO_BULK = 'Accepted without effect: each request of a client is one request to the tenant.';

const all = z.looseObject({
  ...destinationProperties(IDENTITY_DIRECTORY, ['BasicAuthentication', 'ClientCertificateAuthentication']),
  'ias.api.version': version.optional().meta({
    description:
      'Version of the SCIM API: `2` is that of the Identity Directory, `https://<tenant>/scim`; `1` is the old one, which SAP switches off on 30 November 2026.',
    default: '1',
  }),
  'ias.user.filter': filterProperty.optional().meta(listFilter('user')),
  'scim.user.filter': filterProperty.optional().meta(general('ias.user.filter')),
  'ias.group.filter': filterProperty.optional().meta(listFilter('group')),
  'scim.group.filter': filterProperty.optional().meta(general('ias.group.filter')),
  'ias.content.type': mediaType.optional().meta({
    description: 'Content type of request bodies.',
    value: 'media type',
    default: DEFAULT_CONTENT_TYPE,
  }),
  'scim.content.type': mediaType.optional().meta(general('ias.content.type')),
  'ias.include.if.match.wildcard.header': flag.optional().meta({
    description: 'Send `If-Match: *` with changes for which the client sent no `If-Match`.',
    default: 'false',
  }),
  'scim.include.if.match.wildcard.header': flag
    .optional()
    .meta(general('ias.include.if.match.wildcard.header')),
  'ias.user.unique.attribute': text.optional().meta(uniqueAttribute('user')),
  'scim.user.unique.attribute': text.optional().meta(generalWithAnyVersion('ias.user.unique.attribute')),
  'ias.group.unique.attribute': text.optional().meta(uniqueAttribute('group')),
  'scim.group.unique.attribute': text.optional().meta(generalWithAnyVersion('ias.group.unique.attribute')),
  'ias.support.patch.operation': flag.optional().meta({
    description: "Send a client's PUT as PATCH: what the body does not name stays as it is.",
    default: 'false',
  }),
  'scim.support.patch.operation': flag.optional().meta(generalWithAnyVersion('ias.support.patch.operation')),
  'ias.user.groups.paging.enabled': flag
    .default('false')
    .describe('Read all groups of users that have more than 1,000.'),
  'ias.group.members.paging.enabled': flag
    .default('false')
    .describe('Read all members of groups that have more than 20,000.'),
  'ias.patch.group.members.above.threshold': wholeNumber(1, MOST_ADDED).optional().meta({
    description: 'Members that one request may name; more go in several PATCH requests.',
    unit: 'members',
    default: MOST_ADDED,
  }),
  'ias.user.automatic.conflict.resolution': flag
    .optional()
    .describe('Accepted without effect: a collision is answered 409, and nobody is overwritten.'),
  'ias.support.bulk.operation': flag.optional().describe(NO_BULK),
  'ias.bulk.operations.max.count': text.optional().describe(NO_BULK),
  'scim.group.members.additional.attributes': text
    .optional()
    .describe('Accepted without effect: members are read as the API gives them.'),
  ...retryProperties,
  'ipsproxy.ias.put.carry.over': flag
    .default('true')
    .describe('Before a PUT, read the entity, and repeat what the client could not see or not write of it.'),
  'ipsproxy.upstream.requests.per.minute': z
    .union([z.literal('off'), wholeNumber(1, 100_000)], {
      error: 'must be off or a whole number from 1 to 100000',
    })
    .optional()
    .meta({
      description:
        'Requests that are sent to this host, by all systems together, and by all instances that share their state; of several settings the strictest holds.',
      unit: 'requests a minute',
      defaultText: `${DEFAULT_REQUESTS_PER_MINUTE} for SAP's host names, else \`off\``,
    }),
  'ipsproxy.upstream.connections': wholeNumber(1, 50).optional().meta({
    description:
      'Open connections of this system at once. Identity Authentication takes 50 from one address: systems of one tenant share them.',
    unit: 'connections',
    default: DEFAULT_CONNECTIONS,
  }),
});

export const propertyShape = checkDestination(all);

function listFilter(kind: EntityKind) {
  return {
    description: `Joined to the filter of every list of ${kind}s; reading by id is not filtered. A name in it that no known schema has is a warning at start.`,
    value: 'SCIM filter',
  };
}

function uniqueAttribute(kind: EntityKind) {
  return {
    description: `Finds the ${kind} that a create means whose answer got lost, or that was skipped.`,
    value: 'attribute',
    default: DEFAULT_UNIQUE[kind],
  };
}

/** Which of the two wins says the version of the API. */
function general(specific: string) {
  const description = `As \`${specific}\`, which wins with version 2 of the API, and this one with version 1.`;
  return { description, generalOf: specific };
}

function generalWithAnyVersion(specific: string) {
  return { description: `As \`${specific}\`, which wins.`, generalOf: specific };
}
