import { closest } from '../../closest.ts';
import { documentPaths } from '../../compile/conditions.ts';
import type { PathStep } from '../../jsonpath/types.ts';
import { type LintContext, type LintRule, operationsOf, type RuleProblem } from '../rule.ts';
import { type AttributeShape, scimShape } from '../scim-shape.ts';

export const schemaPath: LintRule = {
  name: 'schema-path',
  severity: 'warning',
  description:
    'A path on the SCIM side of a user or group that can never match there: another spelling of a standard attribute, a list used as an object, or the reverse.',
  check(context) {
    const { entity, direction, mappings, report } = context;
    const shape = scimShape(entity.model.entityType);
    if (shape === undefined) return;
    for (const parts of mappings) {
      // What a PATCH has is no entity.
      if (operationsOf(parts, direction).every((operation) => operation === 'patch')) continue;
      for (const { steps, key } of scimPaths(parts, direction)) {
        const problem = mismatch(steps, shape);
        if (problem !== undefined) report({ key, ...problem }, parts);
      }
    }
  },
};

interface KeyedPath {
  readonly key: string;
  readonly steps: readonly PathStep[];
}

/** A client reads what a read transformation writes, and writes what a write transformation reads. */
function scimPaths(
  parts: LintContext['mappings'][number],
  direction: LintContext['direction'],
): readonly KeyedPath[] {
  if (direction === 'read') {
    return parts.target === undefined ? [] : [{ key: 'targetPath', steps: parts.target.steps }];
  }
  return [
    ...(parts.model.source.kind === 'path' && parts.path !== undefined
      ? [{ key: 'sourcePath', steps: parts.path.steps }]
      : []),
    ...parts.paths.map(({ steps }) => ({ key: 'sourcePaths', steps })),
    ...(parts.condition === undefined
      ? []
      : documentPaths(parts.condition.tree).map(({ steps }) => ({ key: 'condition', steps }))),
  ];
}

function mismatch(
  steps: readonly PathStep[],
  attributes: ReadonlyMap<string, AttributeShape>,
): RuleProblem | undefined {
  let members: ReadonlyMap<string, AttributeShape> | undefined = attributes;
  let shape: AttributeShape | undefined;
  let name = '';
  let inList = false;
  for (const step of steps) {
    if (step.kind === 'member') {
      if (shape?.multiValued === true && !inList) return listAsObject(name, step.name);
      if (shape !== undefined && members === undefined) return memberOfSimple(name, step.name);
      const found: AttributeShape | undefined = members?.get(step.name);
      if (found === undefined) return misspelled(step.name, members?.keys() ?? []);
      shape = found;
      members = found.members;
      name = step.name;
      inList = false;
    } else if (step.kind === 'index' || step.kind === 'wildcard' || step.kind === 'filter') {
      if (shape === undefined || inList) return undefined;
      if (!shape.multiValued && step.kind !== 'filter') {
        return {
          message: `${name} is no list in SCIM, so nothing is there to be picked from it`,
          fix: `write ${name} without brackets`,
        };
      }
      inList = true;
    } else {
      return undefined;
    }
  }
  return undefined;
}

function listAsObject(list: string, member: string): RuleProblem {
  return {
    message: `${list} is a list in SCIM, so ${list}.${member} never matches`,
    fix: `write ${list}[0].${member} or ${list}[*].${member}`,
  };
}

function memberOfSimple(name: string, member: string): RuleProblem {
  return {
    message: `${name} has no members in SCIM, so ${name}.${member} never matches`,
    fix: `write ${name}`,
  };
}

/** Other attributes may well exist; one that is nearly a standard attribute is most likely meant to be it. */
function misspelled(name: string, known: Iterable<string>): RuleProblem | undefined {
  const [first = ''] = name.toLowerCase();
  const candidates = [...known].filter((candidate) => candidate.toLowerCase().startsWith(first));
  const suggestion = closest(name, candidates, 1);
  if (suggestion === undefined) return undefined;
  return {
    message: `SCIM has no attribute ${name}; names in paths are case-sensitive`,
    fix: `write ${suggestion}, if that is meant`,
  };
}
