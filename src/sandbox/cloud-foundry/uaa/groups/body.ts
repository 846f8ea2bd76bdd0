/** The group, or the group member, in a request body. */
import { readObject, unreadable } from '../body.ts';
import type { UaaCall } from '../call.ts';
import type { WantedMember } from './membership.ts';

export interface GroupBody {
  readonly displayName: string | undefined;
  readonly description: string | undefined;
  readonly members: readonly (MemberBody | null)[] | undefined;
  /** `meta.version`; absent only where `meta` is `null`, which the UAA does not expect. */
  readonly version: number | undefined;
  /** `meta.attributes`. */
  readonly removed: readonly (string | null)[];
}

export interface MemberBody extends WantedMember {
  /** Only in a PATCH. */
  readonly remove: boolean;
}

/** @throws UaaError 400 */
export function readGroup(call: UaaCall): GroupBody {
  const body = readObject(call) as Record<string, unknown>;
  const members = body['members'];
  const meta = (body['meta'] === undefined ? {} : body['meta']) as {
    version?: number;
    attributes?: string[];
  } | null;
  return {
    displayName: text(body, 'displayName'),
    description: text(body, 'description'),
    members: Array.isArray(members)
      ? members.map((member) => (member === null ? null : memberOf(member)))
      : undefined,
    version: meta === null ? undefined : (meta.version ?? 0),
    removed: meta?.attributes ?? [],
  };
}

/** @throws UaaError 400 */
export function readMember(call: UaaCall): MemberBody {
  return memberOf(readObject(call));
}

function memberOf(value: object): MemberBody {
  const body = value as Record<string, unknown>;
  const type = text(body, 'type');
  if (type !== undefined && type !== 'USER' && type !== 'GROUP')
    throw unreadable(`Invalid group member type: ${type}`);
  if (body['origin'] === null) throw unreadable('null');
  return {
    value: text(body, 'value'),
    type,
    origin: text(body, 'origin') ?? 'uaa',
    remove: text(body, 'operation')?.toLowerCase() === 'delete',
  };
}

function text(body: Record<string, unknown>, name: string): string | undefined {
  const value = body[name];
  return value === undefined || value === null ? undefined : String(value);
}
