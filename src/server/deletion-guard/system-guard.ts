/**
 * The deletion guard of one system: counts what is taken away, in what all instances remember, and lets nothing more go once
 * a limit is reached, until somebody releases it or the period is over. It counts before the backend is asked, so that
 * many connections at once get no more than one.
 */
import type { Logger } from 'pino';
import type { GuardEvent } from '../../audit/record.ts';
import type { DeletionGuardSettings } from '../../config/deletion-guard-schema.ts';
import {
  type DeletionGuard,
  LOSS_KINDS,
  type Loss,
  type LossKind,
  type Reservation,
} from '../../proxy/deletion-guard/guard.ts';
import type { ProxyContext } from '../../proxy/types.ts';
import { type State, StateUnavailable } from '../../state/state.ts';
import { GuardMemory, type Remembered } from './memory.ts';
import { type GuardKeys, guardKeys, readTrip, type Trip } from './records.ts';
import {
  appendOnlyRefusal,
  stateRefusal,
  trippedRefusal,
  tripWords,
  unknownTotal,
  wouldTrip,
} from './words.ts';

export interface SystemGuardParts {
  readonly systemId: string;
  readonly settings: DeletionGuardSettings;
  readonly state: State;
  readonly log: Logger;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** For the audit log. */
  readonly note?: ((event: GuardEvent) => void) | undefined;
  /** Default: nothing yet. */
  readonly remembered?: Remembered | undefined;
}

/** One counter that a loss is added to. */
interface Bound {
  readonly key: string;
  readonly most: number;
  /** `at most 50` */
  readonly words: string;
}

/** What was added where. */
interface Counted {
  readonly key: string;
  readonly amount: number;
}

/** Milliseconds. */
const LOG_INTERVAL = 60_000;

export class SystemGuard implements DeletionGuard {
  readonly #parts: SystemGuardParts;
  /** Milliseconds. */
  readonly #period: number;
  readonly #remembered: Remembered;
  /** Of the clock, for the line that it cannot count. */
  #quietUntil = 0;

  constructor(parts: SystemGuardParts) {
    this.#parts = parts;
    this.#period = parts.settings.period * 1000;
    this.#remembered = parts.remembered ?? new GuardMemory().of(parts.systemId);
  }

  get refusals(): number {
    return this.#remembered.refusals;
  }

  noteRefusal(): void {
    this.#remembered.refusals += 1;
  }

  get needsTotals(): ReadonlySet<LossKind> {
    const { settings } = this.#parts;
    return new Set(LOSS_KINDS.filter((kind) => settings[kind]?.share !== undefined));
  }

  watches(kind: LossKind): boolean {
    const { settings } = this.#parts;
    return settings.appendOnly || settings[kind] !== undefined;
  }

  async requireOpen(): Promise<void> {
    await this.#telling(async () => {
      this.#refuseWhereAppendOnly();
      await this.#openKeys();
    });
  }

  async reserve(losses: readonly Loss[], { dryRun }: Pick<ProxyContext, 'dryRun'>): Promise<Reservation> {
    const counted: Counted[] = [];
    const giveBack = () => this.#giveBack(counted);
    try {
      await this.#telling(async () => {
        this.#refuseWhereAppendOnly();
        await this.#count(losses, counted, dryRun !== undefined);
      });
    } catch (error) {
      await giveBack();
      throw error;
    }
    return { giveBack };
  }

  async isTripped(): Promise<boolean> {
    if (this.#parts.settings.appendOnly) return false;
    try {
      await this.#look();
    } catch (error) {
      if (!(error instanceof StateUnavailable)) throw error;
    }
    return this.#remembered.trip !== undefined;
  }

  #refuseWhereAppendOnly(): void {
    const { systemId, settings } = this.#parts;
    if (settings.appendOnly) throw appendOnlyRefusal(systemId);
  }

  /** @throws DeletionGuardRefusal where it has tripped */
  async #openKeys(): Promise<GuardKeys> {
    const { systemId, now } = this.#parts;
    const { keys, trip } = await this.#look();
    if (trip !== undefined) throw trippedRefusal(systemId, trip, now());
    return keys;
  }

  async #look(): Promise<{ keys: GuardKeys; trip: Trip | undefined }> {
    const { systemId, state } = this.#parts;
    const before = this.#remembered.trip;
    const keys = await guardKeys(state, systemId);
    const trip = await readTrip(state, keys);
    // Where somebody else has seen a change meanwhile, this may be how it was before.
    if (this.#remembered.trip === before) this.#notice(trip);
    return { keys, trip };
  }

  /** Whoever reads the log sees how it ended, too: the command that opens it is another process. */
  #notice(trip: Trip | undefined): void {
    const { systemId, log } = this.#parts;
    if (this.#remembered.trip !== undefined && trip === undefined) {
      log.warn(`deletion guard of system ${systemId} is open again: it was released, or its period is over`);
      this.#note('deletion guard open again', this.#remembered.trip);
    }
    this.#remembered.trip = trip;
  }

  #note(event: GuardEvent['event'], trip: Trip): void {
    const { systemId: system, note } = this.#parts;
    const { kind, endpoint, limit, counted, asked, since } = trip;
    note?.({ event, system, kind, endpoint, limit, counted, asked, since });
  }

  /** Who cannot count lets nothing go. The log need not say so of each request. */
  async #telling(work: () => Promise<void>): Promise<void> {
    const { systemId, log, now } = this.#parts;
    try {
      await work();
    } catch (error) {
      if (!(error instanceof StateUnavailable)) throw error;
      const { code, message: reason } = error;
      if (now() >= this.#quietUntil) {
        this.#quietUntil = now() + LOG_INTERVAL;
        log.error({ code, reason }, 'the deletion guard cannot count: nothing is taken away');
      }
      throw stateRefusal(systemId, error);
    }
  }

  async #count(losses: readonly Loss[], counted: Counted[], isDryRun: boolean): Promise<void> {
    const keys = await this.#openKeys();
    for (const loss of losses) {
      for (const bound of await this.#bounds(loss, keys, isDryRun)) {
        if (isDryRun) await this.#try(loss, bound);
        else {
          await this.#add(loss, bound, keys);
          counted.push({ key: bound.key, amount: loss.amount });
        }
      }
    }
  }

  /** @throws DeletionGuardRefusal, after which everything is refused */
  async #add(loss: Loss, bound: Bound, keys: GuardKeys): Promise<void> {
    const { systemId, state, log, now } = this.#parts;
    const { total, endsIn, added } = await state.addWithin(bound.key, loss.amount, bound.most, this.#period);
    if (added) return;
    const trip = this.#tripOf(loss, bound, total, endsIn);
    const lifetime = Math.max(1, Math.ceil(endsIn));
    const isFirst = await state.set(keys.trip, JSON.stringify(trip), { lifetime, ifAbsent: true });
    if (isFirst) {
      this.#remembered.trip = trip;
      this.#note('deletion guard tripped', trip);
      log.error(
        { code: 'DELETION_GUARD', ...trip },
        `deletion guard of system ${systemId} tripped: ${tripWords(trip)}; "ipsproxy release ${systemId}" opens it again`,
      );
    }
    throw trippedRefusal(systemId, (await readTrip(state, keys)) ?? trip, now());
  }

  /** @throws DeletionGuardRefusal */
  async #try(loss: Loss, bound: Bound): Promise<void> {
    const { systemId, state } = this.#parts;
    const total = Number((await state.get(bound.key)) ?? 0);
    if (total + loss.amount <= bound.most) return;
    throw wouldTrip(systemId, this.#tripOf(loss, bound, total, this.#period));
  }

  #tripOf({ kind, endpoint, amount }: Loss, { words }: Bound, counted: number, endsIn: number): Trip {
    const now = this.#parts.now();
    const [since = '', until = ''] = [now, now + endsIn].map((time) => new Date(time).toISOString());
    return { kind, endpoint, limit: words, counted, asked: amount, since, until };
  }

  /** Of members, a share is one of each group: what is left of a large group is no comfort to a small one. */
  async #bounds(loss: Loss, keys: GuardKeys, isDryRun: boolean): Promise<Bound[]> {
    const { kind, endpoint, group } = loss;
    const { atMost, share } = this.#parts.settings[kind] ?? {};
    const absolute = atMost === undefined ? [] : [{ most: atMost, words: `at most ${atMost}` }];
    const key = keys.counter(kind, endpoint);
    const shareKey = group === undefined ? key : keys.counter(kind, endpoint, group);
    const relative =
      share === undefined
        ? undefined
        : await this.#share(loss, shareKey, share, atMost === undefined, isDryRun);
    if (relative === undefined || shareKey !== key) {
      const ofGroup = relative === undefined ? [] : [{ key: shareKey, ...relative }];
      return [...ofGroup, ...absolute.map((bound) => ({ key, ...bound }))];
    }
    const [smallest = relative] = [...absolute, relative].toSorted((one, other) => one.most - other.most);
    return [{ key, ...smallest }];
  }

  /** @param isOnly nothing else bounds it */
  async #share(
    { kind, endpoint, group, total }: Loss,
    key: string,
    share: number,
    isOnly: boolean,
    isDryRun: boolean,
  ): Promise<Omit<Bound, 'key'> | undefined> {
    const { systemId, log } = this.#parts;
    const all = await this.#totalBefore(`${key}:all`, total, isDryRun);
    if (all === undefined) {
      if (isOnly) throw unknownTotal(systemId, kind, endpoint);
      log.warn(
        { kind, endpoint },
        'the backend does not say how many there are: only "atMost" of the deletion guard counts',
      );
      return undefined;
    }
    // At least one: a share never means none. Products of decimals are a little more than they should be.
    const most = Math.ceil(share * all - 1e-9);
    const whole = group === undefined ? `${all}` : `the ${all} members of a group`;
    return { most, words: `at most ${most}, which is ${Number((share * 100).toFixed(4))} % of ${whole}` };
  }

  /** How many there were when the period began. */
  async #totalBefore(
    key: string,
    total: () => Promise<number | undefined>,
    isDryRun: boolean,
  ): Promise<number | undefined> {
    const { state } = this.#parts;
    const known = await state.get(key);
    if (known !== undefined) return Number(known);
    const all = await total();
    if (all === undefined || isDryRun) return all;
    await state.set(key, String(all), { lifetime: this.#period, ifAbsent: true });
    return Number((await state.get(key)) ?? all);
  }

  /** What cannot be given back stays counted. */
  async #giveBack(counted: readonly Counted[]): Promise<void> {
    const { state, log } = this.#parts;
    for (const { key, amount } of counted) {
      try {
        await state.add(key, -amount, this.#period);
      } catch (error) {
        if (!(error instanceof StateUnavailable)) throw error;
        log.warn(
          { code: error.code },
          'the deletion guard cannot take back what it counted of a change that was not done',
        );
        return;
      }
    }
  }
}
