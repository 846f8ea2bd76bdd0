/**
 * How much work the transformation of one entity may cause. Everything whose cost can grow faster than the entity is
 * counted here: regular expressions, scans and filters of paths, what functions do once for each element of a list.
 */
import { EvaluationError } from './errors.ts';

/** A step takes 5 to 30 nanoseconds: all of them together stay well below a tenth of a second. */
const STEPS = 1_500_000;
/** What RE2 may need at worst, as program size × text length: up to 90 nanoseconds each. */
const RE2_STEPS = 250_000;

/** Of text, what counts as one step where it is only compared or searched. */
const COMPARED = 64;
/** Likewise where it is written: it stays in memory, and is written once more with the answer. */
const WRITTEN = 8;
/** Steps for each character of an expression, a path or a date format that is known only when the variables in it are. */
const COMPILED = 64;

const FEW_NAMES = 32;
const STEPS_PER_NAME = 8;

/** What evaluations keep for each other: by the path, condition or list that it was made of. */
export type Kept = Pick<WeakMap<object, unknown>, 'get' | 'has' | 'set'>;

/** What is kept for `key`, read now if it is not there yet. */
export function remember<Result>(kept: Kept | undefined, key: object, read: () => Result): Result {
  if (kept?.has(key) === true) return kept.get(key) as Result;
  const value = read();
  kept?.set(key, value);
  return value;
}

export class Work {
  /** Below zero when all is used up. The innermost loops count here themselves. */
  left = STEPS;
  readonly #entity: unknown;
  #kept: WeakMap<object, unknown> | undefined;
  #root: unknown;
  #size = 0;
  #re2Left = RE2_STEPS;

  /** @param entity what is transformed; nothing changes it meanwhile, so that nothing has to be read from it twice */
  constructor(entity?: unknown) {
    this.#entity = entity;
  }

  /** @returns `undefined` for anything but the entity: other documents change */
  keptFor(root: unknown): Kept | undefined {
    if (this.#entity === undefined || root !== this.#entity) return undefined;
    this.#kept ??= new WeakMap();
    return this.#kept;
  }

  /** A variable has changed, and with it what filters find. */
  forget(): void {
    this.#kept = undefined;
  }

  /** @throws EvaluationError when the entity has had its share */
  spend(steps: number): void {
    this.left -= steps;
    if (this.left < 0) {
      throw new EvaluationError(
        `the work on this entity exceeds ${STEPS} steps: its lists or texts are too large for what is done with each ` +
          'element; simplify scans, filters and functions on elements, or send less',
      );
    }
  }

  compareText(length: number): void {
    this.spend(Math.ceil(length / COMPARED));
  }

  writeText(length: number): void {
    this.spend(Math.ceil(length / WRITTEN));
  }

  compileText(length: number): void {
    this.spend(COMPILED * length);
  }

  /** Listing the names of an object takes long when it is large; what has few is not worth to be counted. */
  listNames(count: number): void {
    if (count > FEW_NAMES) this.spend(STEPS_PER_NAME * count);
  }

  /** What `count` gives, once for a document that many evaluations read. */
  sizeOf<Root>(root: Root, count: (root: Root) => number): number {
    if (this.#root !== root) {
      this.#size = count(root);
      this.#root = root;
      this.spend(this.#size);
    }
    return this.#size;
  }

  /** Takes the steps that RE2 needs at worst. @returns false when that is too much; nothing is taken then */
  takeForRe2(steps: number): boolean {
    if (steps > this.#re2Left) return false;
    this.#re2Left -= steps;
    return true;
  }
}
