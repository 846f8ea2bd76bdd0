import type { MappingParts } from '../../compile/parts.ts';
import type { LintRule } from '../rule.ts';

const SOURCES = ['sourcePath', 'sourcePaths', 'sourceVariable', 'constant'];

/** A mapping has exactly one source, and its type says which. */
export const sourceCount: LintRule = {
  name: 'source-count',
  severity: 'error',
  description:
    'A mapping without a source, with several, or with one that does not go with its type. Functions such as randomPassword need no source.',
  check({ entity, report }) {
    for (const parts of entity.all) {
      const given = SOURCES.filter((key) => parts.model.node.members.has(key));
      const problem = problemWith(parts, given);
      if (problem !== undefined) report(problem, parts);
    }
  },
};

function problemWith(parts: MappingParts, given: readonly string[]) {
  const { model } = parts;
  switch (model.type) {
    case 'remove':
      return given.length === 0
        ? undefined
        : {
            severity: 'warning' as const,
            message: `a mapping of type remove reads nothing; ${given.join(' and ')} has no effect`,
            fix: `remove ${given.join(' and ')}, or the type`,
          };
    case 'rename':
      return given.length === 1 && typeof parts.model.node.members.get('constant')?.node.value === 'string'
        ? undefined
        : {
            message: 'a mapping of type rename has the new name in constant, as a text, and no other source',
            fix: 'write "constant": "newName"',
          };
    case 'valueMapping':
      return given.length === 1 && given[0] === 'sourcePaths' && model.node.members.has('valueMappings')
        ? undefined
        : {
            message: 'a mapping of type valueMapping has sourcePaths and valueMappings, and no other source',
            fix: 'write "sourcePaths": ["$.attribute"], "valueMappings": [{"key": ["in"], "mappedValue": "out"}]',
          };
    case 'set':
      return problemOfSet(parts, given);
  }
}

function problemOfSet(parts: MappingParts, given: readonly string[]) {
  if (given.includes('sourcePaths')) {
    return {
      message: 'sourcePaths belongs to a mapping of type valueMapping',
      fix: 'add "type": "valueMapping", or use sourcePath',
    };
  }
  if (given.length > 1) {
    return {
      message: `a mapping has one source, this one has ${given.join(' and ')}`,
      fix: 'keep one of them; defaultValue is what stands in for a missing value',
    };
  }
  const { model, functions } = parts;
  if (
    given.length === 1 ||
    (model.targetPath === undefined && model.targetVariable === undefined) ||
    functions.length < model.functions.length ||
    functions.some(({ compiled }) => compiled.takesMissing) ||
    (model.optional && model.defaultValue !== undefined)
  ) {
    return undefined;
  }
  return {
    message: 'the mapping has no source, so it never has a value',
    fix: 'add sourcePath, sourceVariable or constant',
  };
}
