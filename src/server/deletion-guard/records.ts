/**
 * What is remembered of a system's deletion guard, so that restarts and other instances know it, and `ipsproxy release` can
 * end it. Counters have the number of the release before them in their names: whoever releases only gives a new one, and
 * all counting begins anew at once, wherever it is done.
 */
import { createHash, randomUUID } from 'node:crypto';
import type { LossKind } from '../../proxy/deletion-guard/guard.ts';
import { idKey } from '../../scim/entity-id.ts';
import type { State } from '../../state/state.ts';

/** Why everything is refused. */
export interface Trip {
  readonly kind: LossKind;
  readonly endpoint: string;
  /** `at most 50`, `at most 500, which is 5 % of 10000`. */
  readonly limit: string;
  /** What was done before within the period. */
  readonly counted: number;
  /** What the change that was refused first would have taken away. */
  readonly asked: number;
  /** RFC 3339. */
  readonly since: string;
  /** When the period ends, likewise. */
  readonly until: string;
}

/** Names of what is remembered since the last release. */
export interface GuardKeys {
  readonly trip: string;
  /** Of what is counted of one kind: of an endpoint, or of one group. */
  counter(kind: LossKind, endpoint: string, group?: string): string;
}

const BEFORE_ANY_RELEASE = '0';

/** @throws StateUnavailable, as do all here */
export async function guardKeys(state: State, systemId: string): Promise<GuardKeys> {
  const release = (await state.get(releaseKey(systemId))) ?? BEFORE_ANY_RELEASE;
  const start = `guard:${systemId}:${release}`;
  return {
    trip: `${start}:tripped`,
    counter: (kind, endpoint, group) =>
      [start, kind, encodeURIComponent(endpoint), ...(group === undefined ? [] : [digest(group)])].join(':'),
  };
}

export async function readTrip(state: State, { trip }: GuardKeys): Promise<Trip | undefined> {
  const text = await state.get(trip);
  return text === undefined ? undefined : (JSON.parse(text) as Trip);
}

/** Everything is counted anew from now on, and nothing is refused. */
export async function release(state: State, systemId: string): Promise<void> {
  await state.set(releaseKey(systemId), randomUUID());
}

function releaseKey(systemId: string): string {
  return `guard:${systemId}:release`;
}

/** Ids are any text, and of any length. */
function digest(id: string): string {
  return createHash('sha256').update(idKey(id)).digest('hex').slice(0, 32);
}
