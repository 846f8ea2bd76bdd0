/** `toString` of what json-smart makes of JSON. */
import { EvaluationError } from '../errors.ts';
import type { Json } from '../types.ts';
import { numberText } from './decimal.ts';

/**
 * Objects read `{a=1, b=x}`, lists like JSON.
 * @throws EvaluationError for what is nested too deep to be written as a text
 */
export function javaText(value: Json): string {
  try {
    return textOf(value);
  } catch (error) {
    if (error instanceof RangeError)
      throw new EvaluationError('a value is nested too deep to be used as text');
    throw error;
  }
}

function textOf(value: Json): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return numberText(value);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return JSON.stringify(value);
  const members = Object.entries(value).map(([name, member]) => `${name}=${textOf(member)}`);
  return `{${members.join(', ')}}`;
}
