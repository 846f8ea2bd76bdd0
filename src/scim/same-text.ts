/** Whether two texts may be the same to somebody who is not strict about it, as databases with their collations are. */
import type { JsonValue } from './json.ts';

/**
 * Without regard to case, accents, forms of characters and blanks: whether an answer is about something else has to be
 * certain. What is no text cannot be told apart.
 */
export function mayBeSameText(left: JsonValue | undefined, right: JsonValue | undefined): boolean {
  if (left === right || !isFilled(left) || !isFilled(right)) return true;
  return folded(left) === folded(right);
}

function isFilled(value: JsonValue | undefined): value is string {
  return typeof value === 'string' && value.trim() !== '';
}

/** Upper case first, since `ß` is `SS` and `ı` is `I` only there. */
function folded(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/[\p{M}\s]+/gu, '')
    .toUpperCase()
    .toLowerCase();
}
