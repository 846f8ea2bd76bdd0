/** Comparing one value with that of a filter (RFC 7644 §3.4.2.2, table 3). */
import type { JsonValue } from '../../../scim/json.ts';
import type { Attribute } from '../../kit/attribute.ts';
import { refused } from '../failure.ts';
import type { Operator } from './syntax.ts';

type Comparison = Exclude<Operator, 'ne'>;

const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:\d{2})$/;

/**
 * @param definition absent for attributes that the server does not know; then types are those of the values
 * @throws {Failure} 400 `invalidFilter` when operator and value do not go with the attribute
 */
export function compileComparison(
  definition: Attribute | undefined,
  name: string,
  operator: Comparison,
  literal: string | number | boolean,
): (value: JsonValue) => boolean {
  if (definition !== undefined && !fits(definition, operator, literal)) {
    throw refused(
      'invalidFilter',
      `${name} is of type ${definition.type}, which ${operator} with ${JSON.stringify(literal)} is not for.`,
    );
  }
  if (typeof literal === 'boolean') return (value) => operator === 'eq' && value === literal;
  if (definition?.type === 'dateTime' && typeof literal === 'string') {
    const moment = Date.parse(literal);
    return (value) => typeof value === 'string' && inOrder(operator, Date.parse(value) - moment);
  }
  if (typeof literal === 'number') {
    return (value) => typeof value === 'number' && inOrder(operator, value - literal);
  }
  const fold = (text: string): string => (definition?.caseExact ? text : text.toLowerCase());
  const wanted = fold(literal);
  return (value) => {
    // Ids are numbers where a switch says so, and texts in filters all the same.
    if (typeof value !== 'string' && typeof value !== 'number') return false;
    return compareText(operator, fold(String(value)), wanted);
  };
}

function fits({ type }: Attribute, operator: Comparison, literal: string | number | boolean): boolean {
  const partial = operator === 'co' || operator === 'sw' || operator === 'ew';
  switch (type) {
    case 'boolean':
      return typeof literal === 'boolean' && operator === 'eq';
    case 'integer':
    case 'decimal':
      return typeof literal === 'number' && !partial;
    case 'dateTime':
      return typeof literal === 'string' && INSTANT.test(literal) && !partial;
    case 'binary':
      return typeof literal === 'string' && operator === 'eq';
    default:
      return typeof literal === 'string';
  }
}

function compareText(operator: Comparison, text: string, wanted: string): boolean {
  switch (operator) {
    case 'co':
      return text.includes(wanted);
    case 'sw':
      return text.startsWith(wanted);
    case 'ew':
      return text.endsWith(wanted);
    default:
      return inOrder(operator, text === wanted ? 0 : text < wanted ? -1 : 1);
  }
}

function inOrder(operator: Comparison, order: number): boolean {
  switch (operator) {
    case 'gt':
      return order > 0;
    case 'ge':
      return order >= 0;
    case 'lt':
      return order < 0;
    case 'le':
      return order <= 0;
    default:
      return operator === 'eq' && order === 0;
  }
}
