/** Collects what is wrong with one system, with positions. */
import { type Finding, visible } from '../transformation/index.ts';
import { inOrder, type Problem } from './problem.ts';
import type { Path, Source } from './source/source.ts';
import type { PropertyFinding } from './system-properties.ts';

/** A problem, and what clients get to read of it. */
interface Entry extends Problem {
  readonly told: string;
}

export class SystemFindings {
  readonly #found: Entry[] = [];
  readonly #id: string;
  readonly path: Path;
  readonly source: Source;

  /** @param path of the system in `source` */
  constructor(id: string, path: Path, source: Source) {
    this.#id = id;
    this.path = path;
    this.source = source;
  }

  /** In the order of the file, and behind them those of the transformations. */
  problems(): Problem[] {
    return this.#sorted().map(({ told: _, ...problem }) => problem);
  }

  hasErrors(): boolean {
    return this.#found.some(({ severity }) => severity === 'error');
  }

  /** @param hint what there is on this machine instead, which is no business of clients */
  error(path: Path, message: string, hint = ''): void {
    this.#addAt('error', path, message, hint);
  }

  warning(path: Path, message: string): void {
    this.#addAt('warning', path, message);
  }

  properties(findings: readonly PropertyFinding[]): void {
    for (const { severity, property, at = property, message, hint } of findings) {
      const path = [...this.path, 'properties', ...(at === undefined ? [] : [at])];
      const text = property === undefined ? message : `property "${property}" ${message}`;
      this.#add(severity, text, { file: this.source.file, ...this.source.keyAt(path) }, hint);
    }
  }

  transformation(finding: Finding): void {
    const text = finding.fix === undefined ? finding.message : `${finding.message} (${finding.fix})`;
    this.#add(finding.severity, `${text} [${finding.rule}]`, {
      file: finding.file ?? this.source.file,
      line: finding.line,
      column: finding.column,
    });
  }

  /** The first error in one sentence, for the 503 of this system. */
  summary(): string {
    const [first, ...others] = this.#sorted().filter(({ severity }) => severity === 'error');
    const more = others.length === 0 ? '' : ` (and ${others.length} more; see the start log)`;
    return `${first?.told ?? 'its configuration is wrong'}${more}`;
  }

  #sorted(): Entry[] {
    return inOrder(this.#found, this.source.file);
  }

  #addAt(severity: Problem['severity'], path: Path, message: string, hint?: string): void {
    const at = this.source.valueAt([...this.path, ...path]);
    this.#add(severity, message, { file: this.source.file, ...at }, hint);
  }

  #add(
    severity: Problem['severity'],
    told: string,
    at: { file: string; line: number; column: number },
    hint = '',
  ): void {
    const systemId = this.#id;
    const message = visible(`system "${systemId}": ${told}${hint}`);
    this.#found.push({ severity, message, systemId, ...at, told: visible(told) });
  }
}
