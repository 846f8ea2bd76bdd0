/** An Identity Authentication system connected to a backend of the test. */
import { pino } from 'pino';
import type { Connector, EntityConnector } from '../../../src/connectors/connector.ts';
import type { ConnectorEnvironment } from '../../../src/connectors/definition.ts';
import {
  connectIdentityAuthentication,
  type Machinery,
} from '../../../src/connectors/identity-authentication/connect.ts';
import { identityAuthentication } from '../../../src/connectors/identity-authentication/index.ts';
import { ANSWER_LIMITS } from '../../../src/connectors/identity-authentication/tenant-limits.ts';
import type { EntityKind } from '../../../src/connectors/scim-api/entity-kind.ts';
import { SharedState } from '../../../src/connectors/shared-state.ts';

export interface TestSystem extends AsyncDisposable {
  readonly connector: Connector;
  readonly users: EntityConnector;
  readonly groups: EntityConnector;
}

export const CREDENTIALS = { User: '1ab7c243-5de5-4530-8014-1234a26373ab', Password: 'secret' };

export function environment(more: Partial<ConnectorEnvironment> = {}): ConnectorEnvironment {
  return {
    systemId: 'system-1',
    log: pino({ level: 'silent' }),
    connectTimeout: 5_000,
    now: Date.now,
    shared: new SharedState(),
    lasting: new SharedState(),
    ...more,
  };
}

export function connect(
  url: string,
  properties: Readonly<Record<string, string>> = {},
  more: Partial<ConnectorEnvironment> = {},
  machinery: Partial<Machinery> = {},
): TestSystem {
  const all = { URL: url, 'ias.api.version': '2', ...CREDENTIALS, ...properties };
  const connector = connectIdentityAuthentication(
    identityAuthentication.properties.parse(all),
    environment(more),
    // No test waits for time to pass.
    { wait: async () => {}, answerLimits: ANSWER_LIMITS, ...machinery },
  );
  const entities = (kind: EntityKind, endpoint: string) => {
    const connection = connector.entity(kind, endpoint);
    if (connection === undefined) throw new Error(`no ${kind}`);
    return connection;
  };
  return {
    connector,
    users: entities('user', 'Users'),
    groups: entities('group', 'Groups'),
    [Symbol.asyncDispose]: () => connector.close(),
  };
}

export function listResponse(resources: readonly object[], totalResults = resources.length, startIndex = 1) {
  return {
    schemas: ['urn:ietf:params:scim:api:messages:2.0:ListResponse'],
    totalResults,
    itemsPerPage: 100,
    startIndex,
    Resources: resources,
  };
}

/** As asked for in the target of a request. */
export function startIndexOf(target: string): number {
  return Number(new URL(target, 'http://any').searchParams.get('startIndex'));
}
