/** What clients and the log are told of a deletion guard. */
import { DeletionGuardRefusal, type LossKind } from '../../proxy/deletion-guard/guard.ts';
import type { Trip } from './records.ts';

/** Seconds after which a client may ask again whether somebody has looked. */
const LONGEST_RETRY = 3600;
/** Seconds after which what is remembered may be there again. */
const STATE_RETRY = 30;

const DONE: Readonly<Record<LossKind, string>> = {
  deletions: 'deleted',
  deactivations: 'deactivated',
  membershipRemovals: 'taken out of their groups',
};

/** `50 of Users were deleted`; `12 members were taken out of their groups`. */
function countedWords({ kind, endpoint, counted }: Trip): string {
  const what = kind === 'membershipRemovals' ? `members of ${endpoint}` : endpoint;
  return `${counted} ${what} ${counted === 1 ? 'was' : 'were'} ${DONE[kind]}`;
}

/** A clause: `50 Users were deleted, and "deletions" allows at most 50 in a period`. */
export function tripWords(trip: Trip): string {
  return `${countedWords(trip)}, ${trip.asked} more ${trip.asked === 1 ? 'was' : 'were'} asked for, and "deletionGuard.${trip.kind}" allows ${trip.limit} in a period`;
}

/** @param now milliseconds since the epoch */
export function trippedRefusal(systemId: string, trip: Trip, now: number): DeletionGuardRefusal {
  const seconds = Math.ceil((Date.parse(trip.until) - now) / 1000);
  return new DeletionGuardRefusal(
    503,
    `System ${systemId}: its deletion guard has stopped deletions, deactivations and removals of members since ${trip.since}: ${tripWords(trip)}. Nothing of this request was done; reads, creations and other changes go on. Look at the client: if this is what it shall do, run "ipsproxy release ${systemId}"; without it, the guard opens again at ${trip.until}.`,
    { retryAfter: Math.min(LONGEST_RETRY, Math.max(1, seconds)) },
  );
}

/** In a dry run, of what is not stopped yet. */
export function wouldTrip(systemId: string, trip: Trip): DeletionGuardRefusal {
  return new DeletionGuardRefusal(
    503,
    `System ${systemId}: its deletion guard would stop this, and all deletions, deactivations and removals of members after it: ${tripWords(trip)}.`,
  );
}

export function appendOnlyRefusal(systemId: string): DeletionGuardRefusal {
  return new DeletionGuardRefusal(
    403,
    `System ${systemId} takes nothing away ("deletionGuard": {"appendOnly": true}): nothing is deleted, deactivated or taken out of groups. Nothing of this request was done.`,
  );
}

export function stateRefusal(systemId: string, cause: Error): DeletionGuardRefusal {
  return new DeletionGuardRefusal(
    503,
    `System ${systemId}: its deletion guard cannot count, so nothing is deleted, deactivated or taken out of groups: ${cause.message} Nothing of this request was done; reads, creations and other changes go on. See "state" in the configuration.`,
    { retryAfter: STATE_RETRY, cause },
  );
}

export function unknownTotal(systemId: string, kind: LossKind, endpoint: string): DeletionGuardRefusal {
  return new DeletionGuardRefusal(
    503,
    `System ${systemId}: "deletionGuard.${kind}" allows a share of all ${endpoint}, and the backend does not say how many there are. Nothing of this request was done. Give "atMost" as well.`,
  );
}
