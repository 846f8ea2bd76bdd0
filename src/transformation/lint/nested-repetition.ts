/** Recognises regular expressions on which a backtracking matcher may need exponential time. */

/** Whether an unbounded repetition stands inside of a group that is repeated without bound itself. */
export function nestsRepetition(pattern: string): boolean {
  /** For each open group: whether an unbounded repetition stands in it. */
  const groups: boolean[] = [];
  let at = 0;
  while (at < pattern.length) {
    const character = pattern[at];
    at = endOfAtom(pattern, at);
    if (character === '(') {
      groups.push(false);
      continue;
    }
    const quantifier = /^(?:([*+]|\{\d+,\})|\?|\{\d+(?:,\d+)?\})([+?]?)/.exec(pattern.slice(at, at + 24));
    at += quantifier?.[0].length ?? 0;
    // A possessive quantifier gives nothing back, so nothing can be tried twice.
    const isUnbounded = quantifier?.[1] !== undefined && quantifier[2] !== '+';
    const repeatsInside = character === ')' && groups.pop() === true;
    if (repeatsInside && isUnbounded) return true;
    if ((repeatsInside || isUnbounded) && groups.length > 0) groups[groups.length - 1] = true;
  }
  return false;
}

/** Behind an escape sequence, a character class, or one character. */
function endOfAtom(pattern: string, at: number): number {
  if (pattern[at] === '[') return endOfClass(pattern, at);
  if (pattern[at] !== '\\') return at + 1;
  if (pattern[at + 1] !== 'Q') return at + 2;
  // `\Q…\E` is literal text.
  const end = pattern.indexOf('\\E', at);
  return end === -1 ? pattern.length : end + 2;
}

function endOfClass(pattern: string, start: number): number {
  let depth = 0;
  for (let at = start; at < pattern.length; at += 1) {
    if (pattern[at] === '\\') at += 1;
    else if (pattern[at] === '[') depth += 1;
    else if (pattern[at] === ']') {
      depth -= 1;
      if (depth === 0) return at + 1;
    }
  }
  return pattern.length;
}
