/** Compiles the target path of a mapping. */
import { EvaluationError } from '../../errors.ts';
import type { JsonMap } from '../../types.ts';
import type { Work } from '../../work.ts';
import { compileFilter } from '../conditions/compile.ts';
import { Run } from '../read/run.ts';
import type { Predicate } from '../read/step.ts';
import { parsePathSource } from '../syntax/parse.ts';
import type { CompiledTarget, TargetUse } from '../types.ts';
import { removePlaces, renamePlace } from './change.ts';
import { checkForm, type FilterStep, type FormStep } from './forms.ts';
import { compileMatcher, type Place } from './matches.ts';
import { compileSetter, type Setter } from './set.ts';

/**
 * @param use what the target will be used for; its other methods throw
 * @throws ExpressionError for a path that is wrong, or that cannot be used so
 */
export function compileTarget(expression: string, use: TargetUse = 'set'): CompiledTarget {
  const parsed = parsePathSource(expression);
  const { positions } = parsed;
  const steps = checkForm(expression, parsed, use);
  const filterOf = ({ condition }: FilterStep): Predicate =>
    compileFilter(
      condition,
      {
        properties: {},
        variables: undefined,
        repeated: false,
        place: (node) => `at position ${positions.get(node) ?? 0} of ${expression}`,
      },
      false,
    );
  const definite = steps.every(({ kind }) => kind === 'member' || kind === 'index');
  const unused = () => {
    throw new EvaluationError(`${expression} was compiled to ${use} values`);
  };
  const target = { expression, definite, steps, set: unused, remove: unused, rename: unused };
  if (use === 'set') {
    const last = steps.at(-1);
    const set = setter(steps, filterOf);
    if (last?.kind !== 'index' || last.index !== 0) return { ...target, set };
    const insert = setter(steps, filterOf, true);
    return { ...target, set, makeList: (output, work) => insert(output, [], work) };
  }
  const matches = compileMatcher(steps, filterOf);
  const placesIn = (output: JsonMap, work: Work | undefined): readonly Place[] =>
    matches(new Run(output, undefined, work), output);
  if (use === 'remove') return { ...target, remove: (output, work) => removePlaces(placesIn(output, work)) };
  return {
    ...target,
    rename: (output, newName, work) => {
      const places = placesIn(output, work);
      for (const place of places) renamePlace(place, newName);
      return places.length > 0;
    },
  };
}

function setter(
  steps: readonly FormStep[],
  compileFilterOf: (step: FilterStep) => Predicate,
  insertsNothing = false,
): Setter {
  return compileSetter(steps, {
    compileFilter: compileFilterOf,
    startRun: (output, work) => new Run(output, undefined, work),
    insertsNothing,
  });
}
