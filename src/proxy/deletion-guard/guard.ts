/** What a system asks before it takes something away at its backend. Who counts, and where, is the server's business. */
import type { CallContext, EntityConnector } from '../../connectors/connector.ts';
import { ScimError, type ScimErrorOptions } from '../../scim/errors.ts';
import type { Vocabulary } from '../../scim/names/vocabulary.ts';
import type { EntityTransformation } from '../../transformation/index.ts';

/** Named as in the configuration. */
export const LOSS_KINDS = ['deletions', 'deactivations', 'membershipRemovals'] as const;
export type LossKind = (typeof LOSS_KINDS)[number];

/** Something that a change is about to take away. */
export interface Loss {
  readonly kind: LossKind;
  /** Entities, or members of one group. Above 0. */
  readonly amount: number;
  /** `Users`, `Groups`, … */
  readonly endpoint: string;
  /** The group whose members they are, by the backend's id. */
  readonly group?: string | undefined;
  /** How many there are, for a share of them: entities of the endpoint, or members of the group. `undefined`: nobody knows. */
  total(): Promise<number | undefined>;
}

export interface Reservation {
  /** Nothing of it was done. Never fails. */
  giveBack(): Promise<void>;
}

export interface DeletionGuard {
  /** Whether losses of this kind are counted, or refused. */
  watches(kind: LossKind): boolean;
  /** Kinds of which a share of all entities is allowed, so that the backend has to say how many there are. */
  readonly needsTotals: ReadonlySet<LossKind>;
  /**
   * Before anything is read for something that certainly is a loss: a client that goes on costs the backend nothing.
   *
   * @throws DeletionGuardRefusal where everything is refused already
   */
  requireOpen(): Promise<void>;
  /**
   * Counts all of them, or none. In a dry run nothing is counted.
   *
   * @throws DeletionGuardRefusal
   */
  reserve(losses: readonly Loss[], context: Pick<CallContext, 'dryRun'>): Promise<Reservation>;
  /** Changes that it has not let through, since the process began. */
  readonly refusals: number;
  /** One more of them. */
  noteRefusal(): void;
  /** Whether everything is refused until somebody looks, as far as anybody knows. Never fails. */
  isTripped(): Promise<boolean>;
}

/** A deletion guard, and how it gets to see what is about to be done; handed in, so that nothing of it is loaded without need. */
export interface LossWatch {
  readonly guard: DeletionGuard;
  /** @throws Error where a share is asked for of entities that the backend does not count */
  watch(parts: Omit<WatchedEntityParts, 'guard'>): WatchedEntity;
}

/** One entity type of a guarded system. */
export interface WatchedEntityParts {
  readonly systemId: string;
  readonly guard: DeletionGuard;
  readonly connector: EntityConnector;
  readonly read: EntityTransformation;
  readonly vocabulary: Vocabulary;
}

/** Its connection, which asks the guard first. */
export interface WatchedEntity {
  readonly connector: EntityConnector;
  /** The PATCH that stands for a DELETE, and counts as one. */
  readonly patchInsteadOfDelete: EntityConnector['patch'];
}

/** The guard lets nothing be taken away: the backend was not asked. */
export class DeletionGuardRefusal extends ScimError {
  constructor(
    status: 403 | 503,
    detail: string,
    options: Pick<ScimErrorOptions, 'retryAfter' | 'cause'> = {},
  ) {
    super(status, detail, { ...options, code: 'DELETION_GUARD', isUndone: true });
  }
}
