/** Keeps secrets out of traces. */
import type { EntityParts, MappingParts } from '../compile/parts.ts';
import { bytesToText } from '../functions/text.ts';
import type { Value } from '../functions/types.ts';
import type { PathStep } from '../jsonpath/types.ts';
import { isMap, setMember } from '../objects.ts';
import type { Json, JsonMap } from '../types.ts';

export const MASK = '***';
/** What is nested more deeply is not shown. */
const MAX_DEPTH = 100;

/** Members that hold a secret; `passwordStatus` and `passwordDetails` do not. */
const SECRET_NAME =
  /(?:password|passwd|passphrase|pwd|secret|private[._-]?key|api[._-]?key|access[._-]?token)$/i;

/** What must not be shown of one mapping. */
export interface MappingSecrets {
  /** What the mapping reads, and everything after it. */
  readonly input: boolean;
  /** From which function on the output is secret; the number of functions: only what is written. */
  readonly fromFunction: number;
}

/** Decides once for an entity type which mappings touch secrets, following them through variables. */
export function findSecrets({ mappings }: EntityParts): ReadonlyMap<MappingParts, MappingSecrets> {
  const secretVariables = new Set<string>();
  const found = new Map<MappingParts, MappingSecrets>();
  const isSecretVariable = (name: string) => secretVariables.has(name) || SECRET_NAME.test(name);
  // A mapping may read a variable that one after it sets only in another run, so one pass is enough.
  for (const parts of mappings) {
    const { model } = parts;
    const input =
      endsInSecret(parts.target?.steps) ||
      (model.targetVariable !== undefined && SECRET_NAME.test(model.targetVariable)) ||
      endsInSecret(parts.path?.steps) ||
      parts.paths.some((path) => endsInSecret(path.steps)) ||
      (model.source.kind === 'variable' && isSecretVariable(model.source.name)) ||
      (parts.constant?.variables.some(isSecretVariable) ?? false);
    const first = parts.functions.findIndex(
      ({ compiled }) => compiled.secret || compiled.variables.some(isSecretVariable),
    );
    const fromFunction = input ? 0 : first;
    if (fromFunction === -1) continue;
    found.set(parts, { input, fromFunction });
    if (model.targetVariable !== undefined) secretVariables.add(model.targetVariable);
  }
  return found;
}

function endsInSecret(steps: readonly PathStep[] | undefined): boolean {
  const last = steps?.findLast((step) => step.kind === 'member');
  return last !== undefined && SECRET_NAME.test(last.name);
}

/**
 * A copy for people: members with the name of a secret, values that a PATCH gives to one, and texts with a credential
 * in it are masked.
 */
export function maskSecrets(
  value: Value | undefined,
  credentials: readonly string[],
  depth = 0,
): Json | undefined {
  if (depth > MAX_DEPTH) return '…';
  if (value instanceof Uint8Array) return maskSecrets(bytesToText(value), credentials, depth);
  if (typeof value === 'string') {
    return credentials.some((credential) => value.includes(credential)) ? MASK : value;
  }
  if (Array.isArray(value))
    return value.map((element) => maskSecrets(element, credentials, depth + 1) ?? null);
  if (!isMap(value)) return value;
  const copy: JsonMap = {};
  const isSecretPatch = typeof value['path'] === 'string' && SECRET_NAME.test(value['path']);
  for (const name of Object.keys(value)) {
    const hidden = SECRET_NAME.test(name) || (isSecretPatch && name === 'value');
    setMember(copy, name, hidden ? MASK : (maskSecrets(value[name], credentials, depth + 1) ?? null));
  }
  return copy;
}
