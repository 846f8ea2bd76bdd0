import type { UaaCall } from './call.ts';
import { scimError } from './errors.ts';

/**
 * The version a client asks for in `If-Match`: `*` (any), `3` or `"3"`; `undefined` without the header.
 *
 * @throws UaaError 400 for anything else
 */
export function ifMatch({ request }: UaaCall): number | 'any' | undefined {
  const header = request.headers['if-match']?.trim();
  if (header === undefined) return undefined;
  if (header === '*') return 'any';
  const version = /^(?:"(\d{1,9})"|(\d{1,9}))$/.exec(header);
  if (version === null) throw scimError(400, 'scim', `Invalid version match header: ${header}`);
  return Number(version[1] ?? version[2]);
}

/** @throws UaaError 400 without the header */
export function requireIfMatch(call: UaaCall, missing: string): number | 'any' {
  const version = ifMatch(call);
  if (version === undefined) throw scimError(400, 'scim', missing);
  return version;
}

/** @throws UaaError 409 when the resource has another version by now */
export function checkVersion(wanted: number | 'any', found: number, resource: string): void {
  if (wanted === 'any' || wanted === found) return;
  throw scimError(
    409,
    'scim_resource_conflict',
    `Attempt to update ${resource} with wrong version: expected=${found} but found=${wanted}`,
  );
}
