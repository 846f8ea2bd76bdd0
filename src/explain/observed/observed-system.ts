/**
 * The system as it serves, made once more for one request that is to be explained: the same connector, the same
 * transformations, and beside them somebody who looks on. What it counts is nobody else's.
 */

import type { EntityConnector, EntityResult, ListPage } from '../../connectors/connector.ts';
import { searching } from '../../proxy/checked-connector.ts';
import { createProxySystem } from '../../proxy/proxy-system.ts';
import type { ProxySystem, ProxySystemParts } from '../../proxy/types.ts';
import type { Filter } from '../../scim/filter-ast.ts';
import type { JsonObject } from '../../scim/json.ts';
import type {
  EntityTransformation,
  Json,
  RunOptions,
  RunResult,
  Transformation,
} from '../../transformation/index.ts';

/** One run of a transformation, with its trace. */
export interface ObservedRun {
  readonly transformation: EntityTransformation;
  readonly input: Json;
  readonly options: RunOptions;
  readonly result: RunResult;
}

/** What a connector was asked for, and gave. */
export type ObservedRead =
  | {
      readonly kind: 'get';
      readonly found: EntityResult | undefined;
      readonly error: unknown;
    }
  | {
      readonly kind: 'list';
      /** In the backend's names; absent: all. */
      readonly filter: Filter | undefined;
      readonly page: ListPage | undefined;
      readonly error: unknown;
    };

/** With their traces; where the proxy looks through all entities there are many, and nobody reads so many. */
const MOST_RUNS = 1_000;

/** All that was seen, in order; of lists read one after the other, the last page. */
export interface Observations {
  readonly runs: ObservedRun[];
  readonly reads: ObservedRead[];
  /** Texts that no trace shows; what is sent to the backend or answered may have them under any name. */
  readonly secrets: Set<string>;
}

export interface ObservedSystem {
  readonly system: ProxySystem;
  readonly seen: Observations;
}

/** It is not closed: its connector belongs to the system that serves. */
export function observe(parts: ProxySystemParts): ObservedSystem {
  const seen: Observations = { runs: [], reads: [], secrets: new Set() };
  const system = createProxySystem({
    ...parts,
    // What is only looked at does not count.
    counters: undefined,
    read: observedTransformation(parts.read, seen),
    write: observedTransformation(parts.write, seen),
    connector: {
      ...(parts.connector.urls === undefined ? {} : { urls: parts.connector.urls }),
      entity: (entityType, endpoint) => {
        const connector = parts.connector.entity(entityType, endpoint);
        return connector === undefined ? undefined : observedConnector(connector, seen);
      },
      close: () => parts.connector.close(),
    },
  });
  return { system, seen };
}

function observedTransformation(
  transformation: Transformation,
  { runs, secrets }: Observations,
): Transformation {
  const onSecret = (text: string) => void secrets.add(text);
  const entities = Object.fromEntries(
    Object.entries(transformation.entities).map(([entityType, entity]) => {
      const run = (input: Json, options: RunOptions): RunResult => {
        const result = entity.run(input, { ...options, trace: true, onSecret });
        if (runs.length < MOST_RUNS) runs.push({ transformation: entity, input, options, result });
        return result;
      };
      return [entityType, { ...entity, run } satisfies EntityTransformation];
    }),
  );
  return {
    ...entities,
    direction: transformation.direction,
    findings: transformation.findings,
    entities: Object.assign(Object.create(null), entities),
  } as unknown as Transformation;
}

/** Reads alone: what is written, the requests tell. */
function observedConnector(connector: EntityConnector, { reads }: Observations): EntityConnector {
  return {
    get capabilities() {
      return connector.capabilities;
    },
    get carryOver() {
      return connector.carryOver;
    },
    get erasesUnnamed() {
      return connector.erasesUnnamed;
    },
    ...searching(connector),
    list: async (query, context) => {
      const { filter } = query;
      try {
        const page = await connector.list(query, context);
        if (reads.at(-1)?.kind === 'list') reads.pop();
        reads.push({ kind: 'list', filter, page, error: undefined });
        return page;
      } catch (error) {
        reads.push({ kind: 'list', filter, page: undefined, error });
        throw error;
      }
    },
    get: async (id, options, context) => {
      try {
        const found = await connector.get(id, options, context);
        reads.push({ kind: 'get', found, error: undefined });
        return found;
      } catch (error) {
        reads.push({ kind: 'get', found: undefined, error });
        throw error;
      }
    },
    create: (entity: JsonObject, context) => connector.create(entity, context),
    replace: (id, entity, options, context) => connector.replace(id, entity, options, context),
    patch: (id, body, options, context) => connector.patch(id, body, options, context),
    delete: (id, options, context) => connector.delete(id, options, context),
    ...(connector.exclusively === undefined
      ? {}
      : {
          exclusively: (id, context, work) => connector.exclusively?.(id, context, work) ?? work(connector),
        }),
  };
}
