/** A Cloud Foundry system connected to the stand-in, with the calls that reached it counted. */
import { pino } from 'pino';
import { connectCloudFoundry } from '../../../src/connectors/cloud-foundry/connect.ts';
import { propertiesSchema } from '../../../src/connectors/cloud-foundry/properties.ts';
import type { Machinery } from '../../../src/connectors/cloud-foundry/session.ts';
import type { EntityConnector } from '../../../src/connectors/connector.ts';
import type { ConnectorEnvironment } from '../../../src/connectors/definition.ts';
import { SharedState } from '../../../src/connectors/shared-state.ts';
import {
  type CloudFoundry,
  type CloudFoundryOptions,
  startCloudFoundry,
} from '../../../src/sandbox/cloud-foundry/index.ts';
import type { JsonObject } from '../../../src/scim/json.ts';
import { callContext } from '../support/context.ts';

export const NOW = Date.parse('2026-03-01T12:00:00.000Z');
export const UNKNOWN = '00000000-0000-4000-8000-000000000000';
export const LANDSCAPE = 'cf-eu10';

export interface Call {
  readonly method: string;
  /** Path and query as sent. */
  readonly path: string;
  readonly status: number | null;
  readonly body: unknown;
  readonly headers: Readonly<Record<string, string>>;
}

export interface System extends AsyncDisposable {
  readonly cf: CloudFoundry;
  readonly users: EntityConnector;
  readonly groups: EntityConnector;
  /** What was waited for, in milliseconds. */
  readonly waits: number[];
  fault(fault: object): Promise<void>;
  clearFaults(): Promise<void>;
  /** All calls since the last reset, of the last hundred; tokens and the root document left out. */
  calls(): Promise<Call[]>;
  /** The calls for tokens. */
  logons(): Promise<Call[]>;
  count(): Promise<number>;
  reset(): Promise<void>;
}

export interface SystemOptions {
  readonly landscape?: CloudFoundryOptions;
  readonly properties?: Readonly<Record<string, string>>;
  readonly machinery?: Partial<Machinery>;
  readonly environment?: Partial<ConnectorEnvironment>;
  /** Log on and read the root document first. Default: true. */
  readonly warm?: boolean;
}

/** Waiting moves the stand-in's clock and takes no time. */
export async function setUp(options: SystemOptions = {}): Promise<System> {
  const cf = await startCloudFoundry({
    orgs: 3,
    spaces: 2,
    users: 30,
    now: () => NOW,
    jobSeconds: Number.POSITIVE_INFINITY,
    ...options.landscape,
  });
  const waits: number[] = [];
  const machinery: Machinery = {
    wait: async (milliseconds) => {
      waits.push(milliseconds);
      cf.clock.advance(milliseconds / 1000);
    },
    answerTimeout: 45_000,
    ...options.machinery,
  };
  const connector = connectCloudFoundry(
    settingsFor(cf, options.properties),
    {
      ...environment(),
      now: () => cf.clock.now(),
      ...options.environment,
    },
    machinery,
  );
  const control = async (method: string, path: string, body?: object) => {
    const response = await fetch(`${cf.url}/__sandbox/${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(await response.text());
    return response;
  };
  const recorded = async () => {
    const report = (await (await control('GET', 'requests')).json()) as { count: number; requests: Call[] };
    return report;
  };
  const isLogon = ({ path }: Call) => path.startsWith('/oauth/token');
  const entities = (type: string, endpoint: string) => {
    const found = connector.entity(type, endpoint);
    if (found === undefined) throw new Error(`no ${type}`);
    return found;
  };
  const system: System = {
    cf,
    users: entities('user', 'Users'),
    groups: entities('group', 'Groups'),
    waits,
    fault: async (fault) => {
      await control('POST', 'faults', fault);
    },
    clearFaults: async () => {
      await control('DELETE', 'faults');
    },
    calls: async () => (await recorded()).requests.filter((call) => !isLogon(call) && call.path !== '/'),
    logons: async () => (await recorded()).requests.filter(isLogon),
    count: async () => (await recorded()).count,
    reset: async () => {
      await control('DELETE', 'requests');
    },
    [Symbol.asyncDispose]: async () => {
      await connector.close();
      await cf.close();
    },
  };
  if (options.warm !== false) {
    await system.users.list({ startIndex: 1, count: 0 }, callContext());
    await system.reset();
  }
  return system;
}

export function propertiesFor(cf: CloudFoundry, more: Readonly<Record<string, string>> = {}) {
  const { userName, password } = cf.provisioningUser;
  return {
    Type: 'HTTP',
    ProxyType: 'Internet',
    Authentication: 'BasicAuthentication',
    URL: cf.url,
    User: userName,
    Password: password,
    'btp.cf.pm.origin': cf.origin,
    'btp.cf.pm.landscape': LANDSCAPE,
    ...more,
  };
}

export function settingsFor(cf: CloudFoundry, more: Readonly<Record<string, string>> = {}) {
  return propertiesSchema.parse(propertiesFor(cf, more));
}

export function environment(): ConnectorEnvironment {
  return {
    systemId: 'system-1',
    log: pino({ level: 'silent' }),
    connectTimeout: 5_000,
    now: () => NOW,
    shared: new SharedState(),
    lasting: new SharedState(),
  };
}

export function required<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('The seed has no such thing.');
  return value;
}

/** An organization of the seed that nobody suspended. */
export function organization(system: System, index = 0): string {
  return required(system.cf.organizations()[index]).guid;
}

/** A user that is in no organization, by index. */
export function newUser(system: System, index = 0): string {
  return system.cf.addUser({ userName: `new-${index}@acme.example` });
}

export function newUsers(system: System, count: number): string[] {
  return Array.from({ length: count }, (_, index) => newUser(system, index));
}

export function members(...ids: readonly string[]): JsonObject[] {
  return ids.map((value) => ({ value }));
}

export function membersOf(entity: JsonObject | undefined): string[] {
  const list = entity?.['members'];
  if (!Array.isArray(list)) throw new Error('no members');
  return list.map((member) => String((member as JsonObject)['value']));
}

export async function readMembers(system: System, id: string): Promise<string[]> {
  return membersOf((await system.groups.get(id, {}, callContext())).entity);
}

export function operations(...list: readonly JsonObject[]): JsonObject {
  return { schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'], Operations: [...list] };
}
