/** `$.emails[*].value`, the list that transformations read most: one loop, no state. */
import type { Json } from '../../types.ts';
import type { Work } from '../../work.ts';
import { isPlainName } from '../names.ts';
import type { PathStep } from '../types.ts';
import { compileGetter } from './getter.ts';

type Member = Extract<PathStep, { kind: 'member' }>;

/** @returns `undefined` for a path of another form than members, a wildcard, and members again */
export function compileEachMember(
  steps: readonly PathStep[],
): ((document: Json, work?: Work) => Json | undefined) | undefined {
  const wildcard = steps.findIndex(({ kind }) => kind === 'wildcard');
  const before = steps.slice(0, wildcard);
  const after = steps.slice(wildcard + 1);
  if (wildcard === -1 || !before.every(isPlainMember) || !after.every(isPlainMember)) return undefined;
  const list = compileGetter(before);
  const member = compileGetter(after);
  return (document, work) => {
    const elements = list(document);
    if (elements === undefined) return undefined;
    const found: Json[] = [];
    if (typeof elements === 'object' && elements !== null) {
      const inner = Array.isArray(elements) ? elements : Object.values(elements);
      work?.spend(inner.length);
      for (const element of inner) {
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
