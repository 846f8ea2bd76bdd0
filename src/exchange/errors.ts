/** What export and import refuse, in words for the administrator. */
import { formatProblem, type Problem } from '../config/problem.ts';
import { IpsProxyError } from '../errors.ts';

export class ExchangeError extends IpsProxyError {
  constructor(message: string, options?: ErrorOptions) {
    super('EXCHANGE_REFUSED', message, options);
  }
}

/** Points at the place in a file: `export.json:3:5: error: …`. */
export function refusedAt(file: string, { line, column }: Pick<Problem, 'line' | 'column'>, message: string) {
  return new ExchangeError(formatProblem({ severity: 'error', file, line, column, message }));
}
