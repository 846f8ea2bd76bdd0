/** The limits of a configuration, and what outlives it: a reload forgets neither what was counted nor what is under way. */
import type { SystemLimits, UserLimits } from '../../config/limits-schema.ts';
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
  /** By the ids of systems that do not do everything at once. */
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
        for (const { id, limits } of systems) {
          const ofSystem = places.get(id);
          if (ofSystem !== undefined && limits?.concurrency !== undefined) ofSystem.most = limits.concurrency;
        }
      },
      refused: this.#refused,
    };
  }

  #placesOf(systems: LimitedParties['systems']): Map<string, Places> {
    const places = new Map<string, Places>();
    for (const { id, limits } of systems) {
      if (limits?.concurrency === undefined) continue;
      const known =
        this.#places.get(id) ?? new Places(id, limits.concurrency, () => this.#refuse('concurrency'));
      this.#places.set(id, known);
      places.set(id, known);
    }
    return places;
  }

  #refuse(kind: LimitKind): void {
    this.#refused[kind] += 1;
  }
}

function ratesOf(owners: readonly Limited<UserLimits>[]): Map<string, number> {
  return new Map(
    owners.flatMap(({ id, limits }) =>
      limits?.requestsPerMinute === undefined ? [] : [[id, limits.requestsPerMinute]],
    ),
  );
}
