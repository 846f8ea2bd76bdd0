/** Whether the lint finds a typing mistake, and whether its fix names the word that is meant. */
import type { CompileOptions, Finding } from '../../../../src/transformation/index.ts';
import { findingsOf } from '../../helpers.ts';
import type { Mistake } from './mistakes.ts';

export interface Verdict {
  readonly found: boolean;
  readonly fixed: boolean;
  /** What the right text does not have. */
  readonly findings: readonly Finding[];
}

export function judge(right: string, mistake: Mistake, options: Partial<CompileOptions>): Verdict {
  const known = new Set(findingsOf(right, options).map(identity));
  const findings = findingsOf(mistake.text, options).filter((finding) => !known.has(identity(finding)));
  return {
    found: findings.length > 0,
    fixed: findings.some(({ fix = '' }) => names(fix, mistake.meant)),
    findings,
  };
}

function identity({ rule, line, message }: Finding): string {
  return `${rule} ${line} ${message}`;
}

/** As a whole: `emails` is not named by `emailss`. */
function names(fix: string, word: string): boolean {
  const literal = word.replace(/[^\w\s]/g, '\\$&');
  return new RegExp(`(?<![\\w=!&|<>])${literal}(?![\\w=!&|<>])`).test(fix);
}
