/** A SCIM filter as the value of a property, which is joined to the filter of every list. */
import { z } from 'zod';
import { ScimError } from '../scim/errors.ts';
import type { Filter } from '../scim/filter-ast.ts';
import { parseFilter } from '../scim/filter-parse.ts';

/** Blank text is no filter. */
export const filterProperty = z.string().transform((text, context): Filter | undefined => {
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
