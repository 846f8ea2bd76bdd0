/** What a path or a condition reads, without evaluating it. */
import type { ConditionNode, Operand, PathExpression, PathStep, Template } from '../types.ts';
import { parseTemplate } from './text.ts';

/** A path that a condition reads, filters inside of it included. */
export interface PathUse {
  readonly path: PathExpression;
  /**
   * What `@` of the path is: the path that the filter around it works on, `undefined` outside of filters. Steps of a
   * filter inside a filter go on from the outer one.
   */
  readonly within: PathExpression | undefined;
  /** `exists`: only asked whether it is there. `call`: an argument of one of SAP's functions. */
  readonly as: 'exists' | 'operand' | 'call';
}

/** Every path of a condition, in the order of its text. */
export function conditionPaths(node: ConditionNode): readonly PathUse[] {
  const uses: PathUse[] = [];
  walk(node, {
    path: (path, as, within) => uses.push({ path, as, within }),
    template: () => {},
  });
  return uses;
}

/** Whether a condition asks about the element that it is evaluated for, and not only about the document. */
export function readsElement(node: ConditionNode): boolean {
  return conditionPaths(node).some(({ path, within }) => path.root === '@' && within === undefined);
}

/** Names in `${…}`, each once. */
export function conditionVariables(node: ConditionNode): readonly string[] {
  const names = new Set<string>();
  walk(node, {
    path: () => {},
    template: (template) => {
      for (const part of template) if (typeof part !== 'string') names.add(part.variable);
    },
  });
  return [...names];
}

/** Whether a path reads one value rather than a list. */
export function isDefinite(steps: readonly PathStep[]): boolean {
  // `$..a.length()` is the function of one list: the library turns it inside out.
  const called = isInverted(steps) ? steps.slice(firstCall(steps)) : steps;
  return called.every((step, index) => isDefiniteStep(step, index === called.length - 1));
}

/** Whether the path is a function of what a scan finds, `$..a.length()`, which means `$.length($..a)`. */
export function isInverted(steps: readonly PathStep[]): boolean {
  return steps[0]?.kind === 'scan' && steps.at(-1)?.kind === 'function';
}

export function firstCall(steps: readonly PathStep[]): number {
  return steps.findIndex((step) => step.kind === 'function');
}

export function isDefiniteStep(step: PathStep, isLast: boolean): boolean {
  if (step.kind === 'members') return isLast;
  return step.kind === 'member' || step.kind === 'index' || step.kind === 'function';
}

interface Visitor {
  path(path: PathExpression, as: PathUse['as'], within: PathExpression | undefined): void;
  template(template: Template): void;
}

function walk(node: ConditionNode, visitor: Visitor, within?: PathExpression): void {
  switch (node.kind) {
    case 'or':
    case 'and':
      for (const operand of node.operands) walk(operand, visitor, within);
      break;
    case 'not':
      walk(node.operand, visitor, within);
      break;
    case 'exists':
      walkPath(node.path, 'exists', visitor, within);
      break;
    case 'comparison':
      walkOperand(node.left, visitor, within);
      walkOperand(node.right, visitor, within);
      break;
    case 'call':
      walkOperand(node, visitor, within);
  }
}

function walkOperand(operand: Operand, visitor: Visitor, within: PathExpression | undefined): void {
  if (operand.kind === 'path') {
    walkPath(operand.path, 'operand', visitor, within);
  } else if (operand.kind === 'string' || operand.kind === 'regex') {
    visitor.template(operand.parts);
  } else if (operand.kind === 'json') {
    visitor.template(parseTemplate(operand.text));
  } else if (operand.kind === 'call' && operand.path !== undefined) {
    walkPath(operand.path, 'call', visitor, within);
  }
}

function walkPath(
  path: PathExpression,
  as: PathUse['as'],
  visitor: Visitor,
  within: PathExpression | undefined,
): void {
  visitor.path(path, as, within);
  const before = path.root === '@' && within !== undefined ? within : { root: path.root, steps: [] };
  path.steps.forEach((step, index) => {
    if (step.kind !== 'filter') return;
    const steps = [...before.steps, ...path.steps.slice(0, index + 1)];
    walk(step.condition, visitor, { root: before.root, steps });
  });
}
