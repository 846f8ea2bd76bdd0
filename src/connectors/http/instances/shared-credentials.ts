/**
 * What instances know together of one pair of credentials at one host: that it was refused, and how many of them try it. A
 * backend that locks a client id after five failed logons counts those of all instances.
 *
 * | key | is there |
 * | --- | --- |
 * | `…:hold` | while nothing may be sent: what was answered; afterwards, that they were accepted. Where it is gone, nobody knows |
 * | `…:ahead` | for a second, while one of all instances goes ahead |
 * | `…:tries` | counts those who went ahead and were not answered yet |
 * | `…:again` | for a while after a load of the configuration had refused credentials tried again |
 *
 * Nobody who can read the keys learns anything of the credentials from them but by trying each password for a tenth of a
 * second: the name is made of the password by scrypt (RFC 7914), and needs nothing else that instances would have to share.
 * Where nobody can be asked, each instance goes by what it knows itself.
 */
import { type BinaryLike, randomUUID, type ScryptOptions, scrypt } from 'node:crypto';
import { promisify } from 'node:util';
import { isJsonObject, type JsonObject, type JsonValue } from '../../../scim/json.ts';
import type { State } from '../../../state/state.ts';
import type { Credentials } from '../basic-authentication.ts';
import { FORGOTTEN, MOST_UNANSWERED, SILENCE } from '../credentials-unproven.ts';
import type { Refusal } from '../refusal.ts';
import { orAlone } from './shared-rate.ts';

/** Milliseconds until whoever could not go ahead asks again. */
const ASKS_AGAIN = 100;
/** Milliseconds for which what was looked up is good. */
const OFTEN = 1_000;
/** Milliseconds in which one load of a configuration, of all instances, has refused credentials tried again. */
const LOADS = 5 * 60_000;
/** Milliseconds; no hold is longer. */
const LONGEST = 24 * 3_600_000;
const COST: ScryptOptions = { N: 2 ** 15, r: 8, p: 1, maxmem: 2 ** 26 };
const NAME_SIZE = 24;

const derive = promisify<BinaryLike, BinaryLike, number, ScryptOptions, Buffer>(scrypt);

/** Another instance was refused. */
export interface ToldHold {
  readonly refusal: Refusal;
  /** Milliseconds since the epoch; by the clock of the other instance, so only to be told. */
  readonly until: number;
}

/** `accepted`: by another instance, since they were refused here. `unknown`: nobody has told anything, or it got lost. */
export type Told = ToldHold | 'accepted' | 'unknown';

/** Whether a request may go ahead; `undefined`: nobody can be asked. */
export type Entry = 'ahead' | { readonly again: number } | { readonly hold: ToldHold } | undefined;

export class SharedCredentials {
  readonly #state: State;
  readonly #now: () => number;
  readonly #credentials: readonly [host: string, user: string, password: string];
  #name: Promise<string> | undefined;
  /** What is told goes out in the order in which it happened. */
  #told: Promise<unknown> = Promise.resolve();
  #looked: { readonly at: number; readonly told: Promise<Told | undefined> } | undefined;
  /** The last refusal that is known here, in case that the others lose it. */
  #refused: ToldHold | undefined;
  /** The last acceptance that is known here, and the last one before they were refused. */
  #acceptance: string | undefined;
  #acceptanceBefore: string | undefined;

  /**
   * @param host whatever the credentials are for; the same in all instances
   * @param now milliseconds since the epoch
   */
  constructor(state: State, host: string, { user, password }: Credentials, now: () => number) {
    this.#state = state;
    this.#credentials = [host, user, password];
    this.#now = now;
  }

  /** What others were told, at most a second ago; `undefined`: nobody can be asked. */
  look(): Promise<Told | undefined> {
    const now = this.#now();
    if (this.#looked === undefined || Math.abs(now - this.#looked.at) >= OFTEN) {
      this.#looked = { at: now, told: orAlone(() => this.#lookUp()) };
    }
    return this.#looked.told;
  }

  /**
   * Whoever goes ahead calls `left` afterwards.
   *
   * @param isFresh the configuration was loaded: what was refused before is tried once more
   */
  enter(isFresh: boolean): Promise<Entry> {
    return this.#inTurn(async (name) => {
      const state = this.#state;
      const tries = await state.addWithin(`${name}:tries`, 1, MOST_UNANSWERED, FORGOTTEN);
      if (!tries.added) return { again: ASKS_AGAIN };
      if (!(await state.set(`${name}:ahead`, '1', { lifetime: SILENCE, ifAbsent: true }))) {
        await state.add(`${name}:tries`, -1, FORGOTTEN);
        return { again: ASKS_AGAIN };
      }
      // Last: whoever was refused has said so before the next one goes ahead.
      const hold = await this.#hold();
      const isAgain =
        hold !== undefined && isFresh && (await state.addWithin(`${name}:again`, 1, 1, LOADS)).added;
      if (isAgain) await state.delete(`${name}:hold`);
      if (hold === undefined || isAgain) {
        // What comes of it is new.
        this.#refused = undefined;
        return 'ahead';
      }
      await this.#leave(name);
      return { hold };
    });
  }

  /** Whoever went ahead was answered, or has sent nothing. */
  left(): void {
    void this.#inTurn((name) => this.#leave(name));
  }

  accepted(): void {
    this.#looked = { at: this.#now(), told: Promise.resolve('unknown') };
    this.#acceptance = randomUUID();
    this.#refused = undefined;
    const text = JSON.stringify({ accepted: this.#acceptance });
    void this.#inTurn((name) => this.#state.set(`${name}:hold`, text, { lifetime: LONGEST }));
  }

  /** @param length milliseconds for which nothing is sent */
  refused(refusal: Refusal, length: number): void {
    const { holds, status, answered } = refusal;
    const now = this.#now();
    const until = now + length;
    this.#looked = { at: now, told: Promise.resolve({ refusal, until }) };
    this.#refused = { refusal, until };
    this.#acceptanceBefore = this.#acceptance;
    const text = JSON.stringify({ holds, status, answered, until });
    void this.#inTurn((name) =>
      this.#state.set(`${name}:hold`, text, { lifetime: Math.min(length, LONGEST) }),
    );
  }

  async #leave(name: string): Promise<void> {
    await this.#state.add(`${name}:tries`, -1, FORGOTTEN);
    await this.#state.delete(`${name}:ahead`);
  }

  async #lookUp(): Promise<Told> {
    const text = await this.#state.get(`${await this.#nameOf()}:hold`);
    const { accepted } = parsed(text);
    if (typeof accepted === 'string') {
      this.#acceptance = accepted;
      if (accepted !== this.#acceptanceBefore) {
        this.#refused = undefined;
        return 'accepted';
      }
    }
    const known = this.#refused;
    return this.#read(text) ?? (known !== undefined && known.until > this.#now() ? known : 'unknown');
  }

  async #hold(): Promise<ToldHold | undefined> {
    return this.#read(await this.#state.get(`${await this.#nameOf()}:hold`));
  }

  #read(text: string | undefined): ToldHold | undefined {
    const now = this.#now();
    const hold = readHold(text, now);
    if (hold !== undefined) {
      // Another clock may be wrong by any time.
      const until = Math.min(hold.until, now + Math.max(...hold.refusal.holds));
      this.#refused = { refusal: hold.refusal, until };
      this.#acceptanceBefore = this.#acceptance;
    }
    return hold;
  }

  #inTurn<Result>(work: (name: string) => Promise<Result>): Promise<Result | undefined> {
    const done = this.#told.then(() => orAlone(async () => work(await this.#nameOf())));
    this.#told = done.catch(() => undefined);
    return done;
  }

  #nameOf(): Promise<string> {
    this.#name ??= nameOf(this.#credentials);
    return this.#name;
  }
}

async function nameOf([host, user, password]: readonly [string, string, string]): Promise<string> {
  const salt = JSON.stringify(['ipsproxy credentials', host, user]);
  return `credentials:${(await derive(password, salt, NAME_SIZE, COST)).toString('base64url')}`;
}

/** Anybody may have written there: `undefined` where it makes no sense. */
function readHold(text: string | undefined, now: number): ToldHold | undefined {
  const { holds, status, answered, until } = parsed(text);
  const [first, ...more] = Array.isArray(holds) ? holds : [];
  if (!isLength(first) || !more.every(isLength) || !isLength(until)) return undefined;
  if ((status !== 502 && status !== 503) || !(answered === undefined || isStatus(answered))) return undefined;
  const advice = 'Another instance of the proxy was told so; its log has the words of the backend.';
  return {
    refusal: { holds: [first, ...more], status, answered, text: undefined, advice },
    until: Math.min(Math.max(until, now), now + LONGEST),
  };
}

function isLength(value: unknown): value is number {
  return typeof value === 'number' && value > 0;
}

function isStatus(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 100 && value <= 599;
}

function parsed(text = ''): JsonObject {
  try {
    const value: JsonValue = JSON.parse(text);
    return isJsonObject(value) ? value : {};
  } catch {
    return {};
  }
}
