import { closest } from '../../closest.ts';
import { ENTITY_KEYS, MAPPING_KEYS } from '../../parse/schema.ts';
import type { SourceNode } from '../../parse/source.ts';
import type { LintRule, RuleProblem } from '../rule.ts';

/** Keys that other parts of Identity Provisioning know. */
const WITHOUT_EFFECT = new Set(['hashing']);

export const unknownKey: LintRule = {
  name: 'unknown-key',
  severity: 'warning',
  description: 'A key of an entity type or a mapping that the language does not have. It is ignored.',
  check({ entity, report }) {
    for (const problem of unknownKeys(entity.model.node, ENTITY_KEYS)) report(problem);
    for (const parts of entity.all) {
      for (const problem of unknownKeys(parts.model.node, MAPPING_KEYS)) report(problem, parts);
    }
  },
};

function unknownKeys(node: SourceNode, known: ReadonlySet<string>): readonly RuleProblem[] {
  return [...node.members.keys()]
    .filter((key) => !known.has(key))
    .map((key) => {
      const suggestion = closest(key, known);
      return {
        key,
        message: WITHOUT_EFFECT.has(key)
          ? `${key} has no effect in a proxy system`
          : `${JSON.stringify(key)} is not known here and has no effect`,
        fix: suggestion === undefined ? 'remove it' : `write ${suggestion}, if that is meant`,
      };
    });
}
