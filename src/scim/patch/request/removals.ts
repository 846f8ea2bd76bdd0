/**
 * `remove` with a list of values (Microsoft Entra, midPoint and others): only these are removed. Not in RFC 7644, where a
 * backend is free to ignore the list and to remove everything.
 */
import type { Filter } from '../../filter-ast.ts';
import { printFilter } from '../../filter-print.ts';
import { compare, join } from '../../filter-tree.ts';
import { isJsonObject, type JsonValue } from '../../json.ts';
import { tellingMembers } from '../element.ts';
import { isContainer } from '../fit-value.ts';
import { patchProblem, quoted } from '../problem.ts';
import { parseValueFilter } from '../value-filter.ts';
import type { CanonicalPath } from './canonical-path.ts';
import { type Step, step } from './step.ts';

/** @param values of the list that the path leads to; an empty list removes nothing */
export function removals(path: CanonicalPath, values: readonly JsonValue[]): Step[] {
  if (values.length === 0) return [];
  if (path.isMembers) return [step({ op: 'remove', path: path.text, value: [...values] })];
  return values.flatMap((value) => {
    if (isContainer(value) && Object.keys(value).length === 0) return [];
    const { schema, attribute = '' } = path;
    const text = printFilter(filterFor(value, path));
    const filter = parseValueFilter(text, attribute);
    return {
      ...step({ op: 'remove', path: `${path.text}[${text}]` }),
      needs: { kind: 'match', schema, attribute, filter, otherwise: () => undefined } as const,
    };
  });
}

function filterFor(value: JsonValue, path: CanonicalPath): Filter {
  const members = isJsonObject(value) ? tellingMembers(value) : [['value', value] as const];
  const comparisons = members.map(([name, member]) => {
    if (isContainer(member)) throw unclear(path);
    return compare({ attribute: name }, 'eq', member);
  });
  const filter = join('and', comparisons);
  if (filter === undefined) throw unclear(path);
  return filter;
}

function unclear({ text }: CanonicalPath) {
  return patchProblem(
    'invalidValue',
    `a value to remove from ${quoted(text)} needs something that tells it from others, such as value or type.`,
  );
}
