/** "Did you mean …?" for what stands in the place of an operator. */
import { distance } from '../../closest.ts';
import { meant } from '../../meant.ts';

/**
 * All that are as near are named: `NI` may be `IN` or `NIN`, `!===` may be `!==` or `===`, and the wrong one of two would
 * turn the condition round.
 */
export function operatorFix(typed: string, operators: Iterable<string>): string | undefined {
  if (/^[&|]/.test(typed)) return `did you mean ${typed.startsWith('&') ? '&&' : '||'}?`;
  const alike = [...operators].filter((operator) => isWord(operator) === isWord(typed));
  const near = alike.filter((operator) => isNear(typed.toUpperCase(), operator));
  if (near.length > 0) return `did you mean ${near.join(' or ')}?`;
  const word = isWord(typed) ? meant(typed, alike) : undefined;
  if (word !== undefined) return `did you mean ${word}?`;
  return /^[\d'"/[{$@]/.test(typed)
    ? 'write an operator before it: == != < <= > >= =~ or a word such as EMPTY'
    : undefined;
}

function isWord(text: string): boolean {
  return /^[A-Za-z]/.test(text);
}

/** One swapped, dropped or added; a symbol is not replaced by another one. */
function isNear(typed: string, operator: string): boolean {
  if (distance(typed, operator) !== 1) return false;
  return typed.length !== operator.length || [...typed].every((character) => operator.includes(character));
}
