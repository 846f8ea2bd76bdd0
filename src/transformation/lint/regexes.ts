/** The regular expressions of an entity type, wherever they stand: in functions, in conditions, in filters of paths. */
import type { MappingParts } from '../compile/parts.ts';
import type { ConditionNode, Operand, PathStep } from '../jsonpath/types.ts';
import { offsetOfKey } from '../parse/locate.ts';
import type { LintContext } from './rule.ts';

export interface RegexOperand {
  /** Without the variables in it. */
  readonly pattern: string;
  readonly flags: string;
  /** Whether there are none, so that it is the whole expression. */
  readonly constant: boolean;
}

export interface RegexPlace {
  readonly regex: RegexOperand;
  /** The mapping; absent: the entity type. */
  readonly where: MappingParts | undefined;
  /** Of the key that it stands under. */
  readonly at: number;
}

/** Those of what can run. */
export function regexPlaces({ conditions, paths, mappings }: LintContext): readonly RegexPlace[] {
  const running = new Set<MappingParts | undefined>([undefined, ...mappings]);
  const place = (where: MappingParts | undefined, at: number) => (regex: RegexOperand) => ({
    regex,
    where,
    at,
  });
  return [
    ...conditions.flatMap(({ tree, where, at }) => regexesOfCondition(tree).map(place(where, at))),
    ...paths.flatMap(({ steps, where, at }) => regexesOfPath(steps).map(place(where, at))),
    ...mappings.flatMap((parts) => {
      const { source, node } = parts.model;
      const steps = source.kind === 'variable' ? (parts.path?.steps ?? []) : [];
      return regexesOfPath(steps).map(place(parts, offsetOfKey(node, 'variablePath')));
    }),
    ...mappings.flatMap((parts) => functionRegexes(parts)),
  ].filter(({ where }) => running.has(where));
}

/** Those that are parameters. */
export function functionRegexes(parts: MappingParts): readonly RegexPlace[] {
  const nodes = parts.model.node.members.get('functions')?.node.items ?? [];
  return nodes.flatMap(({ members }) => {
    const { keyOffset, node } = members.get('regex') ?? {};
    if (keyOffset === undefined || typeof node?.value !== 'string') return [];
    return { regex: { pattern: node.value, flags: '', constant: true }, where: parts, at: keyOffset };
  });
}

function regexesOfCondition(node: ConditionNode): readonly RegexOperand[] {
  switch (node.kind) {
    case 'or':
    case 'and':
      return node.operands.flatMap(regexesOfCondition);
    case 'not':
      return regexesOfCondition(node.operand);
    case 'exists':
      return regexesOfPath(node.path.steps);
    case 'comparison':
      return [node.left, node.right].flatMap(regexesOfOperand);
    case 'call':
      return regexesOfPath(node.path?.steps ?? []);
  }
}

function regexesOfPath(steps: readonly PathStep[]): readonly RegexOperand[] {
  return steps.flatMap((step) => {
    if (step.kind === 'filter') return regexesOfCondition(step.condition);
    if (step.kind !== 'function') return [];
    return step.arguments.flatMap((argument) =>
      argument.kind === 'path' ? regexesOfPath(argument.path.steps) : [],
    );
  });
}

function regexesOfOperand(operand: Operand): readonly RegexOperand[] {
  if (operand.kind === 'path') return regexesOfPath(operand.path.steps);
  if (operand.kind === 'call') return regexesOfPath(operand.path?.steps ?? []);
  if (operand.kind !== 'regex') return [];
  const texts = operand.parts.filter((part) => typeof part === 'string');
  return [{ pattern: texts.join(''), flags: operand.flags, constant: texts.length === operand.parts.length }];
}
