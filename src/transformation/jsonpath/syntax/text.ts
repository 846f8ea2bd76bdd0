/** Escapes and `${…}` in quoted text. */
import { variablesIn, variablesInPattern } from '../../template.ts';
import type { Template } from '../types.ts';

const SIMPLE_ESCAPES: Readonly<Record<string, string>> = { r: '\r', f: '\f', t: '\t', n: '\n', b: '\b' };

/** Thrown text: what is wrong with the escape. */
export class EscapeError extends Error {}

/**
 * Resolves backslashes as the library does: an unknown escape is the character itself, and of `\u` at the very end
 * whatever digits are there vanish.
 * @throws EscapeError for `\u` without four hexadecimal digits
 */
export function resolveEscapes(text: string): string {
  if (!text.includes('\\')) return text;
  let result = '';
  for (let at = 0; at < text.length; at++) {
    const character = text.charAt(at);
    if (character !== '\\') {
      result += character;
      continue;
    }
    at++;
    if (at === text.length) return `${result}\\`;
    const escaped = text.charAt(at);
    if (escaped !== 'u') {
      result += SIMPLE_ESCAPES[escaped] ?? escaped;
      continue;
    }
    const digits = text.slice(at + 1, at + 5);
    at += 4;
    if (digits.length < 4) return result;
    // Java's Integer.parseInt takes a sign as well.
    if (!/^[+-]?[\da-f]+$/i.test(digits)) throw new EscapeError(`\\u${digits} is no character`);
    result += String.fromCharCode(Number.parseInt(digits, 16) & 0xffff);
  }
  return result;
}

/** Text that `resolveEscapes` turns back into `text`, for single quotes. */
export function escapeText(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what has to be escaped
  return text.replace(/[\\'\u0000-\u001f]|\$(?=\{)/g, (character) =>
    character === '\\' || character === "'"
      ? `\\${character}`
      : `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** Splits text at `${name}`. */
export function parseTemplate(
  text: string,
  convert: (literal: string) => string = (literal) => literal,
  uses = variablesIn(text),
): Template {
  const parts: (string | { variable: string })[] = [];
  let from = 0;
  for (const { name, start, end } of uses) {
    if (start > from) parts.push(convert(text.slice(from, start)));
    parts.push({ variable: name });
    from = end;
  }
  if (from < text.length || parts.length === 0) parts.push(convert(text.slice(from)));
  return parts;
}

/** Of a regular expression. */
export function parsePatternTemplate(pattern: string): Template {
  return parseTemplate(pattern, undefined, variablesInPattern(pattern));
}

export function containsVariable(text: string): boolean {
  return variablesIn(text).length > 0;
}

/** Where the first `${` outside of quotes stands, or -1. */
export function unquotedVariable(text: string): number {
  let quote = '';
  for (let at = 0; at < text.length; at++) {
    const character = text.charAt(at);
    if (character === '\\') at++;
    else if (quote !== '') quote = character === quote ? '' : quote;
    else if (character === "'" || character === '"') quote = character;
    else if (character === '$' && text.charAt(at + 1) === '{') return at;
  }
  return -1;
}

export function printTemplate(template: Template, convert: (literal: string) => string): string {
  return template.map((part) => (typeof part === 'string' ? convert(part) : `\${${part.variable}}`)).join('');
}
