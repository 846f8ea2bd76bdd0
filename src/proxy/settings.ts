/** Properties of a system that the proxy itself acts on. */
import type { SystemProperties } from '../connectors/connector.ts';
import { TOTAL_RESULTS_STRATEGY_PROPERTY, type TotalResultsStrategy } from './paging.ts';

export interface ProxySettings {
  readonly totalResultsStrategy: TotalResultsStrategy;
  /** `ipsproxy.patch.reread`: whether a PATCH answers with the entity, read again where the backend gave none. */
  readonly patchReread: 'auto' | 'always' | 'never';
  /** `ipsproxy.hidden.writes`: whether entities that the read condition hides may be changed. */
  readonly hiddenWrites: 'allow' | 'refuse';
  /** `ipsproxy.uncarried.attributes`: whether clients are told what no mapping takes to the backend. */
  readonly uncarriedAttributes: 'warn' | 'ignore';
  /** `<prefix>.<type>.update.instead.delete`: a DELETE becomes the PATCH that the `deleteEntity` mappings make. */
  updatesInsteadOfDelete(entityType: string): boolean;
  /** Filter attribute that finds an existing entity, by entity type; from `<prefix>.<type>.unique.attribute`. */
  uniqueAttribute(entityType: string): string | undefined;
}

const DEFAULT_UNIQUE: Readonly<Record<string, string>> = { user: 'userName', group: 'displayName' };

/** @throws Error naming the property whose value is not one of those allowed */
export function readSettings(properties: SystemProperties): ProxySettings {
  return {
    totalResultsStrategy: oneOf(properties, TOTAL_RESULTS_STRATEGY_PROPERTY, [
      'Calculated',
      'Provided',
    ] as const),
    patchReread: oneOf(properties, 'ipsproxy.patch.reread', ['auto', 'always', 'never'] as const),
    hiddenWrites: oneOf(properties, 'ipsproxy.hidden.writes', ['allow', 'refuse'] as const),
    uncarriedAttributes: oneOf(properties, 'ipsproxy.uncarried.attributes', ['warn', 'ignore'] as const),
    updatesInsteadOfDelete: (entityType) =>
      prefixed(properties, `.${entityType}.update.instead.delete`)?.toLowerCase() === 'true',
    uniqueAttribute: (entityType) =>
      prefixed(properties, `.${entityType}.unique.attribute`) ?? DEFAULT_UNIQUE[entityType],
  };
}

/** The property with any prefix; the specific one (`ias.`) wins over the general one (`scim.`). */
function prefixed(properties: SystemProperties, suffix: string): string | undefined {
  const names = Object.keys(properties).filter((name) => name.endsWith(suffix));
  const name = names.find((candidate) => !candidate.startsWith('scim.')) ?? names[0];
  return name === undefined ? undefined : properties[name];
}

/** The property's value; the first one allowed is the default. */
function oneOf<const Value extends string>(
  properties: SystemProperties,
  name: string,
  allowed: readonly [Value, ...Value[]],
): Value {
  const text = properties[name];
  if (text === undefined) return allowed[0];
  const value = allowed.find((candidate) => candidate === text);
  if (value === undefined)
    throw new Error(`Property ${name} is "${text}"; it must be one of ${allowed.join(', ')}.`);
  return value;
}
