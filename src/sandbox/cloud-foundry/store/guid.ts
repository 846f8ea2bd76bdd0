/** GUIDs that are the same in every run: seed data and the ids made later have to be reproducible. */
import { createRandom, mixSeed, randomHex, randomUuid } from '../../kit/random.ts';

/** One sequence per kind of thing, so that more of one kind does not renumber another. */
const SEEDS = {
  user: 0x75_73_65_72,
  group: 0x67_72_6f_75,
  organization: 0x6f_72_67_61,
  space: 0x73_70_61_63,
  role: 0x72_6f_6c_65,
  job: 0x6a_6f_62_73,
  request: 0x72_65_71_75,
  token: 0x74_6f_6b_65,
  subject: 0x73_75_62_6a,
} as const;

export type GuidKind = keyof typeof SEEDS;

export class GuidSource {
  readonly #next = new Map<GuidKind, number>();

  next(kind: GuidKind): string {
    return randomUuid(createRandom(mixSeed(SEEDS[kind], this.#count(kind))));
  }

  /** `length` hexadecimal digits. */
  hex(kind: GuidKind, length: number): string {
    return randomHex(createRandom(mixSeed(SEEDS[kind], this.#count(kind))), length);
  }

  #count(kind: GuidKind): number {
    const index = this.#next.get(kind) ?? 0;
    this.#next.set(kind, index + 1);
    return index;
  }
}
