import type { UaaCall } from './call.ts';
import { scimError } from './errors.ts';

/**
 * The version a client asks for in `If-Match`, any number of quotes around it: `*` (any), or a number, which may be
 * negative; `undefined` without the header.
 *
 * @throws UaaError 400 for anything else
 */
export function ifMatch({ request }: UaaCall): number | 'any' | undefined {
  const header = request.headers['if-match'];
  if (header === undefined) return undefined;
  const value = header.trim().replace(/^"+|"+$/g, '');
  if (value === '*') return 'any';
  const version = /^[+-]?\d+$/.test(value) ? Number(value) : Number.NaN;
  if (version === (version | 0)) return version;
  throw scimError(400, 'scim', `Invalid version match header (should be a version number): ${header}`);
}

/** @throws UaaError 400 without the header, or where it is empty or `NaN`, which stands for none */
export function requireIfMatch(call: UaaCall, missing: string): number | 'any' {
  const header = call.request.headers['if-match'];
  const version = !header || header === 'NaN' ? undefined : ifMatch(call);
  if (version === undefined) throw scimError(400, 'scim', missing);
  return version;
}

/** @throws UaaError 409 when the resource has another version by now */
export function checkVersion(wanted: number | 'any', found: number, resource: string): void {
  if (wanted === 'any' || wanted === found) return;
  throw scimError(409, 'scim_resource_conflict', wrongVersion(resource, found, wanted));
}

export function wrongVersion(resource: string, expected: number, found: number): string {
  return `Attempt to update ${resource} with wrong version: expected=${expected} but found=${found}`;
}
