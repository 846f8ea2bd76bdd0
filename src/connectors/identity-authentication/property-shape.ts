/**
 * Every property that SAP documents for Identity Authentication ("List of Properties"), each by itself. The general
 * `scim.<name>` stands in for `ias.<name>` (with version 1 of the API the other way round). Other names pass:
 * transformations may use them as parameters.
 */
import { z } from 'zod';
import { ScimError } from '../../scim/errors.ts';
import type { Filter } from '../../scim/filter-ast.ts';
import { parseFilter } from '../../scim/filter-parse.ts';
import { destinationProperties } from '../http/destination.ts';
import { MOST_ADDED } from './tenant-limits.ts';

const IDENTITY_DIRECTORY = { path: '/scim', pasted: ['/service/scim', '/scim'] };
const MEDIA_TYPE = /^[\w!#$&^.+-]+\/[\w!#$&^.+-]+(?:\s*;\s*[\w-]+=[\w.-]+)*$/;

const version = z.enum(['1', '2'], { error: 'must be 1 or 2' });

/** Blank text is no filter. */
const filter = z.string().transform((text, context): Filter | undefined => {
  if (text.trim() === '') return undefined;
  try {
    const parsed = parseFilter(text, { repeatedValues: true });
    if (!hasIndex(parsed)) return parsed;
    context.addIssue('must not have an index such as emails[0].value: write emails.value');
  } catch (error) {
    if (!(error instanceof ScimError)) throw error;
    context.addIssue(`cannot be used: ${error.message}`);
  }
  return z.NEVER;
});

const mediaType = z.string().regex(MEDIA_TYPE, 'must be a media type such as application/scim+json');
const flag = z.enum(['true', 'false'], { error: 'must be true or false' });
const text = z.string();

function wholeNumber(least: number, most: number) {
  const isWhole = (digits: string) => /^\d{1,9}$/.test(digits) && +digits >= least && +digits <= most;
  return z
    .string()
    .refine(isWhole, { error: `must be a whole number from ${least} to ${most}` })
    .transform(Number);
}

export const ATTEMPTS = 'ips.failed.request.retry.attempts';
export const INTERVAL = 'ips.failed.request.retry.attempts.interval';

export const propertyShape = z.looseObject({
  ...destinationProperties(IDENTITY_DIRECTORY),
  'ias.api.version': version
    .optional()
    .describe(
      'Version of the SCIM API: 2, or 1, which SAP switches off on 30 November 2026. Default: 1, as with SAP.',
    ),
  'ias.user.filter': filter.optional().describe('SCIM filter joined to every list of users.'),
  'scim.user.filter': filter.optional().describe(general('ias.user.filter')),
  'ias.group.filter': filter.optional().describe('SCIM filter joined to every list of groups.'),
  'scim.group.filter': filter.optional().describe(general('ias.group.filter')),
  'ias.content.type': mediaType
    .optional()
    .describe('Content type of request bodies. Default: application/scim+json.'),
  'scim.content.type': mediaType.optional().describe(general('ias.content.type')),
  'ias.include.if.match.wildcard.header': flag
    .optional()
    .describe('Send If-Match: * with changes for which the client sent no If-Match. Default: false.'),
  'scim.include.if.match.wildcard.header': flag
    .optional()
    .describe(general('ias.include.if.match.wildcard.header')),
  'ias.user.unique.attribute': text.optional().describe('Finds the user that a skipped create means.'),
  'scim.user.unique.attribute': text.optional().describe('As ias.user.unique.attribute, which wins.'),
  'ias.group.unique.attribute': text.optional().describe('Finds the group that a skipped create means.'),
  'scim.group.unique.attribute': text.optional().describe('As ias.group.unique.attribute, which wins.'),
  'ias.support.patch.operation': flag
    .optional()
    .describe("Send a client's PUT as PATCH, which leaves what the client does not name. Default: false."),
  'scim.support.patch.operation': flag.optional().describe('As ias.support.patch.operation, which wins.'),
  'ias.user.groups.paging.enabled': flag
    .optional()
    .describe('Read all groups of users that have more than 1,000. Default: false.'),
  'ias.group.members.paging.enabled': flag
    .optional()
    .describe('Read all members of groups that have more than 20,000. Default: false.'),
  'ias.patch.group.members.above.threshold': wholeNumber(1, MOST_ADDED)
    .optional()
    .describe('Members that one request may name; more go in several PATCH requests. Default: 20000.'),
  'ias.user.automatic.conflict.resolution': flag
    .optional()
    .describe('Accepted without effect: a collision is answered 409.'),
  'ias.support.bulk.operation': flag.optional().describe('Accepted without effect.'),
  'ias.bulk.operations.max.count': text.optional().describe('Accepted without effect.'),
  'scim.group.members.additional.attributes': text
    .optional()
    .describe('Accepted without effect: for version 1.'),
  [ATTEMPTS]: wholeNumber(0, 1_000)
    .optional()
    .describe('How often a failed request is sent again, at most 3. Default: 2.'),
  [INTERVAL]: wholeNumber(0, 86_400)
    .optional()
    .describe('Seconds between two attempts, at most 60. Default: 30.'),
  'ipsproxy.ias.put.carry.over': flag
    .optional()
    .describe(
      'Before a PUT, read the entity, and repeat what clients could not see or not write of it. Default: true.',
    ),
  'ipsproxy.upstream.requests.per.minute': z
    .union([z.literal('off'), wholeNumber(1, 100_000)], {
      error: 'must be off or a whole number from 1 to 100000',
    })
    .optional()
    .describe('Requests a minute to this host, by all systems. Default: 180 for SAP hosts, else off.'),
  'ipsproxy.upstream.connections': wholeNumber(1, 50)
    .optional()
    .describe('Open connections to this host at once, by all systems; the first system says. Default: 20.'),
});

/** Which of the two wins says the version of the API. */
function general(specific: string): string {
  return `As ${specific}, which wins with version 2 of the API, and this one with version 1.`;
}

function hasIndex(tree: Filter): boolean {
  switch (tree.kind) {
    case 'and':
    case 'or':
      return tree.operands.some(hasIndex);
    case 'not':
      return hasIndex(tree.operand);
    case 'valuePath':
      return tree.path.index !== undefined || hasIndex(tree.filter);
    default:
      return tree.path.index !== undefined;
  }
}
