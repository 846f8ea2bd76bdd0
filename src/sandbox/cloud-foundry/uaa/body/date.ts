import { JsonProblem } from './json-problem.ts';
import type { Read } from './scalars.ts';

/** `yyyy-MM-dd'T'HH:mm:ss.SSS'Z'` of Java's `SimpleDateFormat`: any number of digits, and anything behind. */
const DATE = /^\s*-?\d+-\s*-?\d+-\s*-?\d+T\s*-?\d+:\s*-?\d+:\s*-?\d+\.\s*-?\d+Z/;

export function looksLikeDate(text: string): boolean {
  return DATE.test(text);
}

/** A time that nobody uses, but that has to be one. */
export const date: Read<void> = (json) => {
  if (json.token === 'VALUE_NULL') return;
  const text = json.text();
  if (looksLikeDate(text)) return;
  throw new JsonProblem('core.JsonParseException', `Could not parse date:${text}`, json.location);
};
