/** A filter's tree → a test of documents. Names are resolved and checked once. */
import { isJsonObject, type JsonObject, type JsonValue } from '../../../scim/json.ts';
import { type Attribute, findAttribute } from '../../kit/attribute.ts';
import { invalidFilter } from '../failure.ts';
import type { Address } from '../schema/resolve.ts';
import { compileComparison, type Test } from './compare.ts';
import type { FilterNode } from './syntax.ts';

/** What a name in the filter means, and where its values are. */
export interface FilterScope<T> {
  /** @throws {Failure} 400 `invalidFilter` when no filter may use this name */
  resolve(name: string): Address;
  /** Value of the attribute itself, without regard to the sub-attribute. */
  read(subject: T, address: Address): JsonValue | undefined;
}

/** @throws {Failure} 400 `invalidFilter` */
export function compileFilter<T>(node: FilterNode, scope: FilterScope<T>): (subject: T) => boolean {
  switch (node.kind) {
    case 'and': {
      const tests = node.operands.map((operand) => compileFilter(operand, scope));
      return (subject) => tests.every((test) => test(subject));
    }
    case 'or': {
      const tests = node.operands.map((operand) => compileFilter(operand, scope));
      return (subject) => tests.some((test) => test(subject));
    }
    case 'parentheses': {
      const test = compileFilter(node.operand, scope);
      return node.negated ? (subject) => !test(subject) : test;
    }
    case 'present':
      return compileAny(scope, scope.resolve(node.name), isPresent);
    case 'compare': {
      const address = scope.resolve(node.name);
      const negated = node.operator === 'ne';
      const compared = address.sub ?? address.attribute;
      const test = compileAny(
        scope,
        address,
        compileComparison(compared, negated ? 'eq' : node.operator, node.value),
      );
      return negated ? (subject) => !test(subject) : test;
    }
    case 'element': {
      const address = scope.resolve(node.name);
      if (
        address.sub !== undefined ||
        !address.attribute.multiValued ||
        address.attribute.type !== 'complex'
      ) {
        throw invalidFilter(`Attribute '${node.name}' has no elements to filter.`);
      }
      const test = compileFilter(node.filter, elementScope(address.attribute));
      return (subject) => {
        const list = scope.read(subject, address);
        return Array.isArray(list) && list.some((element) => isJsonObject(element) && test(element));
      };
    }
  }
}

/** Inside `emails[…]` names are those of the sub-attributes. */
export function elementScope(attribute: Attribute): FilterScope<JsonObject> {
  return {
    resolve(name) {
      const sub = findAttribute(attribute.subAttributes, name);
      if (sub === undefined)
        throw invalidFilter(`Attribute '${attribute.name}' has no sub-attribute '${name}'.`);
      return { attribute: sub };
    },
    read: (element, { attribute: sub }) => (Object.hasOwn(element, sub.name) ? element[sub.name] : undefined),
  };
}

/** True where any of the values at the address passes. */
function compileAny<T>(scope: FilterScope<T>, address: Address, test: Test): (subject: T) => boolean {
  return (subject) => valuesAt(scope.read(subject, address), address.sub?.name).some(test);
}

function valuesAt(value: JsonValue | undefined, sub: string | undefined): JsonValue[] {
  if (value === undefined) return [];
  const elements = Array.isArray(value) ? value : [value];
  if (sub === undefined) return elements;
  return elements.flatMap((element) => {
    const found = isJsonObject(element) && Object.hasOwn(element, sub) ? element[sub] : undefined;
    return found === undefined ? [] : [found];
  });
}

function isPresent(value: JsonValue): boolean {
  if (value === null || value === '') return false;
  return !isJsonObject(value) || Object.keys(value).length > 0;
}
