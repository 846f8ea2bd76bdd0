/** Comparing one value of a document with the value of a filter (RFC 7644 §3.4.2.2, table 3). */
import type { JsonValue } from '../../../scim/json.ts';
import { parseInstant } from '../../identity-authentication/timestamps.ts';
import type { Attribute } from '../../kit/attribute.ts';
import { invalidFilter } from '../failure.ts';
import type { Literal, Operator } from './syntax.ts';

export type Test = (value: JsonValue) => boolean;

const ORDER: Partial<Record<Operator, (order: number) => boolean>> = {
  eq: (order) => order === 0,
  gt: (order) => order > 0,
  ge: (order) => order >= 0,
  lt: (order) => order < 0,
  le: (order) => order <= 0,
};

/**
 * `ne` is not made here: it means that no value is equal.
 *
 * @throws {Failure} 400 `invalidFilter` when operator and value do not fit the attribute
 */
export function compileComparison(attribute: Attribute, operator: Operator, literal: Literal): Test {
  switch (attribute.type) {
    case 'boolean':
      if (typeof literal !== 'boolean' || operator !== 'eq') throw unfit(attribute, operator, literal);
      return (value) => value === literal;
    case 'integer':
    case 'decimal':
      if (typeof literal !== 'number') throw unfit(attribute, operator, literal);
      return ordered(attribute, operator, literal, (value) =>
        typeof value === 'number' ? value : undefined,
      );
    case 'dateTime': {
      const moment = typeof literal === 'string' ? parseInstant(literal) : undefined;
      if (moment === undefined) throw unfit(attribute, operator, literal);
      return ordered(attribute, operator, moment, (value) =>
        typeof value === 'string' ? parseInstant(value) : undefined,
      );
    }
    case 'complex':
      throw invalidFilter(`Attribute '${attribute.name}' is complex; name one of its sub-attributes.`);
    default:
      if (typeof literal !== 'string') throw unfit(attribute, operator, literal);
      return compareText(attribute, operator, literal);
  }
}

function ordered(
  attribute: Attribute,
  operator: Operator,
  literal: number,
  read: (value: JsonValue) => number | undefined,
): Test {
  const holds = ORDER[operator];
  if (holds === undefined) throw unfit(attribute, operator, literal);
  return (value) => {
    const number = read(value);
    return number !== undefined && holds(number - literal);
  };
}

function compareText({ caseExact }: Attribute, operator: Operator, literal: string): Test {
  const fold = (text: string): string => (caseExact ? text : text.toLowerCase());
  const wanted = fold(literal);
  const test = (text: string): boolean => {
    switch (operator) {
      case 'co':
        return text.includes(wanted);
      case 'sw':
        return text.startsWith(wanted);
      case 'ew':
        return text.endsWith(wanted);
      default:
        return ORDER[operator]?.(text === wanted ? 0 : text < wanted ? -1 : 1) ?? false;
    }
  };
  return (value) => typeof value === 'string' && test(fold(value));
}

function unfit(attribute: Attribute, operator: Operator, literal: Literal): Error {
  return invalidFilter(
    `Operator '${operator}' with ${JSON.stringify(literal)} does not fit attribute '${attribute.name}' of type ${attribute.type}.`,
  );
}
