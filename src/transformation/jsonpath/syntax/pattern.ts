/** Values of variables in regular expressions: always data, never syntax. */
import type { Template } from '../types.ts';

/** @param textOfVariable the text of a variable */
export function fillPattern(parts: Template, textOfVariable: (variable: string) => string): string {
  let pattern = '';
  for (const part of parts) {
    if (typeof part === 'string') pattern += part;
    else
      pattern += isQuoted(pattern)
        ? `\\E${quote(textOfVariable(part.variable))}\\Q`
        : quote(textOfVariable(part.variable));
  }
  return pattern;
}

/** Whether the pattern ends inside of `\Q…\E`. */
function isQuoted(pattern: string): boolean {
  let quoted = false;
  for (let at = pattern.indexOf('\\'); at !== -1; at = pattern.indexOf('\\', at + 2)) {
    const escaped = pattern.charAt(at + 1);
    if (quoted) {
      if (escaped === 'E') quoted = false;
      // Between \Q and \E a backslash is a character like any other.
      else at--;
    } else if (escaped === 'Q') {
      quoted = true;
    }
  }
  return quoted;
}

/** Each character by its number, so that no place in a pattern can take it for syntax. */
function quote(text: string): string {
  return Array.from(text, (character) => `\\x{${(character.codePointAt(0) ?? 0).toString(16)}}`).join('');
}
