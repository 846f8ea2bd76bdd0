/** A filter's tree → a test of resources as they are shown. */
import { isJsonObject, type JsonObject, type JsonValue } from '../../../scim/json.ts';
import { type Attribute, findAttribute } from '../../kit/attribute.ts';
import { refused } from '../failure.ts';
import { type Address, definitionAt, holder, member, parseAddress } from '../schema/address.ts';
import type { ResourceType } from '../schema/resource-types.ts';
import { compileComparison } from './compare.ts';
import type { FilterNode } from './syntax.ts';

export type Test = (subject: JsonObject) => boolean;

/** What a name means: its definition, if there is one, and its values. */
interface Named {
  readonly definition: Attribute | undefined;
  values(subject: JsonObject): JsonValue[];
}

type Resolve = (name: string) => Named;

/** @throws {Failure} 400 `invalidFilter` */
export function compileFilter(node: FilterNode, type: ResourceType): Test {
  return compile(node, (name) => inResource(type, name));
}

/** Inside `emails[…]`. @throws {Failure} 400 `invalidFilter` */
export function compileElementFilter(node: FilterNode, attribute: Attribute | undefined): Test {
  return compile(node, (name) => ({
    definition: findAttribute(attribute?.subAttributes ?? [], name),
    values: (element) => given(member(element, name)),
  }));
}

function compile(node: FilterNode, resolve: Resolve): Test {
  switch (node.kind) {
    case 'and': {
      const tests = node.operands.map((operand) => compile(operand, resolve));
      return (subject) => tests.every((test) => test(subject));
    }
    case 'or': {
      const tests = node.operands.map((operand) => compile(operand, resolve));
      return (subject) => tests.some((test) => test(subject));
    }
    case 'not': {
      const test = compile(node.operand, resolve);
      return (subject) => !test(subject);
    }
    case 'present': {
      const named = resolve(node.name);
      return (subject) => named.values(subject).some(isPresent);
    }
    case 'compare': {
      const named = resolve(node.name);
      const { operator, value } = node;
      if (value === null) {
        if (operator !== 'eq' && operator !== 'ne') {
          throw refused('invalidFilter', `null cannot be compared with ${operator}.`);
        }
        return (subject) => named.values(subject).some(isPresent) === (operator === 'ne');
      }
      // `ne` means that no value is equal.
      const test = compileComparison(named.definition, node.name, operator === 'ne' ? 'eq' : operator, value);
      return (subject) =>
        named.values(subject).some((each) => test(comparable(each))) === (operator !== 'ne');
    }
    case 'element': {
      const named = resolve(node.name);
      const test = compileElementFilter(node.filter, named.definition);
      return (subject) => named.values(subject).some((each) => isJsonObject(each) && test(each));
    }
  }
}

function inResource(type: ResourceType, name: string): Named {
  const address = parseAddress(type, name);
  if (address?.attribute === undefined) throw refused('invalidFilter', `${name} is no name of an attribute.`);
  const definition = definitionAt(type, address);
  if (definition?.returned === 'never') throw refused('invalidFilter', `${name} cannot be searched for.`);
  return { definition, values: (resource) => valuesAt(resource, address) };
}

function valuesAt(resource: JsonObject, address: Address): JsonValue[] {
  const found = holder(resource, address);
  if (found === undefined) return [];
  const values = given(member(found, address.attribute ?? ''));
  const { sub } = address;
  if (sub === undefined) return values;
  return values.flatMap((value) => (isJsonObject(value) ? given(member(value, sub)) : []));
}

function given(value: JsonValue | undefined): JsonValue[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}

/** `emails eq "…"` is about the values of the elements (RFC 7644 §3.4.2.2). */
function comparable(value: JsonValue): JsonValue {
  return isJsonObject(value) ? (member(value, 'value') ?? null) : value;
}

function isPresent(value: JsonValue): boolean {
  if (value === null || value === '') return false;
  return !isJsonObject(value) || Object.keys(value).length > 0;
}
