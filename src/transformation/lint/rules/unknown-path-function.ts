import { PATH_FUNCTIONS } from '../../jsonpath/index.ts';
import { meant } from '../../meant.ts';
import type { LintRule } from '../rule.ts';

export const unknownPathFunction: LintRule = {
  name: 'unknown-path-function',
  severity: 'warning',
  description:
    'A function of a path that does not exist, such as `$.emails.lenght()`: the path reads nothing.',
  check({ paths, report }) {
    const seen = new Set<string>();
    for (const { steps, at, where } of paths) {
      for (const step of steps) {
        if (step.kind !== 'function' || PATH_FUNCTIONS.has(step.name)) continue;
        // Blanks that are missing around `&&` are reported as such.
        if (seen.has(`${at} ${step.name}`) || /&&|\|\|/.test(step.name)) continue;
        seen.add(`${at} ${step.name}`);
        const similar = meant(step.name, PATH_FUNCTIONS);
        report(
          {
            at,
            message: `there is no path function ${step.name}()`,
            fix:
              similar === undefined
                ? `use one of ${[...PATH_FUNCTIONS].join(', ')}`
                : `did you mean ${similar}()?`,
          },
          where,
        );
      }
    }
  },
};
