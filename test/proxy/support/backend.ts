/** A backend in memory that records what it is asked, and a system in front of it. */
import { pino } from 'pino';
import type {
  Capabilities,
  Connector,
  EntityConnector,
  ListQuery,
} from '../../../src/connectors/connector.ts';
import { createProxySystem } from '../../../src/proxy/proxy-system.ts';
import type { ProxyContext, ProxyResource, ProxySystem } from '../../../src/proxy/types.ts';
import { ScimError } from '../../../src/scim/errors.ts';
import type { JsonObject } from '../../../src/scim/json.ts';
import type { State } from '../../../src/state/state.ts';
import { compileTransformation } from '../../../src/transformation/index.ts';
import { parseLogLine } from '../../server/log-line.ts';

export interface Asked {
  readonly operation: string;
  readonly id?: string;
  readonly query?: ListQuery;
  readonly body?: JsonObject;
  readonly ifMatch?: string | undefined;
}

export interface MemoryBackend extends EntityConnector {
  readonly asked: Asked[];
  readonly entities: Map<string, JsonObject>;
  /** Writes and reads fail with it, by operation. */
  readonly failures: Map<string, Error>;
  /** `replace` answers with the entity. Default true. */
  answersWrites: boolean;
}

export function memoryBackend(
  entities: readonly JsonObject[] = [],
  capabilities: Partial<Capabilities> = {},
): MemoryBackend {
  const store = new Map(entities.map((entity) => [String(entity['id']), entity]));
  const backend: MemoryBackend = {
    asked: [],
    entities: store,
    failures: new Map(),
    answersWrites: true,
    capabilities: { totals: true, patch: 'none', versions: false, ...capabilities },
    async list(query) {
      ask({ operation: 'list', query });
      const { filter, startIndex, count } = query;
      const matching = [...store.values()].filter(
        (entity) => filter?.kind !== 'compare' || entity[filter.path.attribute] === filter.value,
      );
      const page = matching.slice(startIndex - 1, startIndex - 1 + count);
      return { entities: page, ...(backend.capabilities.totals ? { total: matching.length } : {}) };
    },
    async get(id) {
      ask({ operation: 'get', id });
      return { entity: found(id) };
    },
    async create(entity) {
      ask({ operation: 'create', body: entity });
      const created = { id: `new-${store.size}`, ...entity };
      store.set(created.id, created);
      return { entity: created };
    },
    async replace(id, entity, { ifMatch }) {
      ask({ operation: 'replace', id, body: entity, ifMatch });
      found(id);
      store.set(id, { ...entity, id });
      return backend.answersWrites ? { entity: { ...entity, id } } : {};
    },
    async patch(id, body, { ifMatch }) {
      ask({ operation: 'patch', id, body, ifMatch });
      found(id);
      return {};
    },
    async delete(id, { ifMatch }) {
      ask({ operation: 'delete', id, ifMatch });
      found(id);
      store.delete(id);
    },
  };
  function ask(asked: Asked): void {
    backend.asked.push(asked);
    const failure = backend.failures.get(asked.operation);
    if (failure !== undefined) throw failure;
  }
  function found(id: string): JsonObject {
    const entity = store.get(id);
    if (entity === undefined) throw new ScimError(404, `${id} not found`);
    return entity;
  }
  return backend;
}

export interface SystemSetup {
  readonly backend: MemoryBackend;
  /** Read and write transformation of the users; `$` → `$` and the id by default. */
  readonly read?: object;
  readonly write?: object;
  readonly properties?: Readonly<Record<string, string>>;
  readonly state?: State;
}

const READ = {
  mappings: [
    { sourcePath: '$', targetPath: '$' },
    { sourcePath: '$.id', targetVariable: 'entityIdSourceSystem' },
  ],
};
const WRITE = { mappings: [{ sourcePath: '$', targetPath: '$' }] };

export const BASE_URL = 'https://proxy.example.com/ipsproxy/api/v1/scim/s-1';

export function userSystem(setup: SystemSetup): {
  system: ProxySystem;
  users: ProxyResource;
  context: ProxyContext;
  log: JsonObject[];
} {
  const { backend, read = READ, write = WRITE, properties = {}, state } = setup;
  const connector: Connector = {
    entity: (type) => (type === 'user' || type === 'group' ? backend : undefined),
    close: async () => undefined,
  };
  const compile = (entity: object, direction: 'read' | 'write') =>
    compileTransformation(JSON.stringify('user' in entity ? entity : { user: entity }), {
      direction,
      properties,
    });
  const system = createProxySystem({
    id: 's-1',
    name: 'A system',
    type: 'memory',
    prefix: 'ias',
    properties,
    read: compile(read, 'read'),
    write: compile(write, 'write'),
    connector,
    state,
  });
  const log: JsonObject[] = [];
  const users = system.resource('Users');
  if (users === undefined) throw new Error('no users');
  return {
    system,
    users,
    log,
    context: {
      signal: new AbortController().signal,
      requestId: 'r-1',
      log: pino({ level: 'debug' }, { write: (line: string) => void log.push(parseLogLine(line)) }),
      baseUrl: BASE_URL,
    },
  };
}
