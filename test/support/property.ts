/**
 * Property tests: fast-check with the same cases in every run, and a count of the cases that reach what a property is
 * about. See docs/testing.md.
 */
import fc from 'fast-check';
import { expect, onTestFinished } from 'vitest';

declare module 'vitest' {
  interface TaskMeta {
    /** Of each property of the test, for reports: in how many of its cases its point was reached. */
    reached?: { readonly reached: number; readonly cases: number }[];
  }
}

const SEED = 76_437_644;

fc.configureGlobal({ seed: Number(process.env['PROPERTY_SEED'] ?? SEED) });

export { fc };

type Check<Values extends unknown[], Outcome> = (...values: Values) => Outcome;

/**
 * Makes a check that says of each case whether it reached the point of its property one for fast-check. The test fails
 * where fewer than half of the cases do, as a property that is seldom looked at proves little.
 */
export function reaching<Values extends unknown[]>(check: Check<Values, boolean>): Check<Values, void>;
export function reaching<Values extends unknown[]>(
  check: Check<Values, Promise<boolean>>,
): Check<Values, Promise<void>>;
export function reaching<Values extends unknown[]>(
  check: Check<Values, boolean | Promise<boolean>>,
): Check<Values, void | Promise<void>> {
  const count = { reached: 0, cases: 0 };
  const note = (reached: boolean) => {
    count.cases += 1;
    if (reached) count.reached += 1;
  };
  onTestFinished(({ task }) => {
    task.meta.reached = [...(task.meta.reached ?? []), count];
    // What a property counts that does not hold are the ways to its smallest counterexample.
    if (task.result?.state === 'fail') return;
    const { reached, cases } = count;
    expect(
      reached,
      `only ${reached} of ${cases} cases reach the point of the property`,
    ).toBeGreaterThanOrEqual(cases / 2);
  });
  return (...values) => {
    const outcome = check(...values);
    if (typeof outcome === 'boolean') return note(outcome);
    return outcome.then(note);
  };
}
