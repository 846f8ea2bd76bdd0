/** Which paths a mapping can write to (docs/transformations.md, target paths). */
import { ExpressionError } from '../../errors.ts';
import type { Parsed } from '../syntax/parse.ts';
import type { PathExpression, PathStep, TargetUse } from '../types.ts';

/** Lists do not grow further: what stands before the position has to be filled with placeholders. */
const MAX_POSITION = 9_999;

export type FormStep = Extract<PathStep, { kind: 'member' | 'index' | 'wildcard' | 'filter' }>;
export type FilterStep = Extract<FormStep, { kind: 'filter' }>;

/** Forms that only reading knows. */
const OTHERS: Readonly<Record<Exclude<PathStep['kind'], FormStep['kind']>, string>> = {
  members: 'several names in one step',
  indexes: 'several positions in one step',
  slice: 'a slice',
  scan: "'..'",
  function: 'a function',
};

/** @throws ExpressionError for a path that cannot be written to */
export function checkForm(
  expression: string,
  { tree: { steps }, positions }: Parsed<PathExpression>,
  use: TargetUse,
): readonly FormStep[] {
  const checked: FormStep[] = [];
  for (const step of steps) {
    if (!isFormStep(step)) {
      throw new ExpressionError(
        expression,
        positions.get(step) ?? 0,
        `a target path cannot have ${OTHERS[step.kind]}`,
      );
    }
    checked.push(step);
  }
  const [wrong, reason] = misused(checked, use) ?? [];
  if (reason !== undefined) {
    throw new ExpressionError(expression, wrong === undefined ? 0 : (positions.get(wrong) ?? 0), reason);
  }
  return checked;
}

function isFormStep(step: PathStep): step is FormStep {
  return (
    step.kind === 'member' || step.kind === 'index' || step.kind === 'wildcard' || step.kind === 'filter'
  );
}

/** The step that is wrong, and why. */
function misused(steps: readonly FormStep[], use: TargetUse): [FormStep | undefined, string] | undefined {
  const [first] = steps;
  const last = steps.at(-1);
  if (first === undefined || last === undefined) {
    return use === 'set' ? undefined : [first, `'$' is the whole output, for which there is no '${use}'`];
  }
  if (first.kind !== 'member') return [first, "a target path starts with a member, as in '$.name'"];
  const position = steps.find(
    (step) => step.kind === 'index' && (step.index < 0 || step.index > MAX_POSITION),
  );
  if (position !== undefined) return [position, `positions in a target path go from 0 to ${MAX_POSITION}`];
  if (use === 'rename' && last.kind !== 'member') return [last, 'only a member can be renamed'];
  if (use !== 'set') return undefined;
  if (last.kind === 'wildcard') {
    return [last, "a target path cannot end with a wildcard: name the member, as in '$.emails[*].type'"];
  }
  if (last.kind === 'filter' && spreadMember(last) === undefined) {
    return [last, "a filter at the end of a target path names one member, as in '$.emails[?(@.value)]'"];
  }
  return undefined;
}

/** The member `k` of `[?(@.k)]`. */
export function spreadMember({ condition }: FilterStep): string | undefined {
  if (condition.kind !== 'exists' || condition.path.root !== '@') return undefined;
  const [member, ...others] = condition.path.steps;
  return member?.kind === 'member' && others.length === 0 ? member.name : undefined;
}
