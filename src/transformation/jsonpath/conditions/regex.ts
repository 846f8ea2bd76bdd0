/** `=~`: whole-text matches. */
import type { JavaRegex } from '../../regex/index.ts';
import { type Run, textSteps } from '../read/run.ts';
import { elementsOf } from './lists.ts';
import { type Element, isJson, isNumber, RegexLiteral, textOfNumber, type Value } from './values.ts';

/** Of a list one matching element suffices; what is neither text nor number nor boolean counts as empty text. */
export function matchesRegex(run: Run, left: Value, right: Value): boolean {
  if (right instanceof RegexLiteral)
    return left instanceof RegexLiteral ? false : matches(run, right.regex, left);
  return left instanceof RegexLiteral && matches(run, left.regex, right);
}

function matches(run: Run, regex: JavaRegex, value: Value): boolean {
  const elements = isJson(value) ? elementsOf(run, value) : undefined;
  if (elements === undefined) return matchesText(run, regex, textOf(value));
  return elements.some((element) => matchesText(run, regex, textOf(element)));
}

function matchesText(run: Run, regex: JavaRegex, text: string): boolean {
  run.count(1 + textSteps(text));
  return regex.matches(text, run.work);
}

function textOf(value: Value | Element): string {
  if (typeof value === 'string') return value;
  if (isNumber(value)) return textOfNumber(value);
  return typeof value === 'boolean' ? String(value) : '';
}
