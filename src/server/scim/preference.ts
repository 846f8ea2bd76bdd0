/**
 * `Prefer: handling=dry-run` (RFC 7240): show what a write would do. Whoever does not know a preference ignores it, so
 * what looks like this one and is not is refused here: it would be written else.
 */
import type { IncomingHttpHeaders } from 'node:http';
import { ScimError } from '../../scim/errors.ts';

export const DRY_RUN_PREFERENCE = 'handling=dry-run';

const WRITES: ReadonlySet<string> = new Set(['POST', 'PUT', 'PATCH', 'DELETE']);
/** RFC 7240 §4.4. */
const HANDLING: ReadonlySet<string> = new Set(['strict', 'lenient']);

/** @throws ScimError 400 for a preference that can only be a dry run misspelt */
export function prefersDryRun(method: string, { prefer }: IncomingHttpHeaders): boolean {
  if (prefer === undefined || !WRITES.has(method)) return false;
  let isDryRun = false;
  // Node joins several headers with commas.
  for (const preference of String(prefer).split(/[,;]/)) {
    const [name = '', value = ''] = preference.split('=').map((part) => part.trim().toLowerCase());
    const text = value.replace(/^"(.*)"$/, '$1');
    if (name === 'handling' && text === 'dry-run') isDryRun = true;
    else if ((name === 'handling' && !HANDLING.has(text)) || /dry.?run/.test(`${name}${text}`))
      throw misspelt();
  }
  return isDryRun;
}

function misspelt(): ScimError {
  return new ScimError(
    400,
    `The Prefer header has a preference that is not known here. For a dry run, send "Prefer: ${DRY_RUN_PREFERENCE}". Nothing was done.`,
    { scimType: 'invalidValue' },
  );
}
