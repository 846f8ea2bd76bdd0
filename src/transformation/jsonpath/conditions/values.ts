/** What operands are while a condition is evaluated. */
import type { JavaRegex } from '../../regex/index.ts';
import type { Json } from '../../types.ts';
import { Decimal, decimalOf, numberText, printDecimal } from '../decimal.ts';
import type { LiteralJson } from '../lenient-json.ts';

/** JSON that a path reads, a literal, or `undefined` for what a path does not find. */
export type Value = Json | Decimal | JsonLiteral | RegexLiteral | undefined;

/** A list or object literal. Both are made when they are needed, as a wrong literal is an error only then. */
export interface LiteralSource {
  readonly json: () => LiteralJson;
  /** `undefined` for an object. */
  readonly elements: () => readonly Element[] | undefined;
}

export class JsonLiteral {
  readonly text: string;
  readonly source: LiteralSource;

  constructor(text: string, source: LiteralSource) {
    this.text = text;
    this.source = source;
  }
}

export class RegexLiteral {
  readonly regex: JavaRegex;

  constructor(regex: JavaRegex) {
    this.regex = regex;
  }
}

/** An element of a list where elements are compared with something: its text may turn out to be more than text. */
export type Element = string | number | boolean | null | Decimal | JsonText | PathText;

/** Text that json-smart takes for a list or an object. It equals only a literal with the same text. */
export class JsonText {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** Text that is a path. It equals nothing. */
export class PathText {}

export function isNumber(value: unknown): value is number | Decimal {
  return typeof value === 'number' || value instanceof Decimal;
}

/** Lists and objects, literals included: JsonNode in the library. */
export function isJson(value: Value | Element): value is Json[] | { [key: string]: Json } | JsonLiteral {
  return (
    typeof value === 'object' &&
    value !== null &&
    !(
      value instanceof Decimal ||
      value instanceof RegexLiteral ||
      value instanceof JsonText ||
      value instanceof PathText
    )
  );
}

export function toDecimal(value: number | Decimal): Decimal {
  return typeof value === 'number' ? decimalOf(value) : value;
}

export function textOfNumber(value: number | Decimal): string {
  return typeof value === 'number' ? numberText(value) : printDecimal(value);
}
