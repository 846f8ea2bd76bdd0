/**
 * Dates in the patterns of Java's `DateTimeFormatter`, in English. Own code: the JavaScript ports of `java.time` read
 * and write names of months and days only with some twenty megabytes of locale data.
 */
import { Work } from '../work.ts';
import { type DateTime, dateTimeOfMillis } from './calendar.ts';
import { compileFormatter } from './format.ts';
import { compileParser } from './parse.ts';
import { parsePattern } from './pattern.ts';
import { type Suspicion, suspicionsOf } from './suspicion.ts';
import { formatUnix, parseUnix, UNIX_FORMAT } from './unix.ts';

export { type Amounts, type DateTime, plus } from './calendar.ts';

/** The default of the property `ips.date.variable.format`. */
export const DEFAULT_DATE_FORMAT = 'yyyy-MM-dd HH:mm:ss.SSS';

/** A pattern, ready to read and write dates; long patterns count as work. */
export interface DatePattern {
  readonly pattern: string;
  /** What is most likely wrong with it, although Java takes it. */
  readonly suspicions: readonly Suspicion[];
  format(date: DateTime, work?: Work): string;
  /** @throws EvaluationError for a text that is not of that pattern */
  parse(text: string, work?: Work): DateTime;
}

/**
 * @param pattern of `DateTimeFormatter`, or `Date(milliseconds)`
 * @throws ExpressionError with the position of what is wrong or not supported
 */
export function compileDatePattern(pattern: string): DatePattern {
  if (pattern === UNIX_FORMAT) return { pattern, suspicions: [], format: formatUnix, parse: parseUnix };
  const elements = parsePattern(pattern);
  const format = compileFormatter(elements);
  const parse = compileParser(elements, pattern);
  return {
    pattern,
    suspicions: suspicionsOf(elements),
    format: (date, work = new Work()) => format(date, work),
    parse: (text, work = new Work()) => parse(text, work),
  };
}

const MAX_PATTERNS = 100;
const formats = new Map<string, (millis: number) => string>();

/**
 * A moment in UTC, as the variable `currentDate` has it.
 *
 * @param millis since 1970-01-01T00:00Z
 * @throws ExpressionError for a wrong pattern
 */
export function formatDate(millis: number, pattern: string = DEFAULT_DATE_FORMAT): string {
  let format = formats.get(pattern);
  if (format === undefined) {
    const compiled = compileDatePattern(pattern);
    format = (moment) => compiled.format(dateTimeOfMillis(moment));
    if (formats.size >= MAX_PATTERNS) formats.clear();
    formats.set(pattern, format);
  }
  return format(millis);
}
