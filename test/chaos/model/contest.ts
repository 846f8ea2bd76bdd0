/**
 * What users may be called whom many clients change at the same time: as the last one has left them, and of those that were under way
 * together, whichever. An attribute is a register (Lamport): a read shows a write that no other one has certainly followed.
 */
import type { Written } from './register.ts';

export const ATTRIBUTES = ['familyName', 'givenName'] as const;
export type Attribute = (typeof ATTRIBUTES)[number];
export type Values = Readonly<Partial<Record<Attribute, string>>>;

interface Write {
  readonly value: string;
  readonly began: number;
  /** Absent: it is under way, or nobody knows whether it is over. */
  ended: number | undefined;
  isDone: boolean;
  request: string;
}

const SHOWN = 6;

export class Contest {
  readonly id: string;
  readonly userName: string;
  /** Whoever changes one attribute writes all of them: a write of unknown outcome may bring back the others as they were. */
  readonly #isWhole: boolean;
  readonly #writes: Readonly<Record<Attribute, Write[]>>;
  #time = 0;

  constructor(
    { id, userName }: { readonly id: string; readonly userName: string },
    values: Values,
    isWhole: boolean,
  ) {
    this.id = id;
    this.userName = userName;
    this.#isWhole = isWhole;
    const first = (attribute: Attribute): Write[] => [
      { value: values[attribute] ?? '', began: 0, ended: 0, isDone: true, request: 'at first' },
    ];
    this.#writes = { familyName: first('familyName'), givenName: first('givenName') };
  }

  /** For {@link wrongSince}. */
  now(): number {
    this.#time += 1;
    return this.#time;
  }

  /** A write begins; it ends with one of the calls of what is returned. */
  begin(values: Values): Written {
    const began = this.now();
    const mine: [Attribute, Write][] = [];
    for (const attribute of ATTRIBUTES) {
      const value = values[attribute];
      if (value === undefined) continue;
      const write: Write = { value, began, ended: undefined, isDone: false, request: '' };
      this.#writes[attribute].push(write);
      mine.push([attribute, write]);
    }
    return {
      acknowledge: (_, request) => {
        const ended = this.now();
        for (const [, write] of mine) Object.assign(write, { isDone: true, ended, request });
      },
      doubt: (_, request) => {
        for (const [, write] of mine) write.request = `${request} perhaps`;
        if (this.#isWhole) this.#reviveSince(began, values);
      },
      refuse: () => {
        for (const [attribute, write] of mine) {
          const writes = this.#writes[attribute];
          writes.splice(writes.indexOf(write), 1);
        }
      },
    };
  }

  /** @param since when the read began; @returns sentences */
  wrongSince(since: number, is: Values): string[] {
    return ATTRIBUTES.flatMap((attribute) => {
      const value = is[attribute];
      const possible = this.#possibleSince(attribute, since);
      if (value === undefined || possible.some((write) => write.value === value)) return [];
      const may = possible.slice(-SHOWN).map((write) => `${write.value} (${write.request})`);
      return [`${attribute} of ${this.userName} is ${value}, and may be ${may.join(' or ')}`];
    });
  }

  /** Those that were not certainly over and followed by another one before. */
  #possibleSince(attribute: Attribute, since: number): Write[] {
    const writes = this.#writes[attribute];
    const before = writes.filter(({ isDone, ended }) => isDone && ended !== undefined && ended < since);
    const latest = Math.max(...before.map(({ began }) => began));
    return writes.filter(({ ended }) => ended === undefined || ended >= latest);
  }

  #reviveSince(began: number, written: Values): void {
    for (const attribute of ATTRIBUTES) {
      if (written[attribute] !== undefined) continue;
      const writes = this.#writes[attribute];
      for (const write of this.#possibleSince(attribute, began))
        writes.push({ ...write, isDone: false, ended: undefined });
    }
  }
}
