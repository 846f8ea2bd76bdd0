/** Collects what is wrong with one system, with positions. */
import { type Finding, visible } from '../transformation/index.ts';
import type { DestinationProblem, PlacedProperties } from './destinations.ts';
import { inOrder, type Position, type Problem } from './problem.ts';
import type { Path, Source } from './source/source.ts';
import type { PropertyFinding } from './system-properties.ts';

/** A problem, and what clients get to read of it. */
interface Entry extends Problem {
  readonly told: string;
  /** The property of a destination that it says to be of no use to this system. */
  readonly unread?: string | undefined;
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

  /**
   * In the order of the file, and behind them those of the transformations.
   *
   * @param unreadByAll properties of its destination that no system reads
   */
  problems(unreadByAll: ReadonlySet<string>): Problem[] {
    return this.#sorted()
      .filter(({ unread }) => unread === undefined || unreadByAll.has(unread))
      .map(({ told: _, unread: __, ...problem }) => problem);
  }

  /** Properties of the destination that are of no use to this system; to another one that shares it they may be. */
  unread(): ReadonlySet<string> {
    return new Set(this.#found.flatMap(({ unread }) => unread ?? []));
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

  /** @param placed those that there are, each of which is pointed at where it stands */
  properties(findings: readonly PropertyFinding[], placed: PlacedProperties): void {
    const around = () => ({ file: this.source.file, ...this.source.keyAt([...this.path, 'properties']) });
    for (const { severity, property, at = property, message, hint, isUnread } of findings) {
      const text = property === undefined ? message : `property "${property}" ${message}`;
      const { place = around, destination } = placed.get(at ?? '') ?? {};
      const unread = isUnread && destination !== undefined ? property : undefined;
      this.#add(severity, text, place(), hint, unread);
    }
  }

  /** What was found where the system only points to. */
  elsewhere({ severity, message, hint, ...at }: DestinationProblem): void {
    this.#add(severity, message, at, hint);
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
    { file, line, column }: Position & { readonly file: string },
    hint = '',
    unread?: string,
  ): void {
    const systemId = this.#id;
    const message = visible(`system "${systemId}": ${told}${hint}`);
    this.#found.push({ severity, message, systemId, file, line, column, told: visible(told), unread });
  }
}
