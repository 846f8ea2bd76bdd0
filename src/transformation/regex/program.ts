/** Generates the program of the backtracking matcher from the tree. */
import { ExpressionError } from '../errors.ts';
import type { Node, ParsedRegex } from './ast.ts';
import type { Charset } from './charset.ts';
import { firstSet } from './first.ts';
import { ASSERTIONS, CASE_MODES, OP, type Program, WIDTH } from './instructions.ts';
import { width } from './width.ts';

const MAX_INSTRUCTIONS = 30_000;
/** With a larger limit, a run would cost too much per position to be called linear. */
const MAX_LINEAR_RUN = 1000;
const MAX_LOOP_SLOTS = 6;

/** @throws ExpressionError for a pattern that is too large */
export function compileProgram(pattern: string, regex: ParsedRegex): Program {
  return new Generator(pattern, regex).generate();
}

class Generator {
  readonly #pattern: string;
  readonly #regex: ParsedRegex;
  readonly #code: number[] = [];
  readonly #sets: Charset[] = [];
  /** Where the beginning of an iteration is kept, by repetition: copies of one follow each other. */
  readonly #loopSlots = new Map<Node, number>();
  /** Where a group began that refers to itself. */
  readonly #starts = new Map<Node, number>();
  readonly #selfReferring: ReadonlySet<number>;
  #slots: number;
  #choices = 0;
  #regular = true;

  constructor(pattern: string, regex: ParsedRegex) {
    this.#pattern = pattern;
    this.#regex = regex;
    this.#slots = 2 * (regex.groupCount + 1);
    this.#selfReferring = selfReferring(regex.node);
  }

  generate(): Program {
    this.#node(this.#regex.node);
    this.#emit(OP.MATCH);
    return {
      first: firstSet(this.#regex.node),
      pattern: this.#pattern,
      code: Int32Array.from(this.#code),
      sets: this.#sets,
      slots: this.#slots,
      groupCount: this.#regex.groupCount,
      choices: this.#choices,
      loopSlots: [...this.#loopSlots.values()],
      regular: this.#regular && this.#loopSlots.size <= MAX_LOOP_SLOTS,
    };
  }

  /** @returns where the instruction stands */
  #emit(operation: number, a = 0, b = 0, c = 0): number {
    const position = this.#code.length;
    if (position >= MAX_INSTRUCTIONS * WIDTH) {
      throw new ExpressionError(
        this.#pattern,
        0,
        'The expression is too large; use smaller repetition counts',
      );
    }
    this.#code.push(operation, a, b, c);
    return position;
  }

  /** Makes the instruction at `position` point to what is emitted next. */
  #pointHere(position: number, operand = 1): void {
    this.#code[position + operand] = this.#code.length;
  }

  #split(lazy: boolean): number {
    return this.#emit(lazy ? OP.SPLIT_LAZY : OP.SPLIT, 0, 0, this.#choices++);
  }

  #node(node: Node): void {
    switch (node.kind) {
      case 'empty':
        break;
      case 'set':
        this.#set(node.set);
        break;
      case 'sequence':
        for (const part of node.nodes) this.#node(part);
        break;
      case 'choice':
        this.#choice(node.nodes);
        break;
      case 'group':
        this.#group(node);
        break;
      case 'repeat':
        if (node.node.kind === 'set') this.#repeatSet(node.node.set, node.min, node.max, node.lazy);
        else this.#repeat(node);
        break;
      case 'atomic':
        this.#atomic(node.node);
        break;
      case 'lookahead':
      case 'lookbehind':
        this.#look(node);
        break;
      case 'backreference':
        this.#regular = false;
        // A group that does not exist never matches.
        if (node.group > this.#regex.groupCount) this.#emit(OP.FAIL);
        else this.#emit(OP.BACKREFERENCE, node.group, CASE_MODES.indexOf(node.mode));
        break;
      case 'assertion':
        if (node.assertion === 'previousEnd') this.#regular = false;
        this.#emit(OP.ASSERT, ASSERTIONS.indexOf(node.assertion));
    }
  }

  /** Inside of itself a group is still what it captured before. */
  #group(group: Extract<Node, { kind: 'group' }>): void {
    const { node, index } = group;
    const own = this.#selfReferring.has(index) ? this.#ownSlot(this.#starts, group) : undefined;
    this.#emit(OP.SAVE, own ?? 2 * index);
    this.#node(node);
    if (own === undefined) this.#emit(OP.SAVE, 2 * index + 1);
    else this.#emit(OP.CAPTURE, index, own);
  }

  #set(set: Charset): void {
    const { single } = set;
    const isUnit = single !== undefined && single <= 0xffff && (single < 0xd800 || single > 0xdfff);
    if (isUnit) this.#emit(OP.UNIT, single);
    else this.#emit(OP.SET, this.#setNumber(set));
  }

  #setNumber(set: Charset): number {
    return this.#sets.push(set) - 1;
  }

  #choice(nodes: readonly Node[]): void {
    const ends: number[] = [];
    nodes.forEach((node, i) => {
      if (i === nodes.length - 1) {
        this.#node(node);
        return;
      }
      const split = this.#split(false);
      this.#node(node);
      ends.push(this.#emit(OP.JUMP));
      this.#pointHere(split);
    });
    for (const end of ends) this.#pointHere(end);
  }

  #repeat(repeat: Extract<Node, { kind: 'repeat' }>): void {
    const { node, min, max, lazy } = repeat;
    // An iteration that takes nothing is the last.
    const slot = width(node).min === 0 ? this.#ownSlot(this.#loopSlots, repeat) : undefined;
    const ends: number[] = [];
    const iteration = () => {
      if (slot !== undefined) this.#emit(OP.SAVE, slot);
      this.#node(node);
      if (slot !== undefined) ends.push(this.#emit(OP.END_IF_EMPTY, slot));
    };
    const unbounded = max === Number.POSITIVE_INFINITY;
    for (let i = unbounded ? 1 : 0; i < min; i++) iteration();
    if (unbounded) {
      this.#loop(iteration, min > 0, lazy);
    } else {
      const exits: number[] = [];
      for (let i = min; i < max; i++) {
        exits.push(this.#split(lazy));
        iteration();
      }
      for (const exit of exits) this.#pointHere(exit);
    }
    for (const end of ends) this.#pointHere(end, 2);
  }

  /** Any number of iterations, or at least one. */
  #loop(iteration: () => void, atLeastOne: boolean, lazy: boolean): void {
    const start = this.#code.length;
    if (atLeastOne) {
      iteration();
      // Once more, or on: the same instruction with its preference reversed.
      this.#code[this.#split(!lazy) + 1] = start;
    } else {
      const exit = this.#split(lazy);
      iteration();
      this.#emit(OP.JUMP, start);
      this.#pointHere(exit);
    }
  }

  /** One for all copies of a node. */
  #ownSlot(slots: Map<Node, number>, node: Node): number {
    const slot = slots.get(node) ?? this.#slots++;
    slots.set(node, slot);
    return slot;
  }

  #atomic(node: Node): void {
    this.#regular = false;
    const mark = this.#slots++;
    this.#emit(OP.MARK, mark);
    this.#node(node);
    this.#emit(OP.CUT, mark);
  }

  #look(node: Extract<Node, { kind: 'lookahead' | 'lookbehind' }>): void {
    this.#regular = false;
    const mark = this.#slots++;
    const origin = this.#slots++;
    this.#emit(OP.MARK, mark);
    // A negative one goes on behind it when what stands inside fails.
    const failed = node.negative ? this.#split(false) : undefined;
    this.#emit(OP.SAVE, origin);
    if (node.kind === 'lookbehind')
      this.#emit(OP.BEHIND, 0, node.min, Number.isFinite(node.max) ? node.max : -1);
    this.#node(node.node);
    if (node.kind === 'lookbehind') this.#emit(OP.AT, origin);
    this.#emit(OP.CUT, mark);
    if (failed === undefined) {
      this.#emit(OP.RETURN, origin);
    } else {
      this.#emit(OP.FAIL);
      this.#pointHere(failed);
    }
  }

  #repeatSet(set: Charset, min: number, max: number, lazy: boolean): void {
    if (min === 1) this.#set(set);
    else if (min > 1) this.#emit(OP.TIMES, this.#setNumber(set), min);
    const unbounded = max === Number.POSITIVE_INFINITY;
    if (Math.max(min, unbounded ? 0 : max - min) > MAX_LINEAR_RUN) this.#regular = false;
    if (max === min) return;
    if (!lazy) {
      this.#emit(OP.RUN, this.#setNumber(set), unbounded ? -1 : max - min, this.#choices++);
    } else if (unbounded) {
      this.#loop(() => this.#set(set), false, true);
    } else {
      const exits: number[] = [];
      for (let i = min; i < max; i++) {
        exits.push(this.#split(true));
        this.#set(set);
      }
      for (const exit of exits) this.#pointHere(exit);
    }
  }
}

/** Groups that refer to themselves, as in `(a|b\\1)`. */
function selfReferring(
  node: Node,
  open: readonly number[] = [],
  found: Set<number> = new Set(),
): ReadonlySet<number> {
  switch (node.kind) {
    case 'backreference':
      if (open.includes(node.group)) found.add(node.group);
      break;
    case 'sequence':
    case 'choice':
      for (const part of node.nodes) selfReferring(part, open, found);
      break;
    case 'group':
      selfReferring(node.node, [...open, node.index], found);
      break;
    case 'repeat':
    case 'atomic':
    case 'lookahead':
    case 'lookbehind':
      selfReferring(node.node, open, found);
  }
  return found;
}
