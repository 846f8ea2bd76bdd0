/** Collects what is wrong with one system, with positions. */
import type { Finding } from '../transformation/index.ts';
import type { Problem } from './problem.ts';
import type { Path, Source } from './source/source.ts';
import type { PropertyFinding } from './system-properties.ts';

export class SystemFindings {
  readonly problems: Problem[] = [];
  readonly #errors: string[] = [];
  readonly #id: string;
  readonly path: Path;
  readonly source: Source;

  /** @param path of the system in `source` */
  constructor(id: string, path: Path, source: Source) {
    this.#id = id;
    this.path = path;
    this.source = source;
  }

  hasErrors(): boolean {
    return this.#errors.length > 0;
  }

  error(path: Path, message: string): void {
    this.#addAt('error', path, message);
  }

  warning(path: Path, message: string): void {
    this.#addAt('warning', path, message);
  }

  properties(findings: readonly PropertyFinding[]): void {
    for (const { severity, property, at = property, message } of findings) {
      const path = [...this.path, 'properties', ...(at === undefined ? [] : [at])];
      const text = property === undefined ? message : `property "${property}" ${message}`;
      this.#add(severity, text, { file: this.source.file, ...this.source.keyAt(path) });
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
    const [first, ...others] = this.#errors;
    const more = others.length === 0 ? '' : ` (and ${others.length} more; see the start log)`;
    return `${first ?? 'its configuration is wrong'}${more}`;
  }

  #addAt(severity: Problem['severity'], path: Path, message: string): void {
    this.#add(severity, message, { file: this.source.file, ...this.source.valueAt([...this.path, ...path]) });
  }

  #add(
    severity: Problem['severity'],
    message: string,
    at: { file: string; line: number; column: number },
  ): void {
    if (severity === 'error') this.#errors.push(message);
    const systemId = this.#id;
    this.problems.push({ severity, message: `system "${systemId}": ${message}`, systemId, ...at });
  }
}
