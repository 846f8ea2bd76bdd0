import { isDefinite, type Step } from './steps.ts';

/**
 * What a path finds: one value, or a list of all where it can lead to several. `null` where it leads nowhere: where
 * something is missing before the first step that can lead to several.
 */
export function readPath(steps: readonly Step[], root: unknown): unknown {
  const found: unknown[] = [];
  if (!collect(root, steps, true, found)) return null;
  return steps.every(isDefinite) ? (found[0] ?? null) : found;
}

/** @returns false when there is no way, and no step before could have led another one */
function collect(value: unknown, steps: readonly Step[], definite: boolean, found: unknown[]): boolean {
  const [step, ...rest] = steps;
  if (step === undefined) {
    found.push(value);
    return true;
  }
  const stillDefinite = definite && isDefinite(step);
  switch (step.kind) {
    case 'property':
      if (!isObject(value) || !Object.hasOwn(value, step.name)) return !definite;
      return collect(value[step.name], rest, stillDefinite, found);
    case 'scan':
      scan(value, rest, found);
      return true;
    case 'wildcard':
      for (const child of children(value)) collect(child, rest, stillDefinite, found);
      return true;
    default:
      if (!Array.isArray(value)) return !definite;
      return elements(value, step).every((element) => collect(element, rest, stillDefinite, found));
  }
}

function scan(value: unknown, steps: readonly Step[], found: unknown[]): void {
  collect(value, steps, false, found);
  for (const child of children(value)) scan(child, steps, found);
}

function elements(
  values: readonly unknown[],
  step: Extract<Step, { kind: 'index' | 'slice' }>,
): readonly unknown[] {
  if (step.kind === 'index') {
    const index = step.index < 0 ? values.length + step.index : step.index;
    return index < 0 ? [] : values.slice(index, index + 1);
  }
  const { from, to } = step;
  // Only a bound that stands alone counts from the end.
  if (from !== undefined && to !== undefined) return values.slice(Math.max(0, from), Math.max(0, to));
  return values.slice(from, to);
}

function children(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  return isObject(value) ? Object.values(value) : [];
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
