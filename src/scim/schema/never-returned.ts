/** Attributes that clients may write and never see (RFC 7643 §7: `returned` is `never`): nobody looks for entities by them. */
import { parseAttributePath, printAttributePath } from '../attribute-path.ts';
import { ScimError } from '../errors.ts';
import type { AttributePath, Filter } from '../filter-ast.ts';
import { pathsIn } from '../filter-tree.ts';

/** RFC 7643 §4.1.1. */
const PASSWORD = 'password';

/** @throws ScimError 400 `invalidFilter` for a filter with such an attribute anywhere in it; it quotes no value */
export function refuseNeverReturned(filter: Filter): void {
  const found = pathsIn(filter).find(isNeverReturned);
  if (found !== undefined) throw neverReturned(`The filter cannot be used: ${printAttributePath(found)}`);
}

/** @param text as in the request @throws ScimError 400 `invalidFilter` */
export function refuseSortingBy(text: string): void {
  const path = parseAttributePath(text.trim());
  if (path !== undefined && isNeverReturned(path))
    throw neverReturned(`sortBy cannot be used: ${printAttributePath(path)}`);
}

function isNeverReturned({ attribute }: AttributePath): boolean {
  return attribute.toLowerCase() === PASSWORD;
}

function neverReturned(what: string): ScimError {
  return new ScimError(
    400,
    `${what}: it is never returned (RFC 7643 §7), so nobody can look at it. Leave it out.`,
    { scimType: 'invalidFilter' },
  );
}
