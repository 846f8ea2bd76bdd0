/** One round: a scene, clients and faults, then silence, and a look at what is there. */
import { createRandom, mixSeed } from '../../src/sandbox/kit/random.ts';
import { Client } from './clients/client.ts';
import { effectOf } from './clients/effect.ts';
import { type Call, exchange, type Outcome, type Told } from './clients/exchange.ts';
import { Pace } from './clients/pace.ts';
import { type Violation, Violations } from './clients/violations.ts';
import { Director } from './faults/director.ts';
import { type ScheduledFault, SYSTEMS, type SystemKey } from './faults/kinds.ts';
import { Book } from './model/book.ts';
import { Withheld } from './model/withheld.ts';
import { type Recovery, recover } from './recovery.ts';
import type { Scene, Snapshot } from './stage/backend-messages.ts';
import { pathOf } from './stage/configuration.ts';
import { MADE } from './stage/made.ts';
import type { Stage } from './stage/stage.ts';

/** Users whom each client puts into groups. */
const MEMBERS = 3;
const GROUPS = 2;

export interface RoundOptions {
  readonly seed: number;
  readonly requests: number;
  readonly clients: number;
  readonly schedule: readonly ScheduledFault[];
  /** Of all clients, in requests a second. Default: as fast as they can. */
  readonly rate?: number | undefined;
  /** Called when clients have ended, before anybody looks at what is there. */
  readonly whenQuiet?: (() => void) | undefined;
}

export interface RoundResult {
  readonly seed: number;
  readonly requests: number;
  readonly answers: ReadonlyMap<string, number>;
  readonly injected: ReadonlyMap<string, number>;
  readonly violations: readonly Violation[];
  readonly violationCount: number;
  /** Of the slowest system. */
  readonly recovery: Recovery;
  /** Writes of which clients were not told whether they were done. */
  readonly doubts: number;
  readonly seconds: number;
}

export async function runRound(stage: Stage, options: RoundOptions, bugs: string[]): Promise<RoundResult> {
  return await new Round(stage, options, bugs).run();
}

class Round {
  readonly #stage: Stage;
  readonly #options: RoundOptions;
  readonly #bugs: string[];
  readonly #violations = new Violations();
  readonly #answers = new Map<string, number>();
  /** What clients were told of writes that were not done. */
  readonly #undone = new Map<string, string>();
  readonly #withheld = new Withheld();
  readonly #director: Director;
  #requests = 0;
  #sent = 0;
  #doubts = 0;

  constructor(stage: Stage, options: RoundOptions, bugs: string[]) {
    this.#stage = stage;
    this.#options = options;
    this.#bugs = bugs;
    this.#director = new Director(stage, options.schedule, this.#withheld);
  }

  async run(): Promise<RoundResult> {
    const { backends } = this.#stage;
    const { seed, clients, requests, rate } = this.#options;
    const started = performance.now();
    const injectedBefore = await backends.tell({ order: 'injected' });
    const perSystem = Math.ceil(clients / SYSTEMS.length);
    const scenes = await backends.tell({ order: 'scene', groups: GROUPS, members: perSystem * MEMBERS });
    const before = await backends.tell({ order: 'snapshot' });
    const books = Object.fromEntries(SYSTEMS.map((system) => [system, new Book()])) as Record<
      SystemKey,
      Book
    >;
    await Promise.all(
      Array.from({ length: clients }, async (_, index) => {
        const system = SYSTEMS[index % SYSTEMS.length] ?? 'v2';
        const place = Math.floor(index / SYSTEMS.length);
        const { members, shared, groups, residentGroups } = scenes[system];
        const instance = place % this.#stage.instances.length;
        const client = new Client({
          name: `${MADE}${seed}-${index}`,
          system,
          random: createRandom(mixSeed(seed, index + 1)),
          book: books[system],
          members: members.slice(place * MEMBERS, (place + 1) * MEMBERS),
          // Version 1 of Identity Authentication has no PATCH: the proxy reads, and writes all of it.
          contests: shared.map((user) => books[system].contest(user, system === 'v1')),
          groups,
          residents: members,
          residentGroups,
          send: (call, { leave }) => this.#send(instance, system, call, leave),
          report: (what, detail) => this.#violations.add(what, detail),
        });
        const pace = new Pace(rate === undefined ? 0 : (clients * 1_000) / rate);
        while (this.#requests < requests) {
          await client.step();
          await pace.wait();
        }
      }),
    );
    this.#options.whenQuiet?.();
    await this.#director.end();
    const after = await backends.tell({ order: 'snapshot' });
    for (const system of SYSTEMS) {
      for (const sentence of books[system].differences(system, before[system], after[system]))
        this.#violations.add(kindOf(sentence), sentence);
    }
    for (const id of await backends.tell({ order: 'done', ids: [...this.#undone.keys()] }))
      this.#violations.add('a write was done that was said not to be', `${id}: ${this.#undone.get(id)}`);
    const attempts = await backends.tell({ order: 'attempts' });
    for (const sentence of SYSTEMS.flatMap((system) => this.#withheld.differences(system, attempts[system])))
      this.#violations.add('refused credentials are shown again', sentence);
    const recovery = await this.#recover(scenes, after);
    await this.#lookAtInstances();
    await backends.tell({ order: 'wipe' });
    const injected = new Map(this.#director.injected);
    for (const [kind, count] of Object.entries(await backends.tell({ order: 'injected' })))
      if (count > (injectedBefore[kind] ?? 0)) injected.set(kind, count - (injectedBefore[kind] ?? 0));
    return {
      seed,
      requests: this.#requests,
      answers: this.#answers,
      injected,
      violations: this.#violations.all,
      violationCount: this.#violations.count,
      recovery,
      doubts: this.#doubts,
      seconds: (performance.now() - started) / 1_000,
    };
  }

  async #send(index: number, system: SystemKey, call: Call, leave: boolean): Promise<Outcome> {
    const { instances, pools, secrets } = this.#stage;
    const instance = instances[index];
    const pool = pools[index];
    if (instance === undefined || pool === undefined) throw new Error(`There is no instance ${index}.`);
    this.#sent += 1;
    const id = `${this.#options.seed}-${this.#sent}`;
    const { ends, up } = instance;
    const patience = leave ? 1 + (this.#sent % 20) : undefined;
    const withheld = this.#withheld.sends(index, system, id);
    const outcome = await exchange(pool, call, { id, base: pathOf(system), secrets, patience });
    if (outcome.kind !== 'refused') this.#requests += 1;
    this.#count(outcome);
    if (outcome.kind === 'answer') {
      for (const wrong of outcome.wrong)
        this.#violations.add(
          wrong,
          `${system} ${call.method} ${call.path}; ${id}: ${outcome.text.slice(0, 600)}`,
        );
      const tooLong = withheld(outcome.text);
      if (tooLong !== undefined)
        this.#violations.add('credentials are withheld for longer than documented', `${tooLong}; ${id}`);
      if (call.method !== 'GET') this.#note(call, outcome);
    } else if (outcome.kind === 'cut') {
      if (call.method !== 'GET') this.#doubts += 1;
      const isExplained = leave || !up || ends !== instance.ends;
      if (!isExplained)
        this.#violations.add(
          'a connection ends without an answer',
          `${system} ${call.method} ${call.path}; ${id}: ${outcome.why}`,
        );
    }
    this.#director.advance(this.#requests);
    return outcome;
  }

  #note(call: Call, told: Told): void {
    const effect = effectOf(told);
    if (effect === 'undone')
      this.#undone.set(told.id, `${call.method} ${call.path}: ${told.status} ${told.text.slice(0, 600)}`);
    else if (effect === 'unknown') this.#doubts += 1;
  }

  #count(outcome: Outcome): void {
    const name =
      outcome.kind === 'answer'
        ? String(outcome.status)
        : outcome.kind === 'cut'
          ? 'no answer'
          : 'no connection';
    this.#answers.set(name, (this.#answers.get(name) ?? 0) + 1);
  }

  async #recover(
    scenes: Readonly<Record<SystemKey, Scene>>,
    after: Readonly<Record<SystemKey, Snapshot>>,
  ): Promise<Recovery> {
    const recoveries = await Promise.all(
      SYSTEMS.flatMap((system) =>
        this.#stage.instances.map((_, index) =>
          recover({
            system,
            scene: scenes[system],
            after: after[system],
            send: (call) => this.#send(index, system, call, false),
            report: (what, detail) => this.#violations.add(what, detail),
          }),
        ),
      ),
    );
    return recoveries.reduce((slowest, other) =>
      other.milliseconds > slowest.milliseconds ? other : slowest,
    );
  }

  async #lookAtInstances(): Promise<void> {
    for (const instance of this.#stage.instances) {
      if (instance.crash === undefined) continue;
      this.#violations.add('an instance ended', instance.crash);
      instance.crash = undefined;
      await instance.start();
    }
    for (const line of this.#bugs.splice(0)) this.#violations.add('a bug in the log', line.slice(0, 1_000));
  }
}

/** Without names and values. */
function kindOf(sentence: string): string {
  if (/ is there \d+ times$/.test(sentence)) return 'a user is there more than once';
  if (/ is in .+ \d+ times$/.test(sentence)) return 'a member is there more than once';
  if (/: (?:family|given)Name of .+ may be /.test(sentence))
    return 'a user is as no last writer has left him';
  if (/: user .+ may be /.test(sentence)) return 'a user is otherwise than acknowledged';
  if (/: member .+ may be /.test(sentence)) return 'a member is otherwise than acknowledged';
  if (/: nobody has /.test(sentence)) return 'there is what nobody has made';
  return 'somebody else has changed';
}
