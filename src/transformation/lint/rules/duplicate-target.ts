import type { MappingParts } from '../../compile/parts.ts';
import type { Direction, Operation } from '../../types.ts';
import { isUnconditional, type LintRule, operationsOf } from '../rule.ts';

export const duplicateTarget: LintRule = {
  name: 'duplicate-target',
  severity: 'warning',
  description:
    'Two mappings without condition write the same target on the same operation, so only the last one counts.',
  check({ mappings, direction, report }) {
    const firstWriters = new Map<string, MappingParts>();
    for (const parts of mappings.filter(writesAlways)) {
      const target = parts.target?.expression;
      const [earlier] = writingOperations(parts, direction)
        .map((operation) => {
          const place = `${operation} ${target}`;
          const first = firstWriters.get(place);
          if (first === undefined) firstWriters.set(place, parts);
          return first;
        })
        .filter((first) => first !== undefined)
        .sort((left, right) => left.model.index - right.model.index);
      if (earlier === undefined) continue;
      report(
        {
          key: 'targetPath',
          message: `${target} is written by mapping ${earlier.model.index + 1} (line ${earlier.model.line}) already, which this one replaces`,
          fix: 'remove one of the two, or give them conditions or scopes that exclude each other',
        },
        parts,
      );
    }
  },
};

/** On create, a mapping that reads the backend's id is skipped while there is none. */
function writingOperations(parts: MappingParts, direction: Direction): readonly Operation[] {
  const { source } = parts.model;
  const readsId = source.kind === 'variable' && source.name === 'entityIdTargetSystem';
  return operationsOf(parts, direction).filter((operation) => !readsId || operation !== 'create');
}

/** An optional mapping leaves what was there when it has no value; a list position may be inserted. */
function writesAlways(parts: MappingParts): boolean {
  const { model, target } = parts;
  return (
    target?.definite === true &&
    target.steps.length > 0 &&
    target.steps.at(-1)?.kind === 'member' &&
    isUnconditional(parts) &&
    (model.type === 'set' || model.type === 'valueMapping') &&
    (!model.optional || model.defaultValue !== undefined)
  );
}
