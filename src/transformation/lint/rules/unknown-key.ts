import { FUNCTIONS } from '../../functions/index.ts';
import { meant } from '../../meant.ts';
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
    const ofMapping = 'it belongs into a mapping: move it there';
    const ofEntity = 'it belongs beside "mappings": move it there';
    const { node } = entity.model;
    for (const problem of unknownKeys(node, ENTITY_KEYS, MAPPING_KEYS, ofMapping)) report(problem);
    for (const parts of entity.all) {
      const { node } = parts.model;
      for (const problem of unknownKeys(node, MAPPING_KEYS, ENTITY_KEYS, ofEntity)) report(problem, parts);
    }
  },
};

function unknownKeys(
  node: SourceNode,
  known: ReadonlySet<string>,
  elsewhere: ReadonlySet<string>,
  move: string,
): readonly RuleProblem[] {
  return [...node.members]
    .filter(([key]) => !known.has(key))
    .map(([key, member]) => ({
      key,
      message: WITHOUT_EFFECT.has(key)
        ? `${key} has no effect in a proxy system`
        : `${JSON.stringify(key)} is not known here and has no effect`,
      fix: WITHOUT_EFFECT.has(key)
        ? 'remove it'
        : elsewhere.has(key)
          ? move
          : (ofFunction(key, member.node, known) ?? fixFor(key, known, elsewhere)),
    }));
}

/** What belongs to a function of the mapping. */
function ofFunction(key: string, { value }: SourceNode, known: ReadonlySet<string>): string | undefined {
  if (known !== MAPPING_KEYS) return undefined;
  if (typeof value === 'string' && FUNCTIONS.has(value)) {
    return `write "functions": [{"function": ${JSON.stringify(value)}}]`;
  }
  const owners = [...FUNCTIONS.values()].filter(({ parameters }) => parameters.includes(key));
  return owners.length === 0
    ? undefined
    : `it is a parameter of functions (${owners.map(({ name }) => name).join(', ')}): move it into "functions"`;
}

function fixFor(key: string, known: ReadonlySet<string>, elsewhere: ReadonlySet<string>): string {
  const here = meant(key, known);
  if (here !== undefined) return `write ${here}, if that is meant`;
  const there = meant(key, elsewhere);
  return there === undefined ? 'remove it' : `write ${there} where that belongs, if it is meant`;
}
