import { variablesRead } from '../../compile/variables.ts';
import { meant } from '../../meant.ts';
import { NameIndex } from '../../name-index.ts';
import type { SourceNode } from '../../parse/source.ts';
import type { Direction, Operation } from '../../types.ts';
import { isProvided, providedVariables } from '../known-variables.ts';
import { type LintContext, type LintRule, operationsOf } from '../rule.ts';

export const variableNotSet: LintRule = {
  name: 'variable-not-set',
  severity: 'warning',
  description: 'A mapping reads a variable that no mapping sets, or that only a later mapping sets.',
  check(context) {
    checkEntityCondition(context);
    const { mappings, direction, report } = context;
    const setters = Map.groupBy(mappings, ({ model }) => model.targetVariable);
    const names = new NameIndex(mappings.flatMap(({ model }) => model.targetVariable ?? []));
    /** Operations on which a variable is set by the mappings so far. */
    const set = new Map<string, Set<Operation>>();
    for (const parts of mappings) {
      const operations = operationsOf(parts, direction);
      for (const name of variablesRead(parts)) {
        if (isProvided(name, direction)) continue;
        if (operations.some((operation) => set.get(name)?.has(operation) === true)) continue;
        const [later] = setters.get(name) ?? [];
        const at = offsetOfUse(name, parts.model.node);
        report(
          later === undefined
            ? {
                at,
                message: `no mapping sets the variable ${name}`,
                fix: notSetFix(name, names, direction),
              }
            : {
                at,
                message: `the variable ${name} is read here, and set only by mapping ${later.model.index + 1} (line ${later.model.line})`,
                fix: 'move the mapping that sets it before this one, and let both run on the same operations',
              },
          parts,
        );
      }
      const { targetVariable } = parts.model;
      if (targetVariable !== undefined) {
        set.set(targetVariable, new Set([...(set.get(targetVariable) ?? []), ...operations]));
      }
    }
  },
};

/** Where the mapping reads the variable: `sourceVariable`, or the first text with `${name}` in it. */
function offsetOfUse(name: string, node: SourceNode): number {
  const source = node.members.get('sourceVariable');
  if (source?.node.value === name) return source.keyOffset;
  return textWith(`\${${name}}`, node)?.offset ?? node.offset;
}

function textWith(part: string, node: SourceNode): SourceNode | undefined {
  if (typeof node.value === 'string') return node.value.includes(part) ? node : undefined;
  for (const inner of [...node.items, ...[...node.members.values()].map((member) => member.node)]) {
    const found = textWith(part, inner);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** It is looked at before any mapping runs. */
function checkEntityCondition({ entity, direction, report }: LintContext): void {
  for (const name of entity.condition?.compiled.variables ?? []) {
    if (isProvided(name, direction)) continue;
    const similar = meant(name, providedVariables(direction));
    report({
      key: 'condition',
      message: `the variable ${name} is empty here: the condition of an entity type is looked at before any mapping sets one`,
      fix:
        similar === undefined
          ? 'compare with an attribute, or give the mappings the condition'
          : `write ${similar}, if that is meant`,
    });
  }
}

function notSetFix(name: string, set: NameIndex, direction: Direction): string {
  const similar = set.meantBy(name) ?? meant(name, providedVariables(direction));
  return similar === undefined
    ? `add a mapping with "targetVariable": "${name}" before this one, or correct the name`
    : `write ${similar}, if that is meant`;
}
