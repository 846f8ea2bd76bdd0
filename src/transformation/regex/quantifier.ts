/** Quantifiers: `?`, `*`, `+`, `{n}`, `{n,}`, `{n,m}`, each greedy, lazy (`?`) or possessive (`+`). */
import type { PatternSource } from './source.ts';

export interface Quantifier {
  readonly min: number;
  /** `Infinity` when open. */
  readonly max: number;
  readonly mode: 'greedy' | 'lazy' | 'possessive';
}

const MAX_COUNT = 2 ** 31 - 1;
const QUESTION_MARK = 0x3f;
const ASTERISK = 0x2a;
const PLUS = 0x2b;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const COMMA = 0x2c;

/** Reads a quantifier if one comes next. */
export function parseQuantifier(source: PatternSource): Quantifier | undefined {
  const limits = parseLimits(source);
  if (limits === undefined) return undefined;
  const [min, max] = limits;
  const mode = source.peek();
  if (mode === QUESTION_MARK || mode === PLUS) source.take();
  return { min, max, mode: mode === QUESTION_MARK ? 'lazy' : mode === PLUS ? 'possessive' : 'greedy' };
}

function parseLimits(source: PatternSource): readonly [number, number] | undefined {
  switch (source.peek()) {
    case QUESTION_MARK:
      source.take();
      return [0, 1];
    case ASTERISK:
      source.take();
      return [0, Number.POSITIVE_INFINITY];
    case PLUS:
      source.take();
      return [1, Number.POSITIVE_INFINITY];
    case OPEN_BRACE:
      return parseCounts(source);
    default:
      return undefined;
  }
}

function parseCounts(source: PatternSource): readonly [number, number] {
  const { position } = source;
  source.take();
  const min = isDigit(source.peekRaw()) ? parseNumber(source) : undefined;
  if (min === undefined) return source.fail('Illegal repetition', position);
  let max = min;
  if (source.peek() === COMMA) {
    source.take();
    max = parseNumber(source) ?? (source.peek() === CLOSE_BRACE ? Number.POSITIVE_INFINITY : 0);
  }
  if (source.take() !== CLOSE_BRACE) source.fail('Unclosed counted repetition', position);
  if (max < min || min > MAX_COUNT || (max > MAX_COUNT && Number.isFinite(max))) {
    source.fail('Illegal repetition range', position);
  }
  return [min, max];
}

function parseNumber(source: PatternSource): number | undefined {
  let value: number | undefined;
  while (isDigit(source.peek())) {
    value = Math.min((value ?? 0) * 10 + source.take() - 0x30, MAX_COUNT + 1);
  }
  return value;
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}
