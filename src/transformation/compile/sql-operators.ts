/** Operators of SQL-like languages in a condition that does not compile: they have their own names here. */
import type { Problem } from '../findings.ts';

const REPLACEMENTS: readonly (readonly [RegExp, string, string])[] = [
  [/<>/, '<>', '!='],
  [/(?<![=!<>])=(?![=~!])/, '=', '=='],
  [/\bAND\b/i, 'AND', '&&'],
  [/\bOR\b/i, 'OR', '||'],
  [/\bNOT\s+IN\b/i, 'NOT IN', 'NIN'],
  [/\bIS\s+NOT\s+NULL\b/i, 'IS NOT NULL', 'EMPTY false'],
  [/\bIS\s+NULL\b/i, 'IS NULL', 'EMPTY true'],
  [/\b(?:IS\s+)?NOT\s+EMPTY\b/i, 'NOT EMPTY', 'EMPTY false'],
  [/\bIS\s+EMPTY\b/i, 'IS EMPTY', 'EMPTY true'],
  [/\bNOT\b/i, 'NOT', '!( … )'],
  [/\bLIKE\b/i, 'LIKE', '=~ /…/'],
  [/\bBETWEEN\b/i, 'BETWEEN', '>= and <= joined by &&'],
  [/(?<=\s)eq(?=\s)/i, 'eq', '=='],
  [/(?<=\s)ne(?=\s)/i, 'ne', '!='],
];

/** @param text a condition that does not compile */
export function sqlOperatorProblem(text: string): Problem | undefined {
  // What stands in quotes or in a regular expression is data.
  let syntax = text.replace(/'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*"|\/(?:\\.|[^/\\])*\//g, "''");
  const found = REPLACEMENTS.filter(([pattern]) => {
    const before = syntax;
    // What is a part of a longer one is none of its own.
    syntax = syntax.replace(new RegExp(pattern, `${pattern.flags}g`), "''");
    return syntax !== before;
  });
  if (found.length === 0) return undefined;
  return {
    rule: 'sql-operator',
    severity: 'error',
    message: `${found.map(([, operator]) => operator).join(', ')} in this condition: that is SQL, conditions of this language are written differently`,
    fix: `write ${found.map(([, operator, ours]) => `${ours} instead of ${operator}`).join(', ')}`,
  };
}
