/** Properties of a system that the proxy itself acts on, made ready for use. */
import type { SystemProperties } from '../connectors/definition.ts';
import { TOTAL_RESULTS_STRATEGY_PROPERTY, type TotalResultsStrategy } from './paging.ts';
import {
  DEFAULT_UNIQUE,
  inForce,
  proxyProperties,
  RESIDUAL_LIMIT_PROPERTY,
  uniqueAttribute,
  updateInsteadOfDelete,
} from './properties.ts';

/** Of requests of many operations (RFC 7644 §3.7). */
export interface BulkSettings {
  /** `ipsproxy.bulk.concurrency`: operations of one request at once. */
  readonly concurrency: number;
  /** `ipsproxy.bulk.max.operations`: operations of one request. */
  readonly maxOperations: number;
}

export interface ProxySettings {
  readonly totalResultsStrategy: TotalResultsStrategy;
  /** `ipsproxy.patch.reread`: whether a PATCH answers with the entity, read again where the backend gave none. */
  readonly patchReread: 'auto' | 'always' | 'never';
  /** `ipsproxy.hidden.writes`: whether entities that the read condition hides may be changed. */
  readonly hiddenWrites: 'allow' | 'refuse';
  /** `ipsproxy.uncarried.attributes`: whether clients are told what no mapping takes to the backend. */
  readonly uncarriedAttributes: 'warn' | 'ignore';
  /** `ipsproxy.filter.residual.limit`: entities read at most for what the backend cannot do; `undefined`: it is refused. */
  readonly residualLimit: number | undefined;
  readonly bulk: BulkSettings;
  /** The property that makes a DELETE the PATCH that the `deleteEntity` mappings make; `undefined`: it is a DELETE. */
  updatesInsteadOfDelete(entityType: string): string | undefined;
  /** Filter attribute that finds an existing entity, by entity type. */
  uniqueAttribute(entityType: string): string | undefined;
}

/**
 * @param prefix of the system's type: `ias`
 * @throws Error naming the property whose value is not one of those allowed
 */
export function readSettings(properties: SystemProperties, prefix: string): ProxySettings {
  const { data, error } = proxyProperties(prefix).safeParse(properties);
  if (data === undefined) {
    const [issue] = error.issues;
    throw new Error(`Property ${String(issue?.path[0])} ${issue?.message}.`);
  }
  return {
    totalResultsStrategy: data[TOTAL_RESULTS_STRATEGY_PROPERTY],
    patchReread: data['ipsproxy.patch.reread'],
    hiddenWrites: data['ipsproxy.hidden.writes'],
    uncarriedAttributes: data['ipsproxy.uncarried.attributes'],
    residualLimit: data[RESIDUAL_LIMIT_PROPERTY],
    bulk: {
      concurrency: data['ipsproxy.bulk.concurrency'],
      maxOperations: data['ipsproxy.bulk.max.operations'],
    },
    updatesInsteadOfDelete: (entityType) => {
      const name = inForce(properties, prefix, (start) => updateInsteadOfDelete(start, entityType));
      return name !== undefined && properties[name] === 'true' ? name : undefined;
    },
    uniqueAttribute: (entityType) => {
      const name = inForce(properties, prefix, (start) => uniqueAttribute(start, entityType));
      return name === undefined ? DEFAULT_UNIQUE[entityType] : properties[name];
    },
  };
}
