/** Requests that are for one version of a resource (RFC 7644 §3.14). */
import type { StandInRequest } from '../../kit/message.ts';
import { Failure } from '../failure.ts';
import { versionOf } from '../read/view.ts';
import type { Server } from '../server.ts';
import type { Resource } from '../store/directory.ts';

/** @throws {Failure} 412, or 428 where versions are required */
export function requireVersion(server: Server, { headers }: StandInRequest, resource: Resource): void {
  const { versions } = server.switches.current;
  if (versions === 'none') return;
  const wanted = headers['if-match'];
  if (wanted === undefined) {
    if (versions === 'required') throw new Failure(428, 'A write has to have If-Match.');
    return;
  }
  if (!names(wanted, versionOf(server, resource))) {
    throw new Failure(412, `The ${resource.kind} has another version by now.`);
  }
}

/** Whether the client has this version already. */
export function unchanged(server: Server, { headers }: StandInRequest, resource: Resource): boolean {
  const version = versionOf(server, resource);
  const known = headers['if-none-match'];
  return known !== undefined && version !== undefined && names(known, version);
}

/** Versions are weak; the mark for that makes no difference. */
function names(header: string, version: string | undefined): boolean {
  if (header.trim() === '*') return true;
  const wanted = header.split(',').map((each) => each.trim().replace(/^W\//, ''));
  return version !== undefined && wanted.includes(version.replace(/^W\//, ''));
}
