/** Turns a value that a mapping wrote back into the value that it read. */
import type { FunctionPart, MappingParts } from '../compile/parts.ts';
import { EvaluationError } from '../errors.ts';
import { isMap } from '../objects.ts';
import type { Json, JsonMap } from '../types.ts';
import type { Place } from './target-path.ts';

export type Scalar = string | number | boolean | null;

/** `undefined`: nothing that could be read gives this value. @throws EvaluationError when several things do */
export type Inverse = (value: Scalar, isExact: boolean) => Scalar | undefined;

/**
 * @param rest where below the mapping's value the attribute is
 * @returns `undefined` when the mapping changes the value in a way that cannot be turned back
 */
export function createInverse(parts: MappingParts, rest: Place): Inverse | undefined {
  if ((parts.defaultValue?.variables.length ?? 0) > 0) return undefined;
  const functions = parts.functions
    .filter(({ runs }) => runs)
    .map((part) => inverseOfFunction(part, rest))
    .toReversed();
  if (functions.includes(undefined)) return undefined;
  const lookUp = parts.model.type === 'valueMapping' ? inverseOfEntries(parts) : undefined;
  const defaultValue = parts.model.defaultValue;
  return (value, isExact) => {
    refuseDefault(value, defaultValue, rest);
    let current: Json | undefined = value;
    for (const invert of functions) {
      if (current === undefined || invert === undefined) return undefined;
      current = invert(current, isExact);
    }
    if (current === undefined) return undefined;
    refuseDefault(current, defaultValue, rest);
    const found = lookUp === undefined ? current : lookUp(current, isExact);
    return isScalar(found) ? found : undefined;
  };
}

function refuseDefault(value: Json, defaultValue: Json | undefined, rest: Place): void {
  if (rest.length === 0 && defaultValue !== undefined && isEqual(value, defaultValue, false)) {
    throw new EvaluationError(
      'the value is the default of the mapping: it stands for every entity without a value as well',
    );
  }
}

function isEqual(one: Json, other: Json, isExact: boolean): boolean {
  if (isExact || typeof one !== 'string' || typeof other !== 'string') return one === other;
  return one.toLowerCase() === other.toLowerCase();
}

type JsonInverse = (value: Json, isExact: boolean) => Json | undefined;

function inverseOfFunction({ compiled, source }: FunctionPart, rest: Place): JsonInverse | undefined {
  const leftAlone: JsonInverse = (value) => value;
  const [member] = rest.filter((part) => typeof part === 'string');
  if (member !== undefined) return changes(source, member) ? undefined : leftAlone;
  const { invert } = compiled;
  return invert;
}

/** Whether the function may change that member of the objects it works on. */
function changes(source: JsonMap, member: string): boolean {
  const written = [
    source['assignToAttribute'] ?? source['applyOnAttribute'] ?? source['applyOnJsonAttribute'],
    source['key'],
    source['sourceKey'],
    source['targetKey'],
    source['outputAttribute'],
  ].filter((name) => name !== undefined);
  if (written.length === 0) return true;
  return written.some((name) => String(name).toLowerCase() === member.toLowerCase());
}

function inverseOfEntries({ model }: MappingParts): (value: Json, isExact: boolean) => Scalar | undefined {
  return (value, isExact) => {
    const keys = model.valueMappings
      .filter(({ mappedValue }) => isEqual(mappedValue, value, isExact))
      .map(({ key }) => key[0])
      .filter((key) => key !== undefined);
    if (keys.length > 1) throw new EvaluationError('several values of the backend are mapped to this one');
    const [key] = keys;
    // Keys are texts, and backends have booleans: `active eq "false"` would find nobody.
    if (key === 'true' || key === 'false') return key === 'true';
    return isScalar(key) ? key : undefined;
  };
}

function isScalar(value: Json | undefined): value is Scalar {
  return value !== undefined && !Array.isArray(value) && !isMap(value);
}
