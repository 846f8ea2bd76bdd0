/**
 * The backtracking matcher. Regular programs remember refuted choices and so need no more steps than their size times
 * the length of the text; all steps are counted. It keeps its own stack, so that no text is too long for it.
 */
import { isInsidePair } from '../code-points.ts';
import { EvaluationError } from '../errors.ts';
import { Work } from '../work.ts';
import type { CaseMode } from './ast.ts';
import { ASSERTION_TESTS } from './boundaries.ts';
import { foldCodePoint } from './case.ts';
import type { Charset } from './charset.ts';
import { Choices } from './choices.ts';
import { ASSERTIONS, CASE_MODES, OP, type Program, WIDTH } from './instructions.ts';
import { Memo } from './memo.ts';
import type { Captures, Scan } from './scan.ts';
import { shortened } from './shortened.ts';

/** Above that, a memo would need more than 32 MiB. */
const MAX_MEMO_STATES = 2 ** 28;
/** What starting a scan costs, and how many words of memory a step can make ready. */
const START_STEPS = 16;
const WORDS_PER_STEP = 32;
/** A step can pass four characters in a loop that does nothing else. */
const CHARACTERS_SHIFT = 2;
const FOLD_STEPS = 4;

const FAILED = -1;
const TESTS = ASSERTIONS.map((name) => ASSERTION_TESTS[name]);
const ASCII_UPPER_OR_LOWER = 0x20;

export class BacktrackingScan implements Scan {
  readonly #program: Program;
  readonly #choices: Choices;
  #text = '';
  #memo: Memo | undefined;
  #work: Work;
  #whole = false;
  #previousEnd = 0;

  /** @throws EvaluationError, like the other methods, when there is not enough work left */
  constructor(program: Program, text: string, work = new Work()) {
    this.#program = program;
    this.#work = work;
    this.#choices = new Choices(program.slots);
    this.restart(text, work);
  }

  /** Makes ready for another text, which is cheaper than another scan. */
  restart(text: string, work: Work): void {
    const program = this.#program;
    this.#text = text;
    this.#work = work;
    const states = program.choices * (text.length + 1) * 2 ** program.loopSlots.length;
    const remembers = program.regular && states <= MAX_MEMO_STATES;
    const words = program.slots + (remembers ? states / 32 : 0);
    this.#spend(START_STEPS + Math.ceil(words / WORDS_PER_STEP));
    if (!remembers) this.#memo = undefined;
    else if (this.#memo === undefined) this.#memo = new Memo(states);
    else this.#memo.clear(states);
  }

  whole(): Captures | undefined {
    this.#whole = true;
    return this.#run(0) ? this.#captures() : undefined;
  }

  find(from: number, previousEnd: number): Captures | undefined {
    this.#whole = false;
    this.#previousEnd = previousEnd;
    const text = this.#text;
    const { first } = this.#program;
    for (let start = from; start <= text.length; start++) {
      this.#spend(1);
      if (first !== undefined) {
        const codePoint = text.codePointAt(start);
        if (codePoint === undefined || !first.has(codePoint)) continue;
      }
      if (!isInsidePair(text, start) && this.#run(start)) return this.#captures();
    }
    return undefined;
  }

  #captures(): Captures {
    return this.#choices.slots.slice(0, 2 * (this.#program.groupCount + 1));
  }

  #run(start: number): boolean {
    const { code, sets } = this.#program;
    const text = this.#text;
    const choices = this.#choices;
    const memo = this.#memo;
    const { slots } = choices;
    const work = this.#work;
    this.#spend(slots.length >> 5);
    choices.clear();
    let pc = 0;
    let position = start;
    for (;;) {
      if (--work.left < 0) this.#exhausted();
      const a = code[pc + 1] as number;
      const b = code[pc + 2] as number;
      let next = pc + WIDTH;
      switch (code[pc]) {
        case OP.UNIT:
          position = text.charCodeAt(position) === a ? position + 1 : FAILED;
          break;
        case OP.SET: {
          const codePoint = text.codePointAt(position);
          if (codePoint === undefined || !(sets[a] as Charset).has(codePoint)) position = FAILED;
          else position += codePoint > 0xffff ? 2 : 1;
          break;
        }
        case OP.RUN:
          position = this.#shrinkingRun(pc, position);
          break;
        case OP.TIMES:
          position = this.#times(sets[a] as Charset, b, position);
          break;
        case OP.SPLIT:
        case OP.SPLIT_LAZY:
          if (memo?.enter(this.#state(code[pc + 3] as number, position)) === false) {
            position = FAILED;
          } else if (code[pc] === OP.SPLIT) {
            choices.push(a, position, memo);
          } else {
            choices.push(next, position, memo);
            next = a;
          }
          break;
        case OP.JUMP:
          next = a;
          break;
        case OP.SAVE:
          choices.store(a, position);
          break;
        case OP.CAPTURE:
          choices.store(2 * a, slots[b] as number);
          choices.store(2 * a + 1, position);
          break;
        case OP.ASSERT:
          if (!(TESTS[a] as (typeof TESTS)[number])(text, position, this.#previousEnd, work))
            position = FAILED;
          break;
        case OP.BACKREFERENCE:
          position = this.#repeated(a, b, position);
          break;
        case OP.END_IF_EMPTY:
          if (slots[a] === position) next = b;
          break;
        case OP.MARK:
          choices.store(a, choices.count);
          break;
        case OP.CUT:
          choices.count = slots[a] as number;
          break;
        case OP.RETURN:
          position = slots[a] as number;
          break;
        case OP.BEHIND:
          position = this.#behind(pc, position, b);
          break;
        case OP.AT:
          if (slots[a] !== position) position = FAILED;
          break;
        case OP.MATCH:
          if (!this.#whole || position === text.length) {
            slots[0] = start;
            slots[1] = position;
            memo?.forgetOpen();
            return true;
          }
          position = FAILED;
          break;
        default:
          position = FAILED;
      }
      if (position === FAILED) {
        next = this.#backtrack();
        if (next === FAILED) return false;
        position = choices.position;
      }
      pc = next;
    }
  }

  /** Takes up the youngest open choice. @returns the instruction to go on at; `choices.position` is where */
  #backtrack(): number {
    const choices = this.#choices;
    for (;;) {
      this.#spend(1);
      if (!choices.pop(this.#memo)) return FAILED;
      const pc = choices.instruction;
      if (choices.left === Choices.ALTERNATIVE) return pc;
      const { code } = this.#program;
      if (code[pc] === OP.RUN) {
        // One member less.
        const memo = this.#memo;
        if (code[pc + 2] === -1) memo?.refute(memo.size - 1);
        choices.position = before(this.#text, choices.position);
        if (choices.position > choices.left) choices.pushAgain(memo);
        return pc + WIDTH;
      }
      const position = this.#behind(pc, choices.position, choices.left);
      if (position !== FAILED) {
        choices.position = position;
        return pc + WIDTH;
      }
    }
  }

  #spend(steps: number): void {
    this.#work.left -= steps;
    if (this.#work.left < 0) this.#exhausted();
  }

  #exhausted(): never {
    throw new EvaluationError(
      `the regular expression ${shortened(this.#program.pattern)} needs too many steps on the values of this entity; ` +
        'avoid repetitions inside repetitions, large counts, look-around and back-references, or send shorter values',
    );
  }

  /** The number of a choice at a position, for the memo. Whether a loop made progress is part of it. */
  #state(choice: number, position: number): number {
    let state = choice * (this.#text.length + 1) + position;
    for (const slot of this.#program.loopSlots) {
      state = 2 * state + (this.#choices.slots[slot] === position ? 1 : 0);
    }
    return state;
  }

  /** As many members of a set as possible; an open choice gives them back one by one. */
  #shrinkingRun(pc: number, start: number): number {
    const { code, sets } = this.#program;
    const set = sets[code[pc + 1] as number] as Charset;
    const limit = code[pc + 2] as number;
    const choice = code[pc + 3] as number;
    const memo = this.#memo;
    const text = this.#text;
    if (memo?.enter(this.#state(choice, start)) === false) return FAILED;
    let position = start;
    for (let count = 0; count !== limit; count++) {
      const codePoint = text.codePointAt(position);
      if (codePoint === undefined || !set.has(codePoint)) break;
      const next = position + (codePoint > 0xffff ? 2 : 1);
      // An unlimited run from its middle on is the same as one that starts there: known to lead nowhere.
      if (limit === -1 && memo?.enter(this.#state(choice, next)) === false) break;
      position = next;
    }
    const passed = position - start;
    // Remembering takes a step for each.
    this.#spend(limit === -1 && memo !== undefined ? passed : passed >> CHARACTERS_SHIFT);
    if (position > start) this.#choices.push(pc, position, memo, start);
    return position;
  }

  #times(set: Charset, count: number, start: number): number {
    let position = start;
    let passed = 0;
    for (; passed < count; passed++) {
      const codePoint = this.#text.codePointAt(position);
      if (codePoint === undefined || !set.has(codePoint)) break;
      position += codePoint > 0xffff ? 2 : 1;
    }
    // Also where it fails, which can be at each position of the text.
    this.#spend(passed >> CHARACTERS_SHIFT);
    return passed === count ? position : FAILED;
  }

  /** Goes `distance` code points back from `origin`, leaving the next distance as a choice. */
  #behind(pc: number, origin: number, distance: number): number {
    this.#spend(Math.min(distance, origin));
    let position = origin;
    for (let i = 0; i < distance; i++) {
      if (position === 0) return FAILED;
      position = before(this.#text, position);
    }
    const longest = this.#program.code[pc + 3] as number;
    if (distance !== longest) this.#choices.push(pc, origin, this.#memo, distance + 1);
    return position;
  }

  /** Behind a repetition of what a group has captured. */
  #repeated(group: number, mode: number, position: number): number {
    const { slots } = this.#choices;
    const from = slots[2 * group] as number;
    const to = slots[2 * group + 1] as number;
    if (to < 0) return FAILED;
    const length = to - from;
    const text = this.#text;
    if (position + length > text.length) return FAILED;
    // Folding the case of two characters takes as long as several steps.
    this.#spend(CASE_MODES[mode] === 'unicode' ? FOLD_STEPS * length : length >> CHARACTERS_SHIFT);
    const equal = EQUAL[CASE_MODES[mode] as CaseMode];
    for (let i = 0; i < length; i++) {
      if (!equal(text.charCodeAt(from + i), text.charCodeAt(position + i))) return FAILED;
    }
    return position + length;
  }
}

const EQUAL: Readonly<Record<CaseMode, (a: number, b: number) => boolean>> = {
  exact: (a, b) => a === b,
  ascii: equalAscii,
  unicode: (a, b) => a === b || foldCodePoint(a) === foldCodePoint(b),
};

function equalAscii(a: number, b: number): boolean {
  if (a === b) return true;
  const lower = a | ASCII_UPPER_OR_LOWER;
  return lower === (b | ASCII_UPPER_OR_LOWER) && lower >= 0x61 && lower <= 0x7a;
}

/** The position of the code point that ends at `position`. */
function before(text: string, position: number): number {
  return isInsidePair(text, position - 1) ? position - 2 : position - 1;
}
