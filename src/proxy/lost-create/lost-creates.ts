/**
 * Creates of one entity type whose answers got lost, remembered where all instances look: a client that sends one again may ask
 * any of them. Names and values are digests under a key: user names are easily guessed. Where nothing can be
 * remembered, a repeated create is one like any other.
 */
import { createHmac } from 'node:crypto';
import type { JsonObject, JsonValue } from '../../scim/json.ts';
import { type State, StateUnavailable } from '../../state/state.ts';
import type { TimeSpan } from '../types.ts';
import type { UniqueValue } from '../unique-value.ts';

/** Milliseconds. */
const LIFETIME = 24 * 60 * 60 * 1000;
/** What one process keeps where it keeps them itself; then the oldest goes. */
const MOST = 10_000;

/** A create, as its client sees it. */
export interface Create {
  /** Id of the technical user. */
  readonly caller: string;
  readonly unique: UniqueValue;
  /** In canonical names. */
  readonly asked: JsonObject;
}

export class LostCreates {
  readonly #state: State;
  readonly #key: string;
  readonly #place: string;
  readonly #own = new Set<string>();

  /**
   * @param key the same in all instances, and known to none who can read the state
   * @param place of the entities: system and endpoint
   */
  constructor(state: State, key: string, place: readonly string[]) {
    this.#state = state;
    this.#key = key;
    this.#place = JSON.stringify(place);
  }

  /** When the same was sent by the same user, with no answer. */
  async find(create: Create): Promise<TimeSpan | undefined> {
    if (!this.#state.isAvailable) return undefined;
    const [digest, from, to] = (await this.#state.get(this.#name(create)).catch(unknown))?.split(' ') ?? [];
    return digest === this.#digest(create.asked) ? { from: Number(from), to: Number(to) } : undefined;
  }

  async note(create: Create, { from, to }: TimeSpan): Promise<void> {
    const name = this.#name(create);
    const before = await this.find(create);
    const value = `${this.#digest(create.asked)} ${Math.min(from, before?.from ?? from)} ${to}`;
    await this.#state.set(name, value, { lifetime: LIFETIME }).catch(unknown);
    if (this.#state.reach === 'instances') return;
    this.#own.delete(name);
    this.#own.add(name);
    const [oldest] = this.#own;
    if (this.#own.size <= MOST || oldest === undefined) return;
    this.#own.delete(oldest);
    await this.#state.delete(oldest).catch(unknown);
  }

  #name({ caller, unique }: Create): string {
    const value = String(unique.value).toLowerCase();
    return `lost-create:${this.#digest([this.#place, caller, unique.attribute, value])}`;
  }

  #digest(value: JsonValue): string {
    return createHmac('sha256', this.#key).update(JSON.stringify(value)).digest('base64url');
  }
}

/** The state itself tells the administrator. */
function unknown(error: unknown): undefined {
  if (!(error instanceof StateUnavailable)) throw error;
}
