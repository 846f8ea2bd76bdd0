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

/** `config/prod.yaml:12:5: error: …`, the form that editors and terminals turn into a link. */
export function formatProblem(problem: Problem): string {
  return `${problem.file}:${problem.line}:${problem.column}: ${problem.severity}: ${problem.message}`;
}

/** A configuration file that cannot be used at all; `problems` has everything that was found. */
export class ConfigurationError extends IpsProxyError {
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    super('CONFIGURATION_INVALID', problems.map(formatProblem).join('\n'));
    this.problems = problems;
  }
}
