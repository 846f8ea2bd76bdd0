/** Characters in paths and conditions that nobody sees, or sees as others. */
import {
  type StrangeCharacter,
  strangeCharacter,
  withoutFilterLiterals,
  withoutLiterals,
} from '../characters.ts';
import type { Problem } from '../findings.ts';

/**
 * @param severity `warning` where the text can be used all the same
 * @returns the problem, and where in the text it is
 */
export function strangeCharacterProblem(
  what: 'condition' | 'path',
  text: string,
  severity: 'error' | 'warning',
): (Problem & Pick<StrangeCharacter, 'position'>) | undefined {
  // In the name of a path, in quotes, such a character is as wrong as elsewhere.
  const found = strangeCharacter(what === 'condition' ? withoutLiterals(text) : withoutFilterLiterals(text));
  if (found === undefined) return undefined;
  const { position, message, fix } = found;
  return { rule: 'strange-character', severity, message: `in this ${what} ${message}`, fix, position };
}
