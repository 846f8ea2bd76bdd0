import { printPath } from '../../jsonpath/index.ts';
import type { ConditionNode, Operand, PathExpression, PathStep } from '../../jsonpath/types.ts';
import { inapplicable } from '../applicability.ts';
import { pathsOf, type Question, questionsOf, questionsOfPath, resolved } from '../comparisons.ts';
import type { LintContext, LintRule, RuleProblem } from '../rule.ts';
import { type AttributeShape, shapeAt } from '../scim-shape.ts';

type Comparison = Extract<ConditionNode, { kind: 'comparison' }>;
type ShapeOf = (path: PathExpression) => AttributeShape | undefined;

export const misleadingCondition: LintRule = {
  name: 'misleading-condition',
  severity: 'warning',
  description:
    'A condition that does not mean what it seems to: no blanks around `&&` or `||` behind a path, `length()` of a text, `null` compared with what may be missing, a `!` before a comparison, `true` in quotes, `CONTAINS` on a list of objects, an operator without what it needs behind it, such as `=~` and a text.',
  check(context) {
    const { conditions, paths, report } = context;
    const seen = new Set<string>();
    const tell = (
      { where, at }: (typeof paths)[number] | (typeof conditions)[number],
      problem: RuleProblem | undefined,
    ) => {
      if (problem === undefined || seen.has(`${at} ${problem.message}`)) return;
      seen.add(`${at} ${problem.message}`);
      report({ at, ...problem }, where);
    };
    for (const place of conditions) {
      for (const question of questionsOf(place.tree, place.element)) {
        for (const problem of problemsOf(question, place.text, context)) tell(place, problem);
      }
    }
    for (const place of paths) {
      for (const question of questionsOfPath(place.steps)) {
        for (const problem of problemsOf(question, place.text, context)) tell(place, problem);
      }
    }
  },
};

function problemsOf(
  { node, element }: Question,
  text: string,
  { entity }: LintContext,
): readonly (RuleProblem | undefined)[] {
  const shapeOf: ShapeOf = (path) => {
    const steps = resolved(path, element);
    return steps === undefined ? undefined : shapeAt(entity.model.entityType, steps);
  };
  const blanks = missingBlanks(pathsOf(node), text);
  if (blanks !== undefined || node.kind !== 'comparison') return [blanks];
  return [
    droppedNegation(node),
    inapplicable(node),
    ...[node.left, node.right].map((operand) => lengthOfText(operand, shapeOf)),
    comparedWithNull(node),
    quotedBoolean(node, shapeOf),
    listOfObjects(node, shapeOf),
  ];
}

function missingBlanks(paths: readonly PathExpression[], text: string): RuleProblem | undefined {
  const name = paths.flatMap(({ steps }) => steps.map(nameOf)).find((candidate) => /&&|\|\|/.test(candidate));
  const symbol = name === undefined ? undefined : /&&|\|\|/.exec(name)?.[0];
  if (symbol === undefined) return undefined;
  return {
    message: `blanks are missing around ${symbol}: without them it is part of the name ${name}, which no entity has`,
    fix: `write ${text.replace(/('(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*")|\s*(&&|\|\|)\s*/g, (_, quoted, operator) => quoted ?? ` ${operator} `)}`,
  };
}

function nameOf(step: PathStep): string {
  return step.kind === 'member' || step.kind === 'function' ? step.name : '';
}

function droppedNegation(node: Comparison): RuleProblem | undefined {
  if (node.droppedNegation !== true) return undefined;
  return {
    message: 'a ! before a comparison is ignored; it negates parentheses, or the existence of a path alone',
    fix: 'write !( … ) around the comparison, or the opposite operator',
  };
}

function lengthOfText(operand: Operand, shapeOf: ShapeOf): RuleProblem | undefined {
  if (operand.kind !== 'path') return undefined;
  const { root, steps } = operand.path;
  const last = steps.at(-1);
  if (last?.kind !== 'function' || (last.name !== 'length' && last.name !== 'size')) return undefined;
  const path: PathExpression = { root, steps: steps.slice(0, -1) };
  const shape = shapeOf(path);
  if (shape === undefined || shape.multiValued || shape.type === 'complex') return undefined;
  const written = printPath(path);
  return {
    message: `${written}.${last.name}() of what is no list is null, so no comparison with a number holds`,
    fix: `write ${written} EMPTY false, ${written} SIZE 5 for a length, or ${written} =~ /.{5,}/ for a range`,
  };
}

function comparedWithNull({ operator, left, right }: Comparison): RuleProblem | undefined {
  const operands = [left, right];
  const path = operands.find((operand) => operand.kind === 'path')?.path;
  if (path === undefined || !operands.some(({ kind }) => kind === 'null')) return undefined;
  const written = printPath(path);
  if (operator === '==' || operator === '===') {
    return {
      message: `${written} ${operator} null does not hold where the attribute is missing: what is missing equals nothing, not even null`,
      fix: `write ${written} EMPTY true`,
    };
  }
  if (operator !== '!=' && operator !== '!==') return undefined;
  return {
    message: `${written} ${operator} null holds also where the attribute is missing: what is missing equals nothing, not even null`,
    fix: `write ${written} EMPTY false, or ${written} alone if null shall count as well`,
  };
}

function quotedBoolean({ operator, left, right }: Comparison, shapeOf: ShapeOf): RuleProblem | undefined {
  const path = left.kind === 'path' ? left.path : right.kind === 'path' ? right.path : undefined;
  const literal = [left, right].find((operand) => operand.kind === 'string')?.parts;
  const [text] = literal ?? [];
  if (path === undefined || literal?.length !== 1 || (text !== 'true' && text !== 'false')) return undefined;
  if (!/^[=!]==?$/.test(operator) || shapeOf(path)?.type !== 'boolean') return undefined;
  return {
    message: `${printPath(path)} is true or false, and never equals the text '${text}'`,
    fix: `write ${printPath(path)} ${operator} ${text}, without quotes`,
  };
}

function listOfObjects({ operator, left, right }: Comparison, shapeOf: ShapeOf): RuleProblem | undefined {
  const list = operator === 'CONTAINS' ? left : operator === 'IN' || operator === 'NIN' ? right : undefined;
  if (list?.kind !== 'path') return undefined;
  const shape = shapeOf(list.path);
  const last = list.path.steps.at(-1)?.kind;
  if (shape?.multiValued !== true || shape.members === undefined || last !== 'member') return undefined;
  const written = printPath(list.path);
  return {
    message: `${written} is a list of objects, in which ${operator} cannot search: the entity fails`,
    fix: `name the member to compare: ${written}[*].value`,
  };
}
