/** How a command that could not do its work says so: a message for people, or one JSON object for scripts. */
import { ConfigurationError, formatProblem, type Problem } from '../config/problem.ts';
import { IpsProxyError } from '../errors.ts';
import { UsageError } from './command.ts';
import { EXIT } from './exit-codes.ts';

/** What `--json` prints on standard output where a command failed; `ok` is true where it did not. */
export interface Failure {
  readonly ok: false;
  readonly problems: readonly FailureProblem[];
}

export type FailureProblem = Pick<Problem, 'severity' | 'message'> &
  Partial<Problem> & {
    /** Stable, e.g. `CLI_USAGE`; `UNEXPECTED` for a defect of the product, whose stack is on standard error. */
    readonly code: string;
  };

/** @returns the exit code */
export function reportFailure(error: unknown, json: boolean): number {
  if (json) process.stdout.write(`${JSON.stringify(failureOf(error))}\n`);
  if (!json || !(error instanceof IpsProxyError)) process.stderr.write(`${describe(error)}\n`);
  return error instanceof ConfigurationError || error instanceof UsageError
    ? EXIT.configuration
    : EXIT.failure;
}

function failureOf(error: unknown): Failure {
  if (error instanceof ConfigurationError) {
    const problems = error.problems.map((problem) => ({ code: error.code, ...problem }));
    return { ok: false, problems };
  }
  const message = error instanceof Error ? error.message : String(error);
  const code = error instanceof IpsProxyError ? error.code : 'UNEXPECTED';
  return { ok: false, problems: [{ code, severity: 'error', message }] };
}

function describe(error: unknown): string {
  if (error instanceof ConfigurationError) {
    return ['The configuration cannot be used:', ...error.problems.map(formatProblem)].join('\n');
  }
  if (error instanceof IpsProxyError) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
