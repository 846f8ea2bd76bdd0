/** Parameters of a query as Spring hands them to the UAA. Names are told apart by case; a single empty value is none. */
import { unexpectedError } from './errors.ts';

const DECIMAL = /^[+-]?\d+$/;
const HEXADECIMAL = /^(-?)(?:0x|#)([\da-f]+)$/i;
const SWITCHES: ReadonlyMap<string, boolean> = new Map([
  ...['true', 'on', 'yes', '1'].map((word) => [word, true] as const),
  ...['false', 'off', 'no', '0'].map((word) => [word, false] as const),
]);

/** Several values are one, with commas between. */
export function textParameter(query: URLSearchParams, name: string): string | undefined {
  return query.getAll(name).join(',') || undefined;
}

/**
 * The first of several values, decimal or hexadecimal, with blanks anywhere.
 *
 * @throws UaaError 500 for what is no number of 32 bits
 */
export function integerParameter(query: URLSearchParams, name: string, absent: number): number {
  const text = firstValue(query, name);
  if (text === undefined) return absent;
  const value = integer(text.replace(/\s+/g, ''));
  if (value !== (value | 0)) throw unexpectedError();
  return value;
}

/** @throws UaaError 500 for what is no truth value */
export function booleanParameter(query: URLSearchParams, name: string): boolean {
  const text = firstValue(query, name);
  const value = text === undefined ? false : SWITCHES.get(text.trim().toLowerCase());
  if (value === undefined) throw unexpectedError();
  return value;
}

function integer(text: string): number {
  if (DECIMAL.test(text)) return Number(text);
  const [, sign = '', digits = ''] = HEXADECIMAL.exec(text) ?? [];
  return Number.parseInt(sign + digits, 16);
}

function firstValue(query: URLSearchParams, name: string): string | undefined {
  return query.get(name) || undefined;
}
