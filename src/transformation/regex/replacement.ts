/** Replacement texts of `java.util.regex.Matcher`. */
import { ExpressionError } from '../errors.ts';
import type { Captures } from './scan.ts';
import type { Replacement } from './types.ts';

/** What a replacement text can refer to. */
export interface Groups {
  readonly groupCount: number;
  readonly groupNames: ReadonlyMap<string, number>;
}

/**
 * Parses `$1`, `${name}` and backslashes.
 *
 * @throws ExpressionError for a group that does not exist, a `$` or a backslash that stands alone
 */
export function compileReplacement(text: string, groups: Groups): Replacement {
  const parts: (string | number)[] = [];
  let literal = '';
  const flush = () => {
    if (literal !== '') parts.push(literal);
    literal = '';
  };
  for (let i = 0; i < text.length; ) {
    const character = text[i] as string;
    if (character === '\\') {
      if (i + 1 === text.length) throw new ExpressionError(text, i, 'A backslash at the end; write \\\\');
      literal += text[i + 1];
      i += 2;
    } else if (character === '$') {
      const reference =
        text[i + 1] === '{' ? namedReference(text, i, groups) : numberedReference(text, i, groups);
      flush();
      parts.push(reference.group);
      i = reference.end;
    } else {
      literal += character;
      i++;
    }
  }
  flush();
  return { parts };
}

/** A replacement that inserts `text` as it is. */
export function literalReplacement(text: string): Replacement {
  return { parts: text === '' ? [] : [text] };
}

interface Reference {
  readonly group: number;
  readonly end: number;
}

function namedReference(text: string, start: number, { groupNames }: Groups): Reference {
  const close = text.indexOf('}', start);
  const name = text.slice(start + 2, close);
  const group = close < 0 ? undefined : groupNames.get(name);
  if (group === undefined) {
    throw new ExpressionError(
      text,
      start,
      `No group with the name {${close < 0 ? text.slice(start + 2) : name}}`,
    );
  }
  return { group, end: close + 1 };
}

/** The first digit always counts, further ones as long as there is such a group. */
function numberedReference(text: string, start: number, { groupCount }: Groups): Reference {
  if (!isDigit(text[start + 1])) {
    throw new ExpressionError(text, start, 'A $ needs the number of a group; for the character write \\$');
  }
  let end = start + 2;
  let group = Number(text[start + 1]);
  while (isDigit(text[end])) {
    const longer = group * 10 + Number(text[end]);
    if (longer > groupCount) break;
    group = longer;
    end++;
  }
  if (group > groupCount) throw new ExpressionError(text, start, `No group ${group}`);
  return { group, end };
}

function isDigit(character: string | undefined): boolean {
  return character !== undefined && character >= '0' && character <= '9';
}

/** The text that stands for one match. Groups without a match give nothing. */
export function expand({ parts }: Replacement, text: string, captures: Captures): string {
  let expanded = '';
  for (const part of parts) {
    if (typeof part === 'string') expanded += part;
    else if ((captures[2 * part] as number) >= 0) {
      expanded += text.slice(captures[2 * part], captures[2 * part + 1]);
    }
  }
  return expanded;
}
