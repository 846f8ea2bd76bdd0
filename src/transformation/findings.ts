/** Collects what is found in a transformation's text, with line and column. */
import { visible } from './characters.ts';
import type { Finding, Severity } from './types.ts';

/** A finding before its place in the text is known. */
export interface Problem {
  readonly rule: string;
  readonly severity: Severity;
  readonly message: string;
  readonly fix?: string | undefined;
}

const RANK: Readonly<Record<Severity, number>> = { error: 0, warning: 1, info: 2 };

export class FindingCollector {
  readonly #file: string | undefined;
  /** Offset at which each line starts. */
  readonly #lineStarts: number[] = [0];
  readonly #findings: Finding[] = [];

  constructor(text: string, file: string | undefined) {
    this.#file = file;
    for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) {
      this.#lineStarts.push(at + 1);
    }
  }

  /** @param offset zero-based, into the text */
  report(problem: Problem, offset: number): void {
    const line = this.line(offset);
    this.#findings.push({
      rule: problem.rule,
      severity: problem.severity,
      message: visible(problem.message),
      ...(problem.fix === undefined ? {} : { fix: visible(problem.fix) }),
      ...(this.#file === undefined ? {} : { file: this.#file }),
      line,
      column: offset - (this.#lineStarts[line - 1] ?? 0) + 1,
    });
  }

  /** The 1-based line that the offset is on. */
  line(offset: number): number {
    let low = 0;
    let high = this.#lineStarts.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((this.#lineStarts[middle] ?? 0) <= offset) low = middle;
      else high = middle;
    }
    return low + 1;
  }

  get hasErrors(): boolean {
    return this.#findings.some((finding) => finding.severity === 'error');
  }

  /** Errors first, then in the order of the text. */
  sorted(): readonly Finding[] {
    return this.#findings.toSorted(
      (left, right) =>
        RANK[left.severity] - RANK[right.severity] || left.line - right.line || left.column - right.column,
    );
  }
}
