/** What becomes of each member of an entity, by its name, for a look at the bytes of many of them. */
import type { Carriage } from './carriage.ts';
import { type LayoutEntry, layOut, sizeOf } from './layout.ts';

/** What becomes of a member. */
export interface Role {
  /** `inside`: some of its own members are carried. */
  readonly kind: 'read' | 'left' | 'carried' | 'inside' | 'excluded';
  /** Of a carried one, that in the list of members; those of an `inside` come behind them. */
  readonly index: number;
  readonly unwraps: boolean;
  /** Of an `inside`. */
  readonly inside: ObjectPlan | undefined;
}

/** A name as it stands in the text, and what came behind it the last time. */
export interface KnownName {
  /** In UTF-8, with the quote at its end. */
  readonly bytes: Uint8Array;
  readonly role: Role;
  /** Of another one, nothing may hold on to it: a backend could have any number of names. */
  readonly isRemembered: boolean;
  next: KnownName | undefined;
}

/** Names of objects at one place that are remembered. Backends have a few dozen; others are looked at each time. */
const MOST_NAMES = 256;
/** Bytes of a name. */
const LONGEST_NAME = 256;

const LEFT: Role = { kind: 'left', index: -1, unwraps: false, inside: undefined };
const READ: Role = { ...LEFT, kind: 'read' };
const EXCLUDED: Role = { ...LEFT, kind: 'excluded' };

export class ObjectPlan {
  readonly #roles = new Map<string, Role>();
  readonly #known = new Map<string, KnownName>();
  /** The first member of an object, as far as is known. */
  first: KnownName | undefined;

  set(name: string, role: Role): void {
    this.#roles.set(name, role);
  }

  get(name: string): Role | undefined {
    return this.#roles.get(name);
  }

  /**
   * @param name without escapes
   * @returns nothing for one that is too long to be one
   */
  named(name: string): KnownName | undefined {
    const known = this.#known.get(name);
    if (known !== undefined) return known;
    const bytes = Buffer.from(`${name}"`);
    if (bytes.length > LONGEST_NAME) return undefined;
    const isRemembered = this.#known.size < MOST_NAMES;
    const found = { bytes, role: this.#roles.get(name) ?? LEFT, isRemembered, next: undefined };
    if (isRemembered) this.#known.set(name, found);
    return found;
  }
}

export class CarryPlan {
  readonly entity = new ObjectPlan();
  /** Indexes of members without which an entity has to be read. */
  readonly mandatory: readonly number[];
  readonly layout: readonly LayoutEntry[];
  /** Of the layout, what has the name of a schema. */
  readonly extensions: readonly LayoutEntry[];
  /** Bytes that it takes beside the members themselves, at most. */
  readonly layoutSize: number;
  #places: number;

  constructor({ members, read, excluded }: Carriage) {
    this.#places = members.length;
    this.mandatory = members.flatMap(({ mandatory }, index) => (mandatory ? [index] : []));
    this.layout = layOut(members);
    this.extensions = this.layout.filter(({ name }) => name.startsWith('urn:'));
    this.layoutSize = sizeOf(this.layout);
    for (const name of read) this.entity.set(name, READ);
    for (const [index, { source, unwraps }] of members.entries()) {
      this.#set(source, { ...LEFT, kind: 'carried', index, unwraps });
    }
    for (const source of excluded) this.#set(source, EXCLUDED);
  }

  #set(path: readonly string[], role: Role): void {
    const parents = path.slice(0, -1);
    const plan = parents.reduce((at, name) => this.#enter(at, name), this.entity);
    plan.set(path.at(-1) ?? '', role);
  }

  #enter(plan: ObjectPlan, name: string): ObjectPlan {
    const known = plan.get(name)?.inside;
    if (known !== undefined) return known;
    const inside = new ObjectPlan();
    plan.set(name, { ...LEFT, kind: 'inside', index: this.#places, inside });
    this.#places += 1;
    return inside;
  }

  /** How many members have an index. */
  get places(): number {
    return this.#places;
  }
}
