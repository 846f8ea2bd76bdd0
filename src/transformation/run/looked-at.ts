/** What a condition looks at, for people who ask why it holds or not. */
import { documentPaths } from '../compile/conditions.ts';
import type { ConditionPart } from '../compile/parts.ts';
import { EvaluationError } from '../errors.ts';
import { compilePath, printPath } from '../jsonpath/index.ts';
import type { Json, LookedAt } from '../types.ts';
import type { RunContext } from './context.ts';
import { MASK, maskSecrets, namesSecret } from './secrets.ts';

/**
 * @param credentials values that are never shown
 * @returns each path and variable once, with what is there
 */
export function lookedAt(
  { tree, compiled }: ConditionPart,
  { input, variables }: Pick<RunContext, 'input' | 'variables'>,
  credentials: readonly string[],
): LookedAt[] {
  const found = new Map<string, LookedAt>();
  for (const { steps } of documentPaths(tree)) {
    const path = printPath({ root: '$', steps });
    if (!found.has(path))
      found.set(
        path,
        shown(path, () => read(path, input), namesSecret(steps), credentials),
      );
  }
  for (const name of compiled.variables) {
    const path = `\${${name}}`;
    found.set(
      path,
      shown(path, () => variables[name], namesSecret([{ kind: 'member', name }]), credentials),
    );
  }
  return [...found.values()];
}

/** Nothing where a path cannot be read there: the condition says what that comes to. */
function read(path: string, input: Json): Json | undefined {
  try {
    return compilePath(path).read(input);
  } catch (error) {
    if (error instanceof EvaluationError) return undefined;
    throw error;
  }
}

function shown(
  path: string,
  value: () => Json | undefined,
  isSecret: boolean,
  credentials: readonly string[],
): LookedAt {
  const found = value();
  if (found === undefined) return { path };
  return { path, value: isSecret ? MASK : (maskSecrets(found, credentials) ?? null) };
}
