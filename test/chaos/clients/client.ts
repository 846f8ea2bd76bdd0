/** A client that does one request after the other, at random, with entities of its own and memberships in groups of all. */
import { setTimeout } from 'node:timers/promises';
import { pick, type Random } from '../../../src/sandbox/kit/random.ts';
import type { JsonObject } from '../../../src/scim/json.ts';
import type { SystemKey } from '../faults/kinds.ts';
import { ABSENT, type Book, type BookUser, type Membership, membershipValue } from '../model/book.ts';
import type { Contest } from '../model/contest.ts';
import type { Written } from '../model/register.ts';
import { effectOf } from './effect.ts';
import { familyNameOf, PATCH_OP, userBody } from './entities.ts';
import type { Call, Outcome, Told } from './exchange.ts';
import { idOf, Lists } from './lists.ts';
import { SharedUsers } from './shared-users.ts';

/** Users that a client has at once. */
const MOST_USERS = 5;
/** Milliseconds after an error that says to come again: not to do nothing but that. */
const PAUSE = 50;
/** Requests of a hundred whose client goes away without waiting for the answer. */
const LEAVING = 0.3;

export interface ClientOptions {
  readonly name: string;
  readonly system: SystemKey;
  readonly random: Random;
  readonly book: Book;
  /** Users whom nobody else puts into groups. */
  readonly members: readonly string[];
  /** Changed by all clients. */
  readonly contests: readonly Contest[];
  /** Shared with other clients. */
  readonly groups: readonly string[];
  /** There all the time: everybody who walks through a list meets them. */
  readonly residents: readonly string[];
  /** Likewise. */
  readonly residentGroups: readonly string[];
  send(call: Call, options: { readonly leave: boolean }): Promise<Outcome>;
  report(what: string, detail: string): void;
}

type Operation = (this: Client) => Promise<void>;

export class Client {
  readonly #options: ClientOptions;
  readonly #users: BookUser[] = [];
  readonly #memberships: readonly Membership[];
  #made = 0;
  readonly #operations: readonly (readonly [weight: number, operation: Operation])[];

  constructor(options: ClientOptions) {
    this.#options = options;
    const { book, members, groups, system, contests } = options;
    this.#memberships = groups.flatMap((group) => members.map((member) => book.membership(group, member)));
    const lists = new Lists({
      ...options,
      ask: (call) => this.#ask(call),
      wrongMembers: (group) => this.#wrongMembers(group),
    });
    const shared = new SharedUsers({
      ...options,
      newValue: () => this.#newValue(),
      ask: (call) => this.#ask(call),
      write: (call, written) => this.#write(call, written, ''),
      report: (what, detail, told) => this.#report(what, detail, told),
    });
    // Users of Cloud Foundry belong to others as well, and are not changed.
    const changes = system === 'cf' ? 0 : 1;
    this.#operations = [
      [14, this.#create],
      [10 * changes, this.#replace],
      [12 * changes, this.#patch],
      [8, this.#delete],
      [14, this.#read],
      [8, this.#find],
      [24, this.#changeMembership],
      [6, this.#readGroup],
      [1, () => lists.users()],
      [2, () => lists.groups()],
      [contests.length === 0 ? 0 : 10, () => shared.step()],
    ];
  }

  async step(): Promise<void> {
    const { random } = this.#options;
    const sum = this.#operations.reduce((total, [weight]) => total + weight, 0);
    let left = random() * sum;
    for (const [weight, operation] of this.#operations) {
      left -= weight;
      if (left < 0) return await operation.call(this);
    }
  }

  async #create(): Promise<void> {
    const { book, name, random } = this.#options;
    // One whose creation may have failed is created again, as clients do.
    const doubtful = this.#users.filter(({ id }) => id === undefined);
    let user = doubtful[0];
    if (user === undefined) {
      if (this.#users.length >= MOST_USERS) return await this.#read();
      this.#made += 1;
      user = book.user(`${name}-${this.#made}`);
      this.#users.push(user);
    } else if (random() < 0.5) return await this.#find();
    const value = `First ${user.userName}`;
    const told = await this.#write(
      { method: 'POST', path: '/Users', body: userBody(user.userName, value) },
      user.value,
      value,
    );
    if (told === undefined) return;
    if (told.status < 300) user.id = String(told.body['id']);
    else if (told.status === 409) {
      if (!user.value.may(value)) this.#report('409 for a user that nobody has made', user.userName, told);
    } else if (!user.value.may(value)) this.#forget(user);
  }

  async #replace(): Promise<void> {
    const user = this.#known();
    if (user === undefined) return await this.#create();
    const value = this.#newValue();
    const told = await this.#write(
      { method: 'PUT', path: `/Users/${user.id}`, body: userBody(user.userName, value) },
      user.value,
      value,
    );
    this.#lookAtAnswer(user, told);
  }

  async #patch(): Promise<void> {
    const user = this.#known();
    if (user === undefined) return await this.#create();
    const value = this.#newValue();
    const body = { schemas: [PATCH_OP], Operations: [{ op: 'replace', path: 'name.familyName', value }] };
    this.#lookAtAnswer(
      user,
      await this.#write({ method: 'PATCH', path: `/Users/${user.id}`, body }, user.value, value),
    );
  }

  async #delete(): Promise<void> {
    const user = this.#known();
    if (user === undefined) return await this.#create();
    const told = await this.#write({ method: 'DELETE', path: `/Users/${user.id}` }, user.value, ABSENT);
    if (told === undefined) return;
    if (told.status === 404) this.#expectGone(user, told);
    else if (told.status < 300) this.#forget(user);
  }

  async #read(): Promise<void> {
    const user = this.#known();
    if (user === undefined) return await this.#create();
    const told = await this.#ask({ method: 'GET', path: `/Users/${user.id}` });
    if (told?.status === 404) this.#expectGone(user, told);
    else if (told?.status === 200) {
      if (told.body['id'] !== user.id) this.#report('another entity than asked for', user.userName, told);
      this.#expect(user, told, told.body);
    }
  }

  /** By name, as clients do that were not told an id. */
  async #find(): Promise<void> {
    const { random } = this.#options;
    const user =
      this.#users.find(({ id }) => id === undefined) ??
      (this.#users.length > 0 ? pick(random, this.#users) : undefined);
    if (user === undefined) return await this.#create();
    const filter = encodeURIComponent(`userName eq "${user.userName}"`);
    const told = await this.#ask({ method: 'GET', path: `/Users?filter=${filter}` });
    if (told?.status !== 200) return;
    const [found, ...others] = told.body['Resources'] as JsonObject[];
    if (others.length > 0) this.#report('more than one of a name', user.userName, told);
    if (found === undefined) {
      if (!user.value.may(ABSENT))
        this.#report('an acknowledged user is not found', `${user.userName} may be ${user.value}`, told);
      return;
    }
    this.#expect(user, told, found);
    user.id = String(found['id']);
  }

  async #changeMembership(): Promise<void> {
    const { random } = this.#options;
    const { group, member, value } = pick(random, this.#memberships);
    const isAdding = random() < 0.5;
    const operation = isAdding
      ? { op: 'add', path: 'members', value: [{ value: member }] }
      : { op: 'remove', path: `members[value eq "${member}"]` };
    const told = await this.#write(
      {
        method: 'PATCH',
        path: `/Groups/${encodeURIComponent(group)}`,
        body: { schemas: [PATCH_OP], Operations: [operation] },
      },
      value,
      membershipValue(isAdding),
    );
    if (told?.status === 404) this.#report('a group that is there is not found', group, told);
  }

  async #readGroup(): Promise<void> {
    const { random, groups } = this.#options;
    const group = pick(random, groups);
    const told = await this.#ask({ method: 'GET', path: `/Groups/${encodeURIComponent(group)}` });
    if (told?.status === 404) this.#report('a group that is there is not found', group, told);
    if (told?.status !== 200) return;
    for (const sentence of this.#wrongMembers({ ...told.body, id: group }))
      this.#report('a member is shown otherwise than acknowledged', sentence, told);
  }

  #wrongMembers(group: JsonObject): string[] {
    const id = idOf(group);
    const ids = new Set(((group['members'] ?? []) as JsonObject[]).map(({ value }) => value));
    return this.#memberships.flatMap(({ group: of, member, value }) => {
      const is = membershipValue(ids.has(member));
      return of !== id || value.may(is) ? [] : [`${member} in ${id} is ${is}, and may be ${value}`];
    });
  }

  /** @returns `undefined` where there is no answer */
  async #ask(call: Call): Promise<Told | undefined> {
    const outcome = await this.#options.send(call, { leave: false });
    if (outcome.kind !== 'answer') return void (await setTimeout(PAUSE));
    const { status } = outcome;
    if (status === 429 || status >= 500) await setTimeout(PAUSE);
    else if (status >= 400 && status !== 404 && !isCursorLost(call, outcome))
      this.#report('a right request is refused', call.path, outcome);
    return outcome;
  }

  /** @param becomes what the register is if it is done */
  async #write(call: Call, register: Written, becomes: string): Promise<Told | undefined> {
    const leave = this.#options.random() < LEAVING / 100;
    const outcome = await this.#options.send(call, { leave });
    const { id } = outcome;
    if (outcome.kind === 'cut') register.doubt(becomes, id);
    else if (outcome.kind === 'refused') register.refuse(becomes, id);
    if (outcome.kind !== 'answer') return void (await setTimeout(PAUSE));
    const effect = effectOf(outcome);
    if (effect === 'done') register.acknowledge(becomes, id);
    else if (effect === 'unknown') register.doubt(becomes, id);
    else register.refuse(becomes, `${id} ${outcome.status}`);
    const { status } = outcome;
    if (status === 429 || status >= 500) await setTimeout(PAUSE);
    else if (status >= 400 && status !== 404 && status !== 409)
      this.#report('a right request is refused', `${call.method} ${call.path}`, outcome);
    return outcome;
  }

  #lookAtAnswer(user: BookUser, told: Told | undefined): void {
    if (told?.status === 404) this.#expectGone(user, told);
    else if (told?.status === 409) this.#report('a right request is refused', user.userName, told);
    else if (told?.status === 200) this.#expect(user, told, told.body);
  }

  #expect(user: BookUser, told: Told, entity: JsonObject): void {
    const is = familyNameOf(entity);
    if (is !== undefined && !user.value.may(is))
      this.#report(
        'a user is shown otherwise than acknowledged',
        `${user.userName} is ${is}, and may be ${user.value}`,
        told,
      );
  }

  #expectGone(user: BookUser, told: Told): void {
    if (!user.value.may(ABSENT))
      this.#report('an acknowledged user is not found', `${user.userName} may be ${user.value}`, told);
    this.#forget(user);
  }

  #known(): BookUser | undefined {
    const known = this.#users.filter(({ id }) => id !== undefined);
    return known.length === 0 ? undefined : pick(this.#options.random, known);
  }

  #forget(user: BookUser): void {
    const at = this.#users.indexOf(user);
    if (at !== -1) this.#users.splice(at, 1);
  }

  #newValue(): string {
    this.#made += 1;
    return `Value ${this.#options.name} ${this.#made}`;
  }

  #report(what: string, detail: string, { id, status, text }: Told): void {
    this.#options.report(what, `${this.#options.system}, ${detail}; ${id}: ${status} ${text.slice(0, 600)}`);
  }
}

/**
 * Walks start again where the shared state has lost the key of cursors, or a clock has jumped (docs/several-instances.md, RFC 9865
 * §2.1). When all is well, each instance has to come to the end of a list by cursors (`recovery.ts`).
 */
function isCursorLost({ path }: Call, { status, body }: Told): boolean {
  const { scimType } = body;
  return (
    status === 400 &&
    path.includes('cursor=') &&
    (scimType === 'invalidCursor' || scimType === 'expiredCursor')
  );
}
