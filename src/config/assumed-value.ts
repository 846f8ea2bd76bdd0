/** What a property is taken for whose value is missing and need not be here, so that all the rest can be checked. */

import { ASSUMED } from '../connectors/assumed.ts';
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
