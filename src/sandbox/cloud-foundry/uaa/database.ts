/**
 * What the UAA says when its database refuses a statement: it hands on the statement and PostgreSQL's words, twice
 * (`DataIntegrityViolationException` of Spring, `PSQLException` of the driver).
 */
import { scimError, type UaaError } from './errors.ts';

/** Of values. */
export function statementError(sql: string, reason: string): UaaError {
  return refusedStatement(`SQL [${sql}]; ERROR: ${reason}`, reason);
}

/** Of the statement itself (`BadSqlGrammarException`). */
export function grammarError(sql: string, reason: string): UaaError {
  return refusedStatement(`bad SQL grammar [${sql}]`, reason);
}

function refusedStatement(what: string, reason: string): UaaError {
  return scimError(
    400,
    'scim',
    `PreparedStatementCallback; ${what}; nested exception is org.postgresql.util.PSQLException: ERROR: ${reason}`,
  );
}

export interface TextParameter {
  /** Its place among the question marks of the statement, from 1. */
  readonly place: number;
  readonly value: string | undefined;
  /** The most characters its column takes; absent: it is only compared. */
  readonly length?: number;
}

/**
 * Texts are looked at before any row is: first whether they can be sent at all, then whether they fit.
 *
 * @throws UaaError 400 for one with NUL in it, and for one that is too long
 */
export function checkTexts(sql: string, parameters: readonly TextParameter[]): void {
  for (const { place, value } of parameters) {
    if (value?.includes('\0')) {
      throw statementError(
        sql,
        `invalid byte sequence for encoding "UTF8": 0x00\n  Where: unnamed portal parameter $${place}`,
      );
    }
  }
  for (const { value, length } of parameters) {
    if (value !== undefined && length !== undefined && characters(value) > length) {
      throw statementError(sql, `value too long for type character varying(${length})`);
    }
  }
}

/** As PostgreSQL counts them: a pair of surrogates is one. */
function characters(text: string): number {
  return [...text].length;
}

/** As PostgreSQL prints a timestamp: without zeros at the end. @param time milliseconds since the epoch */
export function timestamp(time: number): string {
  return new Date(time)
    .toISOString()
    .replace('T', ' ')
    .replace('Z', '')
    .replace(/\.?0+$/, '');
}
