import { printPath } from '../../jsonpath/index.ts';
import type { PathStep } from '../../jsonpath/types.ts';
import type { LintRule } from '../rule.ts';

export const dottedUrn: LintRule = {
  name: 'dotted-urn',
  severity: 'warning',
  description:
    'The URN of an extension that is written with dots, as in `$.urn:…:2.0:User.department`: it ends at the first dot in it.',
  check({ paths, report }) {
    const seen = new Set<string>();
    for (const { steps, at, where } of paths) {
      const whole = joined(steps);
      if (whole === undefined) continue;
      const [name, fix] = [whole.name, `write ${printPath({ root: '$', steps: whole.steps })}`];
      if (seen.has(`${at} ${fix}`)) continue;
      seen.add(`${at} ${fix}`);
      report(
        { at, message: `the name ${name} has dots in it, which end a name that is not in quotes`, fix },
        where,
      );
    }
  },
};

/** The path with the parts of the URN as one name. */
function joined(
  steps: readonly PathStep[],
): { readonly name: string; readonly steps: readonly PathStep[] } | undefined {
  const start = steps.findIndex((step) => step.kind === 'member' && /^urn:/i.test(step.name));
  if (start === -1) return undefined;
  let name = memberName(steps[start]);
  let end = start + 1;
  // The rest of a URN goes on with a version or with colons; an attribute has none.
  for (let next = memberName(steps[end]); /:|^\d+$/.test(next); next = memberName(steps[end])) {
    name += `.${next}`;
    end += 1;
  }
  return end === start + 1
    ? undefined
    : { name, steps: [...steps.slice(0, start), { kind: 'member', name }, ...steps.slice(end)] };
}

function memberName(step: PathStep | undefined): string {
  return step?.kind === 'member' ? step.name : '';
}
