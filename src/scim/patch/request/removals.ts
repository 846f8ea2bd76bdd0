/**
 * `remove` with a list of values (Microsoft Entra, midPoint and others): only these are removed. Not in RFC 7644, where a
 * backend is free to ignore the list and to remove everything.
 */
import type { Filter } from '../../filter-ast.ts';
import { printFilter } from '../../filter-print.ts';
import { compare, join } from '../../filter-tree.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../../json.ts';
import { tellingMembers } from '../element.ts';
import { isContainer, isEmpty } from '../fit-value.ts';
import { patchProblem, quoted } from '../problem.ts';
import { valueFilterOf } from '../value-filter.ts';
import type { CanonicalPath } from './canonical-path.ts';
import { type Step, step } from './step.ts';

/** Each of them is looked for in the list; members of groups have no such limit. */
const MOST_VALUES = 1_000;

/** @param values of the list that the path leads to; an empty list removes nothing */
export function removals(path: CanonicalPath, values: readonly JsonValue[]): Step[] {
  if (values.length === 0) return [];
  if (path.isMembers) return [step({ op: 'remove', path: path.text, value: [...values] })];
  if (values.length > MOST_VALUES) {
    throw patchProblem(
      'tooMany',
      `${values.length} values of ${quoted(path.text)} are more than can be removed at once; send ${MOST_VALUES} at most.`,
    );
  }
  return values.filter((value) => !isEmpty(value)).map((value) => removal(path, value));
}

function removal({ schema, attribute = '', text }: CanonicalPath, value: JsonValue): Step {
  const tree = filterFor(value, text);
  const filter = valueFilterOf(tree, attribute);
  return {
    ...step({ op: 'remove', path: `${text}[${printFilter(tree)}]` }),
    needs: { kind: 'match', schema, attribute, filter, otherwise: () => undefined },
  };
}

/**
 * Of an attribute that no schema declares, only the resource tells whether it is a list. What stands there is decided by
 * `applyPatch`, and here where the backend has a PATCH of its own.
 */
export function undeclaredRemoval(path: CanonicalPath, value: JsonValue): Step {
  const { schema, attribute = '', text } = path;
  const values = Array.isArray(value) ? value : [value];
  const ofList = removals(path, values);
  const whole: JsonObject = { op: 'remove', path: text };
  return { ...step({ ...whole, value }), needs: { kind: 'list', schema, attribute, ofList, whole } };
}

function filterFor(value: JsonValue, text: string): Filter {
  const members = isJsonObject(value) ? tellingMembers(value) : [['value', value] as const];
  const comparisons = members.map(([name, member]) => {
    if (isContainer(member)) throw unclear(text);
    return compare({ attribute: name }, 'eq', member);
  });
  const filter = join('and', comparisons);
  if (filter === undefined) throw unclear(text);
  return filter;
}

function unclear(text: string) {
  return patchProblem(
    'invalidValue',
    `a value to remove from ${quoted(text)} needs something that tells it from others, such as value or type.`,
  );
}
