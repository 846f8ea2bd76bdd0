/** A SCIM server, and systems with a deletion guard in front of it. */
import { type ScimOptions, type ScimStandIn, startScim } from '../../../src/sandbox/scim/index.ts';
import type { JsonObject } from '../../../src/scim/json.ts';
import { MemoryState } from '../../../src/state/memory-state.ts';
import type { State } from '../../../src/state/state.ts';
import type { Client } from './client.ts';
import { type RunningProxy, runningProxy } from './proxy.ts';
import { sandboxControl } from './sandbox.ts';

export const GUARDED = 'guarded';
export const FREE = 'free';

export interface Guarded {
  readonly backend: ScimStandIn;
  readonly proxy: RunningProxy;
  readonly state: State;
  readonly log: Record<string, unknown>[];
  /** Of the system with the guard. */
  readonly client: Client;
  readonly explainer: Client;
  /** Of a system without one, with the same backend: what there is. */
  readonly free: Client;
  /** Ids of all entities, as the backend has them now. */
  ids(endpoint: string): Promise<string[]>;
  users(count: number): Promise<JsonObject[]>;
  /** A new group with these members. */
  group(name: string, members: readonly string[]): Promise<string>;
  membersOf(id: string): Promise<string[]>;
  /** Requests that reached the backend and were no reads. */
  writes(): Promise<string[]>;
  metric(name: string): Promise<number>;
  stop(): Promise<void>;
}

export interface GuardedSetup extends ScimOptions {
  readonly state?: State;
  /** `audit` of the configuration. */
  readonly audit?: object;
  /** Further files of its folder. */
  readonly files?: Readonly<Record<string, string>>;
  readonly properties?: Readonly<Record<string, string>>;
  /** Of the system with the guard: by direction. */
  readonly transformations?: Readonly<Record<'read' | 'write', object>>;
}

export async function startGuarded(
  deletionGuard: object,
  {
    state = rememberedForTest(),
    properties = {},
    transformations,
    audit,
    files = {},
    ...options
  }: GuardedSetup = {},
): Promise<Guarded> {
  const backend = await startScim({ users: 30, groups: 3, ...options });
  const { user, password } = backend.credentials;
  const reach = {
    Type: 'HTTP',
    URL: backend.base,
    Authentication: 'BasicAuthentication',
    User: user,
    Password: password,
    'ips.failed.request.retry.attempts': '0',
  };
  const lines: string[] = [];
  const transformationFiles = Object.entries(transformations ?? {}).map(
    ([direction, text]) => [`${direction}.json`, JSON.stringify(text)] as const,
  );
  const proxy = await runningProxy({
    remembers: state,
    // What is counted is not what this test is about, so it need not be on a disk.
    state: { folder: 'state' },
    log: lines,
    ...(audit === undefined ? {} : { audit }),
    files: { ...files, ...Object.fromEntries(transformationFiles) },
    systems: [
      {
        id: GUARDED,
        type: 'scim',
        properties: { ...reach, ...properties },
        deletionGuard,
        ...(transformations === undefined
          ? {}
          : { transformations: { read: 'read.json', write: 'write.json' } }),
      },
      { id: FREE, type: 'scim', properties: reach },
    ],
  });
  const control = sandboxControl(backend.url);
  const free = proxy.client(FREE);
  const ids = async (endpoint: string) => (await all(free, endpoint)).map(({ id }) => String(id));
  return {
    backend,
    proxy,
    state,
    get log() {
      return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    },
    client: proxy.client(GUARDED),
    explainer: proxy.explainer(GUARDED),
    free,
    ids,
    users: async (count) =>
      (await all(free, 'Users')).filter(({ active }) => active === true).slice(0, count),
    group: async (displayName, members) => {
      const { body, text } = await free.post('/Groups', {
        schemas: ['urn:ietf:params:scim:schemas:core:2.0:Group'],
        displayName,
        members: members.map((value) => ({ value })),
      });
      if (body['id'] === undefined) throw new Error(text);
      return String(body['id']);
    },
    membersOf: async (id) => {
      const { body } = await free.get(`/Groups/${id}`);
      return ((body['members'] ?? []) as JsonObject[]).map(({ value }) => String(value)).sort();
    },
    writes: async () => {
      const { requests } = await control.requests();
      return requests.filter(({ method }) => method !== 'GET').map(({ method, path }) => `${method} ${path}`);
    },
    metric: async (name) => {
      const text = await (await fetch(`${proxy.url}/metrics`)).text();
      return Number(new RegExp(`^${name} (\\d+)$`, 'm').exec(text)?.[1]);
    },
    stop: async () => {
      await proxy.stop();
      await backend.close();
    },
  };
}

/** In memory, for a proxy that believes it to be on a disk. */
export function rememberedForTest(): State {
  return Object.assign(new MemoryState(), { reach: 'machine' as const });
}

async function all(client: Client, endpoint: string): Promise<JsonObject[]> {
  const found: JsonObject[] = [];
  for (;;) {
    const { body } = await client.get(`/${endpoint}?startIndex=${found.length + 1}&count=100`);
    const page = body['Resources'] as JsonObject[];
    found.push(...page);
    if (page.length < 100) return found;
  }
}
