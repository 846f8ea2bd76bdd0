/** What a property is taken for whose value is missing and need not be here, so that all the rest can be checked. */

import { ASSUMED } from '../connectors/assumed.ts';
import type { ConnectorDefinition, SystemProperties } from '../connectors/definition.ts';
import type { PropertyShape } from './known-properties.ts';
import { propertyFacts } from './property-facts.ts';

/** For what is no text. */
const OTHERS = ['https://assumed.invalid', 'true', '1'];

/**
 * @param shape schemas of the properties of its type
 * @returns a value that its schema takes; `undefined` where none is known
 */
export function assumedValue(name: string, shape: PropertyShape): string | undefined {
  const schema = Object.hasOwn(shape, name) ? shape[name] : undefined;
  if (schema === undefined) return ASSUMED;
  const [fact] = propertyFacts({ [name]: schema });
  const candidates = [
    fact?.default,
    ...(fact?.choices ?? []),
    fact?.range?.[0].toString(),
    ASSUMED,
    ...OTHERS,
  ];
  return candidates.find((value) => value !== undefined && schema.safeParse(value).success);
}

/**
 * What a system whose destination is not here lacks, and would have there.
 *
 * @param given what it has itself
 * @param shape schemas of the properties of its type
 * @returns values for all that its type does not do without
 */
export function assumedProperties(
  given: SystemProperties,
  definition: ConnectorDefinition,
  shape: PropertyShape,
): SystemProperties {
  const assumed: Record<string, string> = Object.create(null);
  // What is checked only when all the rest is there comes out one round later.
  for (let round = 0; round < Object.keys(shape).length; round += 1) {
    const issues = definition.properties.safeParse({ ...given, ...assumed }).error?.issues ?? [];
    const missing = issues
      .map(({ path: [name] }) => String(name))
      .filter((name) => !(name in given) && !(name in assumed));
    const values = missing.map((name) => [name, assumedValue(name, shape)] as const);
    const found = values.filter((entry): entry is [string, string] => entry[1] !== undefined);
    if (found.length === 0) break;
    Object.assign(assumed, Object.fromEntries(found));
  }
  return assumed;
}
