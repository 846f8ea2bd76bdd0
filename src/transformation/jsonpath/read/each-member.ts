/** `$.emails[*].value`, the list that transformations read most: one loop, no state. */
import type { Json } from '../../types.ts';
import { isPlainName } from '../names.ts';
import type { PathStep } from '../types.ts';
import { compileGetter, type Getter } from './getter.ts';

type Member = Extract<PathStep, { kind: 'member' }>;

/** @returns `undefined` for a path of another form than members, a wildcard, and members again */
export function compileEachMember(steps: readonly PathStep[]): Getter | undefined {
  const wildcard = steps.findIndex(({ kind }) => kind === 'wildcard');
  const before = steps.slice(0, wildcard);
  const after = steps.slice(wildcard + 1);
  if (wildcard === -1 || !before.every(isPlainMember) || !after.every(isPlainMember)) return undefined;
  const list = compileGetter(before);
  const member = compileGetter(after);
  return (document) => {
    const elements = list(document);
    if (elements === undefined) return undefined;
    const found: Json[] = [];
    if (typeof elements === 'object' && elements !== null) {
      for (const element of Array.isArray(elements) ? elements : Object.values(elements)) {
        const value = member(element);
        if (value !== undefined) found.push(value);
      }
    }
    return found;
  };
}

function isPlainMember(step: PathStep): step is Member {
  return step.kind === 'member' && isPlainName(step.name);
}
