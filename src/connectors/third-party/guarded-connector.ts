/** A connector that others have made, which must not harm the proxy or the systems of other connectors. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Connector, EntityConnector } from '../connector.ts';
import type { ConnectorDefinition, ConnectorEnvironment, CreateConnector } from '../definition.ts';
import { ConnectorFailure, textMask, wordsOf } from './failure.ts';
import { type GuardedSystem, guardedEntity } from './guarded-entity.ts';
import { inTime } from './in-time.ts';

/** Milliseconds that a connector may take to close. */
const LONGEST_CLOSE = 2_000;

/** The same definition; what fails in it is a `ConnectorFailure`. */
export function guardedDefinition(definition: ConnectorDefinition): ConnectorDefinition {
  const { type } = definition;
  const guarded = <Result>(name: string, work: () => Result): Result => {
    try {
      return work();
    } catch (error) {
      throw failure(type, name, error);
    }
  };
  const { notices } = definition;
  return Object.freeze({
    ...definition,
    defaultTransformations: (properties) => {
      const folder = guarded('defaultTransformations', () => definition.defaultTransformations(properties));
      if (folder instanceof URL && folder.protocol === 'file:') return folder;
      const says = 'gives no file: URL of a folder, as in new URL("./transformations/", import.meta.url)';
      throw new ConnectorFailure(`defaultTransformations of connector "${type}" ${says}`);
    },
    ...(notices === undefined
      ? {}
      : {
          notices: (properties: unknown) =>
            guarded('notices', () => [...notices.call(definition, properties)]),
        }),
    load: async () => {
      let create: CreateConnector<unknown>;
      try {
        create = await inTime((async () => await definition.load())(), `load of connector "${type}"`);
      } catch (error) {
        throw error instanceof ConnectorFailure ? error : failure(type, 'load', error);
      }
      if (typeof create !== 'function') {
        const says = 'gives no function that makes a connector of properties and an environment';
        throw new ConnectorFailure(`load of connector "${type}" ${says}`);
      }
      return (properties, environment) => connected(definition, create, properties, environment);
    },
  } satisfies ConnectorDefinition);
}

function connected(
  { type, dryRuns = false }: ConnectorDefinition,
  create: CreateConnector<unknown>,
  properties: unknown,
  environment: ConnectorEnvironment,
): Connector {
  const mask = textMask(environment.secrets);
  const { systemId, log, state } = environment;
  let connector: Connector;
  try {
    connector = create(properties, environment);
  } catch (error) {
    throw new ConnectorFailure(mask(`connector "${type}" cannot be made: ${wordsOf(error)}`));
  }
  if (typeof connector?.entity !== 'function' || typeof connector.close !== 'function') {
    throw new ConnectorFailure(`connector "${type}" lacks a function: it needs entity and close`);
  }
  const system: GuardedSystem = { systemId, type, dryRuns, mask, log, leases: state?.leases };
  const where = connector.urls?.bases[0] ?? systemId;
  return {
    ...(connector.urls === undefined ? {} : { urls: connector.urls }),
    entity: (entityType, endpoint) => {
      let entity: EntityConnector | undefined;
      try {
        entity = connector.entity(entityType, endpoint);
      } catch (error) {
        throw new ConnectorFailure(mask(`connector "${type}" cannot serve ${entityType}: ${wordsOf(error)}`));
      }
      if (entity === undefined) return undefined;
      const lacking = lackOf(entity);
      if (lacking === undefined) return guardedEntity(entity, system, `${where} ${entityType}`);
      throw new ConnectorFailure(
        `connector "${type}" has no usable connection for ${entityType}: ${lacking}`,
      );
    },
    close: async () => {
      try {
        await Promise.race([connector.close(), sleep(LONGEST_CLOSE, undefined, { ref: false })]);
      } catch (error) {
        log.warn(
          { err: { type: error instanceof Error ? error.name : typeof error } },
          'connector not closed',
        );
      }
    },
  };
}

/** What a connection to one kind of entity lacks, as half a sentence. */
function lackOf(entity: EntityConnector): string | undefined {
  const { capabilities } = entity;
  const isNative = capabilities?.patch === 'native';
  const needed = ['list', 'get', 'create', 'replace', 'delete', ...(isNative ? ['patch'] : [])] as const;
  const lacking = needed.filter((name) => typeof entity[name as keyof EntityConnector] !== 'function');
  if (lacking.length > 0) return `it lacks the functions ${lacking.join(', ')}`;
  const { totals, patch, versions } = capabilities ?? {};
  const isComplete =
    typeof totals === 'boolean' && typeof versions === 'boolean' && ['native', 'none'].includes(patch);
  return isComplete
    ? undefined
    : 'its capabilities must be like { totals: true, patch: "none", versions: false }';
}

function failure(type: string, name: string, error: unknown): ConnectorFailure {
  return new ConnectorFailure(`${name} of connector "${type}" failed: ${wordsOf(error)}`);
}
