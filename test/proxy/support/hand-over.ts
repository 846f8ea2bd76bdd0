/** A backend that records whole calls, behind transformations with names and ids of their own. */
import { pino } from 'pino';
import type {
  BackendUrls,
  CallContext,
  Capabilities,
  CarryOver,
  EntityConnector,
  EntityResult,
  ListPage,
} from '../../../src/connectors/connector.ts';
import { createProxySystem } from '../../../src/proxy/proxy-system.ts';
import type { ProxyContext, ProxyResource, ProxySystem } from '../../../src/proxy/types.ts';
import { ScimError } from '../../../src/scim/errors.ts';
import type { JsonObject } from '../../../src/scim/json.ts';
import { compileTransformation } from '../../../src/transformation/index.ts';
import { parseLogLine } from '../../server/log-line.ts';

/** An operation and what it was called with, but for the context. */
export type Call = readonly [operation: string, ...given: unknown[]];

export interface RecordingBackend extends EntityConnector {
  readonly calls: Call[];
  readonly contexts: CallContext[];
  readonly entities: Map<string, JsonObject>;
  /** By operation: errors of the next calls, in turn; after the last one it works. */
  readonly failures: Map<string, Error[]>;
  /** What `get` says beside the entity. */
  readonly about: Partial<EntityResult>;
  /** What `create`, `replace` and `patch` answer; default: the entity where they have one. */
  answer: { entity?: JsonObject; version?: string; warnings?: string[] } | undefined;
}

export interface BackendSetup {
  /** What `list` says beside the entities. */
  readonly page?: Partial<ListPage>;
  readonly capabilities?: Partial<Capabilities>;
  readonly carryOver?: CarryOver;
  readonly about?: Partial<EntityResult>;
}

export function recordingBackend(
  entities: readonly JsonObject[],
  setup: BackendSetup = {},
): RecordingBackend {
  const store = new Map(entities.map((entity) => [String(entity['id']), entity]));
  const found = (id: string): JsonObject => {
    const entity = store.get(id);
    if (entity === undefined) throw new ScimError(404, `${id} not found`);
    return entity;
  };
  const backend: RecordingBackend = {
    calls: [],
    contexts: [],
    entities: store,
    failures: new Map(),
    about: setup.about ?? {},
    answer: undefined,
    capabilities: { totals: true, patch: 'none', versions: true, ...setup.capabilities },
    ...(setup.carryOver === undefined ? {} : { carryOver: setup.carryOver }),
    async list(query, context) {
      record(context, 'list', query);
      return { entities: [...store.values()], ...setup.page };
    },
    async get(id, options, context) {
      record(context, 'get', id, options);
      return { ...backend.about, entity: found(id) };
    },
    async create(entity, context) {
      record(context, 'create', entity);
      return { entity: { id: 'made/1', ...entity } };
    },
    async replace(id, entity, options, context) {
      record(context, 'replace', id, entity, options);
      return backend.answer ?? { entity: { ...entity, id } };
    },
    async patch(id, body, options, context) {
      record(context, 'patch', id, body, options);
      return backend.answer ?? {};
    },
    async delete(id, options, context) {
      record(context, 'delete', id, options);
    },
  };
  function record(context: CallContext, operation: string, ...given: unknown[]): void {
    backend.calls.push([operation, ...given]);
    backend.contexts.push(context);
    const failure = backend.failures.get(operation)?.shift();
    if (failure !== undefined) throw failure;
  }
  return backend;
}

export const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const ID_FUNCTIONS = { algorithm: 'base32', skipPadding: true };

/** The id that clients see of the backend's `u/1 ä`. */
export const BACKEND_ID = 'u/1 ä';
export const CLIENT_ID = 'OUXTCIGDUQ';

/** Clients see other names than the backend has, and ids that can stand in a URL. */
export const RENAMING_READ = {
  mappings: [
    {
      sourcePath: '$.id',
      targetPath: '$.id',
      targetVariable: 'entityIdSourceSystem',
      functions: [{ function: 'encode', ...ID_FUNCTIONS }],
    },
    { sourcePath: '$.login', targetPath: '$.userName', optional: true },
    { sourcePath: '$.enabled', targetPath: '$.active', optional: true },
    { sourcePath: '$.label', targetPath: '$.displayName', optional: true },
    { sourcePath: '$.groups', targetPath: '$.groups', optional: true, preserveArrayWithSingleElement: true },
  ],
};

const TARGET_ID = {
  sourceVariable: 'entityIdTargetSystem',
  targetVariable: 'entityIdTargetSystem',
  functions: [{ function: 'decode', ...ID_FUNCTIONS }, { function: 'toString' }],
};

export const RENAMING_WRITE = {
  mappings: [
    { ...TARGET_ID, optional: true },
    { ...TARGET_ID, scope: 'patchEntity' },
    { ...TARGET_ID, scope: 'deleteEntity' },
    { sourcePath: '$.userName', targetPath: '$.login', optional: true },
    { sourcePath: '$.active', targetPath: '$.enabled', optional: true },
    { sourcePath: '$.displayName', targetPath: '$.label', optional: true },
    {
      sourcePath: '$.Operations',
      targetPath: '$.Operations',
      preserveArrayWithSingleElement: true,
      scope: 'patchEntity',
    },
  ],
};

export interface HandOverSetup {
  readonly backend: RecordingBackend;
  /** Default: `user`. */
  readonly type?: string;
  readonly read?: object;
  readonly write?: object;
  readonly urls?: BackendUrls;
  readonly properties?: Readonly<Record<string, string>>;
  /** What the names of the type's properties begin with. Default: `x`. */
  readonly prefix?: string;
}

const ENDPOINTS: Readonly<Record<string, string>> = { user: 'Users', group: 'Groups' };

export const BASE_URL = 'https://proxy.example.com/ipsproxy/api/v1/scim/s-1';

export interface HandOver {
  readonly system: ProxySystem;
  readonly resource: ProxyResource;
  readonly context: ProxyContext;
  readonly log: JsonObject[];
}

/** A system with one entity type. */
export function createSystem({
  backend,
  type = 'user',
  read = RENAMING_READ,
  write = RENAMING_WRITE,
  urls,
  properties = {},
  prefix = 'x',
}: HandOverSetup): ProxySystem {
  const compile = (entity: object, direction: 'read' | 'write') =>
    compileTransformation(JSON.stringify({ [type]: entity }), { direction, properties });
  return createProxySystem({
    id: 's-1',
    name: 'A system',
    type: 'recording',
    prefix,
    properties,
    read: compile(read, 'read'),
    write: compile(write, 'write'),
    connector: { urls, entity: () => backend, close: async () => undefined },
  });
}

export function systemOf(setup: HandOverSetup): HandOver {
  const { type = 'user' } = setup;
  const endpoint = ENDPOINTS[type] ?? type;
  const system = createSystem(setup);
  const resource = system.resource(endpoint);
  if (resource === undefined) throw new Error(`no ${endpoint}`);
  const log: JsonObject[] = [];
  const context: ProxyContext = {
    signal: new AbortController().signal,
    requestId: 'r-1',
    log: pino({ level: 'debug' }, { write: (line: string) => void log.push(parseLogLine(line)) }),
    baseUrl: BASE_URL,
  };
  return { system, resource, context, log };
}

/** `404 undefined …` of what the work is refused with. */
export async function refusalOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
  } catch (error) {
    if (error instanceof ScimError) return `${error.status} ${error.scimType} ${error.message}`;
    throw error;
  }
  throw new Error('Nothing was refused.');
}

export const ADA = {
  id: BACKEND_ID,
  login: 'ada',
  enabled: true,
  label: 'Ada',
  badge: 7,
  meta: { version: '3' },
};
export const LOCATION = `${BASE_URL}/Users/${CLIENT_ID}`;
/** An entity of a client, and what the backend gets of it. */
export const SAID = { userName: 'ada', active: false, displayName: 'A.' };
export const WRITTEN = { login: 'ada', enabled: false, label: 'A.' };
/** A PATCH of a client, and what a backend with a PATCH of its own gets of it. */
export const RENAME = { Operations: [{ op: 'Replace', path: 'DISPLAYNAME', value: 'A.' }] };
export const RENAMED = { Operations: [{ op: 'replace', path: 'displayName', value: 'A.' }] };
/** The backend erases what a full update does not name. */
export const EVERYTHING = { scope: 'everything', never: new Set(['id', 'meta', 'groups']) } as const;

export function operationsOf(backend: RecordingBackend): string[] {
  return backend.calls.map(([operation]) => operation);
}
