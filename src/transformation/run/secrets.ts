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
      namesSecret(parts.target?.steps) ||
      (model.targetVariable !== undefined && SECRET_NAME.test(model.targetVariable)) ||
      namesSecret(parts.path?.steps) ||
      parts.paths.some((path) => namesSecret(path.steps)) ||
      (model.source.kind === 'variable' && isSecretVariable(model.source.name)) ||
      [parts.constant, parts.defaultValue, ...parts.mappedValues].some(
        (template) => template?.variables.some(isSecretVariable) ?? false,
      );
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

/** Whether a path goes to something that has the name of a secret. */
export function namesSecret(steps: readonly PathStep[] | undefined): boolean {
  return steps?.some((step) => step.kind === 'member' && SECRET_NAME.test(step.name)) ?? false;
}

/**
 * The texts that stand under a secret's name anywhere in an entity, or that a PATCH gives to one: wherever a path or a
 * function takes them, they are masked.
 */
export function secretTexts(entity: Json): string[] {
  const found: string[] = [];
  const open: { readonly value: Json | undefined; readonly secret: boolean; readonly depth: number }[] = [
    { value: entity, secret: false, depth: 0 },
  ];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { value, secret, depth } = next;
    if (typeof value === 'string' || typeof value === 'number') {
      if (secret && value !== '') found.push(String(value));
    } else if (Array.isArray(value) && depth < MAX_DEPTH) {
      for (const element of value) open.push({ value: element, secret, depth: depth + 1 });
    } else if (isMap(value) && depth < MAX_DEPTH) {
      const isSecret = secretMembers(value);
      for (const name of Object.keys(value)) {
        open.push({ value: value[name], secret: secret || isSecret(name), depth: depth + 1 });
      }
    }
  }
  return found;
}

/** Which members of an object hold a secret; names are case-insensitive in SCIM (RFC 7643 §2.1). */
function secretMembers(value: JsonMap): (name: string) => boolean {
  const patched = Object.keys(value).some((name) => {
    const path = value[name];
    return name.toLowerCase() === 'path' && typeof path === 'string' && SECRET_NAME.test(path);
  });
  return (name) => SECRET_NAME.test(name) || (patched && name.toLowerCase() === 'value');
}

/** A short text occurs in others by chance. */
const SHORT = 4;

/** Whether the text has the credential in it. */
export function reveals(text: string, credential: string): boolean {
  return credential.length < SHORT ? text === credential : text.includes(credential);
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
    return credentials.some((credential) => reveals(value, credential)) ? MASK : value;
  }
  if (Array.isArray(value))
    return value.map((element) => maskSecrets(element, credentials, depth + 1) ?? null);
  if (!isMap(value)) return value;
  const copy: JsonMap = {};
  const isSecret = secretMembers(value);
  for (const name of Object.keys(value)) {
    setMember(copy, name, isSecret(name) ? MASK : (maskSecrets(value[name], credentials, depth + 1) ?? null));
  }
  return copy;
}
