import { printPath } from '../../jsonpath/index.ts';
import type { PathStep } from '../../jsonpath/types.ts';
import type { LintRule } from '../rule.ts';

export const dottedUrn: LintRule = {
  name: 'dotted-urn',
  severity: 'warning',
  description:
    'The URN of an extension that is written with dots, as in `$.urn:…:2.0:User.department`: it ends at the first dot in it; an error where it stands in brackets or alone, without quotes. Or an attribute behind it with a colon or a dot, as in filters and PATCH: in entities the attribute is a member of the extension.',
  check({ paths, report }) {
    const seen = new Set<string>();
    for (const { steps, at, where } of paths) {
      const found = meantBy(steps);
      if (found === undefined) continue;
      const fix = `write ${printPath({ root: '$', steps: found.steps })}`;
      if (seen.has(`${at} ${fix}`)) continue;
      seen.add(`${at} ${fix}`);
      report({ at, message: found.message, fix }, where);
    }
  },
};

interface Meant {
  readonly message: string;
  readonly steps: readonly PathStep[];
}

function meantBy(steps: readonly PathStep[]): Meant | undefined {
  const whole = joined(steps);
  const divided = parted(whole?.steps ?? steps);
  return whole === undefined ? divided : { message: whole.message, steps: divided?.steps ?? whole.steps };
}

/** As in filters and in the paths of a PATCH: the attribute is the part that begins with a small letter. */
const WITH_ATTRIBUTE = /^(urn:.+:\d+\.\d+:\p{Lu}\w*)[:.](\p{Ll}\w*(?:\.\w+)*)$/u;

/** The path with the URN and its attribute as two names. In values of a PATCH, which are deeper, they may be one. */
function parted([first, ...rest]: readonly PathStep[]): Meant | undefined {
  const [name, extension, attribute] = WITH_ATTRIBUTE.exec(memberName(first)) ?? [];
  if (name === undefined || extension === undefined || attribute === undefined) return undefined;
  const names = [extension, ...attribute.split('.')].map(
    (part): PathStep => ({ kind: 'member', name: part }),
  );
  return {
    message: `no entity has the name ${name}: ${attribute} is a member of the extension`,
    steps: [...names, ...rest],
  };
}

const QUOTED = /^["'](.*)["']$/;

/** The path with the parts of the URN as one name. */
function joined(steps: readonly PathStep[]): Meant | undefined {
  const start = steps.findIndex((step) => step.kind === 'member' && /^["']?urn:/i.test(step.name));
  if (start === -1) return undefined;
  let name = memberName(steps[start]);
  let end = start + 1;
  // The rest of a URN goes on with a version or with colons; an attribute has none.
  for (let next = memberName(steps[end]); /:|^\d+$/.test(next); next = memberName(steps[end])) {
    name += `.${next}`;
    end += 1;
  }
  const [, plain] = QUOTED.exec(name) ?? [];
  if (end === start + 1 && plain === undefined) return undefined;
  return {
    message:
      plain === undefined
        ? `the name ${name} has dots in it, which end a name that is not in brackets and quotes`
        : `the quotes of ${name} stand behind a dot, where they are a part of the name, and dots end it`,
    steps: [...steps.slice(0, start), { kind: 'member', name: plain ?? name }, ...steps.slice(end)],
  };
}

function memberName(step: PathStep | undefined): string {
  return step?.kind === 'member' ? step.name : '';
}
