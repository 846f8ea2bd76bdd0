/**
 * Every property that SAP documents for Identity Authentication ("List of Properties"), each by itself. The general
 * `scim.<name>` stands in for `ias.<name>`. Other names pass: transformations may use them as parameters.
 */
import { z } from 'zod';
import { ScimError } from '../../scim/errors.ts';
import type { Filter } from '../../scim/filter-ast.ts';
import { parseFilter } from '../../scim/filter-parse.ts';
import { destinationProperties } from '../http/destination.ts';

const IDENTITY_DIRECTORY = { path: '/scim', pasted: ['/service/scim', '/scim'] };
const MEDIA_TYPE = /^[\w!#$&^.+-]+\/[\w!#$&^.+-]+(?:\s*;\s*[\w-]+=[\w.-]+)*$/;

const version = z
  .string({ error: 'is missing, which means version 1 of the API, and this is not supported yet: write 2' })
  .superRefine((text, context) => {
    if (text === '2') return;
    const message =
      text === '1'
        ? 'is 1, a version of the API that is not supported yet (and that SAP switches off on 30 November 2026): write 2'
        : 'must be 2';
    context.addIssue({ code: 'custom', message });
  });

/** Blank text is no filter. */
const filter = z.string().transform((text, context): Filter | undefined => {
  if (text.trim() === '') return undefined;
  try {
    const parsed = parseFilter(text, { repeatedValues: true });
    if (!hasIndex(parsed)) return parsed;
    context.addIssue('must not have an index such as emails[0].value: write emails.value');
  } catch (error) {
    if (!(error instanceof ScimError)) throw error;
    context.addIssue(error.message);
  }
  return z.NEVER;
});

const mediaType = z.string().regex(MEDIA_TYPE, 'must be a media type such as application/scim+json');
const flag = z.enum(['true', 'false'], { error: 'must be true or false' });
const text = z.string();

export const propertyShape = z.looseObject({
  ...destinationProperties(IDENTITY_DIRECTORY),
  'ias.api.version': version.describe('Version of the SCIM API of Identity Authentication: 2.'),
  'ias.user.filter': filter.optional().describe('SCIM filter joined to every list of users.'),
  'scim.user.filter': filter.optional().describe('As ias.user.filter, which wins.'),
  'ias.group.filter': filter.optional().describe('SCIM filter joined to every list of groups.'),
  'scim.group.filter': filter.optional().describe('As ias.group.filter, which wins.'),
  'ias.content.type': mediaType
    .optional()
    .describe('Content type of request bodies. Default: application/scim+json.'),
  'scim.content.type': mediaType.optional().describe('As ias.content.type, which wins.'),
  'ias.include.if.match.wildcard.header': flag
    .optional()
    .describe('Send If-Match: * with changes for which the client sent no If-Match. Default: false.'),
  'scim.include.if.match.wildcard.header': flag
    .optional()
    .describe('As ias.include.if.match.wildcard.header, which wins.'),
  'ias.user.unique.attribute': text.optional().describe('Finds the user that a skipped create means.'),
  'scim.user.unique.attribute': text.optional().describe('As ias.user.unique.attribute, which wins.'),
  'ias.group.unique.attribute': text.optional().describe('Finds the group that a skipped create means.'),
  'scim.group.unique.attribute': text.optional().describe('As ias.group.unique.attribute, which wins.'),
  'ias.support.patch.operation': flag.optional().describe('Accepted; PATCH is always sent as PATCH.'),
  'scim.support.patch.operation': flag.optional().describe('Accepted; PATCH is always sent as PATCH.'),
  'ias.user.groups.paging.enabled': flag.optional().describe('Accepted without effect.'),
  'ias.group.members.paging.enabled': flag.optional().describe('Accepted without effect.'),
  'ias.patch.group.members.above.threshold': text.optional().describe('Accepted without effect.'),
  'ias.user.update.instead.delete': flag.optional().describe('Accepted without effect.'),
  'ias.user.automatic.conflict.resolution': flag.optional().describe('Accepted without effect.'),
  'ias.support.bulk.operation': flag.optional().describe('Accepted without effect.'),
  'ias.bulk.operations.max.count': text.optional().describe('Accepted without effect.'),
});

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
