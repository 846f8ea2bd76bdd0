/** What is wrong with a configuration, and where, in the words of an administrator. */
import { IpsProxyError } from '../errors.ts';

export interface Position {
  /** 1-based. */
  readonly line: number;
  /** 1-based, in UTF-16 code units. */
  readonly column: number;
}

export interface Problem extends Position {
  /** `error`: something is left out or refused. `warning`: it works, but look at it. */
  readonly severity: 'error' | 'warning' | 'info';
  /** What is wrong and what to write instead; never contains a secret. */
  readonly message: string;
  readonly file: string;
  /** The configured system it belongs to. */
  readonly systemId?: string | undefined;
  /** The technical user it belongs to. */
  readonly userId?: string | undefined;
}

/** Tells what is wrong with one entry of the file. @param path below the entry */
export type Report = (severity: Problem['severity'], path: readonly PropertyKey[], message: string) => void;

/** `config/prod.yaml:12:5: error: …`, the form that editors and terminals turn into a link. */
export function formatProblem(problem: Problem): string {
  return `${problem.file}:${problem.line}:${problem.column}: ${problem.severity}: ${problem.message}`;
}

/** In the order of the file; what is in other files stays behind what is in this one. */
export function inOrder<Placed extends Position & { readonly file: string }>(
  problems: readonly Placed[],
  file: string,
): Placed[] {
  const files = [...new Set([file, ...problems.map((problem) => problem.file)])];
  return problems.toSorted(
    (one, other) =>
      files.indexOf(one.file) - files.indexOf(other.file) ||
      one.line - other.line ||
      one.column - other.column,
  );
}

/** A configuration file that cannot be used at all; `problems` has everything that was found. */
export class ConfigurationError extends IpsProxyError {
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    super('CONFIGURATION_INVALID', problems.map(formatProblem).join('\n'));
    this.problems = problems;
  }
}
