/** The limits of a configuration, and what outlives it: a reload forgets neither what was counted nor what is under way. */
import { DEFAULT_CONCURRENCY, type SystemLimits, type UserLimits } from '../../config/limits-schema.ts';
import type { State } from '../../state/state.ts';
import { RequestCounts } from './counts.ts';
import { Places } from './places.ts';
import { createRateCheck, type RateCheck, type RateScope } from './rate.ts';

/** Why a request was refused. */
export type LimitKind = RateScope | 'concurrency';

/** Who has limits, or may have. */
interface Limited<Of> {
  readonly id: string;
  readonly limits?: Of | undefined;
}

/** Those of a loaded configuration. */
export interface LimitedParties {
  readonly technicalUsers: readonly Limited<UserLimits>[];
  readonly systems: readonly Limited<SystemLimits>[];
}

export interface RequestLimits {
  /** Absent: nobody's requests are counted. */
  readonly check: RateCheck | undefined;
  /** Requests that all clients together may make within a minute, by the ids of systems. */
  readonly requestsPerMinute: ReadonlyMap<string, number>;
  /** What each system does at once, by its id. */
  readonly places: ReadonlyMap<string, Places>;
  /** To be called when its configuration is put to work: until then, the one before goes by its own. */
  begin(): void;
  /** How many requests were refused. */
  readonly refused: Readonly<Record<LimitKind, number>>;
}

export class Limits {
  readonly #counts: RequestCounts;
  readonly #places = new Map<string, Places>();
  readonly #refused: Record<LimitKind, number> = { user: 0, system: 0, concurrency: 0 };

  constructor(state: State) {
    this.#counts = new RequestCounts(state);
  }

  of({ technicalUsers, systems }: LimitedParties): RequestLimits {
    const places = this.#placesOf(systems);
    const rates = { users: ratesOf(technicalUsers), systems: ratesOf(systems) };
    const isCounted = rates.users.size > 0 || rates.systems.size > 0;
    return {
      check: isCounted ? createRateCheck(rates, this.#counts, (kind) => this.#refuse(kind)) : undefined,
      requestsPerMinute: rates.systems,
      places,
      begin: () => {
        for (const { id, limits } of systems) places.get(id)?.limit(concurrencyOf(limits), limits?.queue);
      },
      refused: this.#refused,
    };
  }

  #placesOf(systems: LimitedParties['systems']): Map<string, Places> {
    const places = new Map<string, Places>();
    for (const { id, limits } of systems) {
      const known =
        this.#places.get(id) ??
        new Places(id, concurrencyOf(limits), () => this.#refuse('concurrency'), limits?.queue);
      this.#places.set(id, known);
      places.set(id, known);
    }
    return places;
  }

  #refuse(kind: LimitKind): void {
    this.#refused[kind] += 1;
  }
}

function concurrencyOf(limits: SystemLimits | undefined): number {
  return limits?.concurrency ?? DEFAULT_CONCURRENCY;
}

function ratesOf(owners: readonly Limited<UserLimits>[]): Map<string, number> {
  return new Map(
    owners.flatMap(({ id, limits }) =>
      limits?.requestsPerMinute === undefined ? [] : [[id, limits.requestsPerMinute]],
    ),
  );
}
