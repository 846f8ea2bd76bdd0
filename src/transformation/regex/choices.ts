/** The state of a backtracking matcher that has to be restored: open choices, and slots with their former values. */
import type { Memo } from './memo.ts';

/** Integers per choice: instruction, position, size of the trail, size of the memo, what is left to try. */
const FRAME = 5;

export class Choices {
  /** `left` of a choice that has only one alternative, at its instruction. */
  static readonly ALTERNATIVE = -1;

  /** Captures and registers; change them with `store`. */
  readonly slots: Int32Array;
  /** Number of open choices; making it smaller drops the youngest ones. */
  count = 0;
  /** Of the choice popped last. */
  instruction = 0;
  position = 0;
  left = 0;
  #frames = new Int32Array(16 * FRAME);
  #trail = new Int32Array(32);
  #trailSize = 0;

  constructor(slots: number) {
    this.slots = new Int32Array(slots);
  }

  clear(): void {
    this.slots.fill(-1);
    this.count = 0;
    this.#trailSize = 0;
  }

  /** Sets a slot; going back to an older choice restores it. */
  store(slot: number, value: number): void {
    if (this.#trailSize + 2 > this.#trail.length) this.#trail = doubled(this.#trail);
    this.#trail[this.#trailSize++] = slot;
    this.#trail[this.#trailSize++] = this.slots[slot] as number;
    this.slots[slot] = value;
  }

  push(
    instruction: number,
    position: number,
    memo: Memo | undefined,
    left: number = Choices.ALTERNATIVE,
  ): void {
    const top = this.count++ * FRAME;
    if (top === this.#frames.length) this.#frames = doubled(this.#frames);
    const frames = this.#frames;
    frames[top] = instruction;
    frames[top + 1] = position;
    frames[top + 2] = this.#trailSize;
    frames[top + 3] = memo === undefined ? 0 : memo.size;
    frames[top + 4] = left;
  }

  /** Opens the choice popped last once more, at the changed `position`. */
  pushAgain(memo: Memo | undefined): void {
    const top = this.count++ * FRAME;
    this.#frames[top + 1] = this.position;
    this.#frames[top + 3] = memo === undefined ? 0 : memo.size;
  }

  /** Takes the youngest choice and restores the slots. @returns false when there is none */
  pop(memo: Memo | undefined): boolean {
    if (this.count === 0) {
      memo?.refute(0);
      return false;
    }
    const top = --this.count * FRAME;
    const frames = this.#frames;
    this.instruction = frames[top] as number;
    this.position = frames[top + 1] as number;
    this.left = frames[top + 4] as number;
    const trailSize = frames[top + 2] as number;
    while (this.#trailSize > trailSize) {
      const value = this.#trail[--this.#trailSize] as number;
      this.slots[this.#trail[--this.#trailSize] as number] = value;
    }
    memo?.refute(frames[top + 3] as number);
    return true;
  }
}

function doubled(array: Int32Array): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(2 * array.length);
  larger.set(array);
  return larger;
}
