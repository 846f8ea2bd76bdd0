/**
 * What `..` finds can be inside of what it found before, and `[0,0]` finds the same twice: copies of all of it can be
 * many times as large as the entity, so they count as work.
 */
import type { CompiledPath } from '../jsonpath/types.ts';
import type { Json } from '../types.ts';
import type { Work } from '../work.ts';

export function countedPath(path: CompiledPath): CompiledPath {
  if (!path.steps.some(({ kind }) => kind === 'scan' || kind === 'indexes')) return path;
  return {
    ...path,
    read: (document, work) => {
      const found = path.read(document, work);
      if (found !== undefined && work !== undefined) countInside(found, work);
      return found;
    },
  };
}

function countInside(found: Json, work: Work): void {
  const pending = [found];
  for (let value = pending.pop(); value !== undefined; value = pending.pop()) {
    if (typeof value !== 'object' || value === null) continue;
    const inner = Array.isArray(value) ? value : Object.values(value);
    work.spend(inner.length);
    for (const one of inner) pending.push(one);
  }
}
