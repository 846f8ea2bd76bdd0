/** Users whom all clients of a system change: one attribute by PATCH, or all by PUT. */
import { pick, type Random } from '../../../src/sandbox/kit/random.ts';
import { ATTRIBUTES, type Contest, type Values } from '../model/contest.ts';
import type { Written } from '../model/register.ts';
import { namesOf, PATCH_OP, userBody } from './entities.ts';
import type { Call, Told } from './exchange.ts';

export interface SharedUsersOptions {
  readonly random: Random;
  readonly contests: readonly Contest[];
  newValue(): string;
  ask(call: Call): Promise<Told | undefined>;
  write(call: Call, written: Written): Promise<Told | undefined>;
  report(what: string, detail: string, told: Told): void;
}

export class SharedUsers {
  readonly #options: SharedUsersOptions;

  constructor(options: SharedUsersOptions) {
    this.#options = options;
  }

  async step(): Promise<void> {
    const { random, contests, ask, write } = this.#options;
    const contest = pick(random, contests);
    const path = `/Users/${contest.id}`;
    const since = contest.now();
    const chance = random();
    if (chance < 0.3) return this.#look(contest, since, await ask({ method: 'GET', path }));
    if (chance < 0.5) {
      const values = { familyName: this.#options.newValue(), givenName: this.#options.newValue() };
      const body = userBody(contest.userName, values.familyName, values.givenName);
      return this.#look(contest, since, await write({ method: 'PUT', path, body }, contest.begin(values)));
    }
    const attribute = pick(random, ATTRIBUTES);
    const value = this.#options.newValue();
    const values: Values = { [attribute]: value };
    const body = { schemas: [PATCH_OP], Operations: [{ op: 'replace', path: `name.${attribute}`, value }] };
    this.#look(contest, since, await write({ method: 'PATCH', path, body }, contest.begin(values)));
  }

  #look(contest: Contest, since: number, told: Told | undefined): void {
    const { report } = this.#options;
    if (told?.status === 404) report('an acknowledged user is not found', contest.userName, told);
    if (told?.status === 409) report('a right request is refused', contest.userName, told);
    if (told?.status !== 200) return;
    for (const sentence of contest.wrongSince(since, namesOf(told.body)))
      report('a user is shown as no last writer has left him', sentence, told);
  }
}
