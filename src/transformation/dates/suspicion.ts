/** Letters of date patterns that are taken for others, and are right on most days of the year. */
import type { Element, Field } from './pattern.ts';

export interface Suspicion {
  readonly message: string;
  readonly fix: string;
}

/** `undefined` when every letter says what it most likely has to. */
export function suspicionOf(elements: readonly Element[]): Suspicion | undefined {
  const fields = new Set(elements.flatMap(fieldsOf));
  if (fields.has('weekYear') && !fields.has('weekOfYear')) {
    return {
      message: 'Y is the year that the week belongs to, which around New Year is not the year of the date',
      fix: 'write yyyy for the year, or add the week (w)',
    };
  }
  if (fields.has('dayOfYear') && fields.has('month')) {
    return {
      message: 'D is the day of the year, from 1 to 366, and stands beside a month',
      fix: 'write dd for the day of the month',
    };
  }
  return undefined;
}

function fieldsOf(element: Element): readonly Field[] {
  switch (element.kind) {
    case 'number':
    case 'shortYear':
    case 'name':
      return [element.field];
    case 'padded':
      return fieldsOf(element.element);
    case 'optional':
      return element.elements.flatMap(fieldsOf);
    default:
      return [];
  }
}
