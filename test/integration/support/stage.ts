/** A backend, and a proxy with several systems that lead to it, each with transformations of its own. */
import type { JsonObject } from '../../../src/scim/json.ts';
import { type Backend, type Kind, type Size, startBackend } from './backends.ts';
import type { Client } from './client.ts';
import { HURRIED } from './connectors.ts';
import { type RunningProxy, runningProxy } from './proxy.ts';
import type { RecordedRequest } from './sandbox.ts';

export interface SystemSetup {
  /** Absent: the one of the system's type. */
  readonly read?: object;
  readonly write?: object;
  readonly properties?: Readonly<Record<string, string>>;
}

export interface Stage {
  readonly kind: Kind;
  readonly backend: Backend;
  readonly proxy: RunningProxy;
  client(system: string): Client;
  /** May explain and try, and nothing else. */
  explainer(system: string): Client;
  /** What reached the backend since the last `forget` and was no read and no logon. */
  writes(): Promise<readonly RecordedRequest[]>;
  forget(): Promise<void>;
  stop(): Promise<void>;
}

export async function startStage(
  kind: Kind,
  size: Size,
  systems: Readonly<Record<string, SystemSetup>>,
): Promise<Stage> {
  const backend = await startBackend(kind, size);
  const files: Record<string, string> = {};
  const configured = Object.entries(systems).map(([id, { read, write, properties }]) => {
    const transformations: Record<string, string> = {};
    for (const [direction, content] of Object.entries({ read, write })) {
      if (content === undefined) continue;
      const name = `${id}-${direction}.json`;
      files[name] = JSON.stringify(content);
      transformations[direction] = name;
    }
    return {
      id,
      type: backend.type,
      properties: { ...backend.properties, ...properties },
      ...(Object.keys(transformations).length === 0 ? {} : { transformations }),
    };
  });
  const proxy = await runningProxy({ systems: configured, files, time: HURRIED });
  return {
    kind,
    backend,
    proxy,
    client: (system) => proxy.client(system),
    explainer: (system) => proxy.explainer(system),
    forget: () => backend.control.forget(),
    writes: async () => {
      const { requests } = await backend.control.requests();
      return requests.filter(({ method, path }) => method !== 'GET' && !path.startsWith('/oauth/token'));
    },
    stop: async () => {
      await proxy.stop();
      await backend.close();
    },
  };
}

/** The entity without what the backend itself keeps about it. */
export function withoutMeta({ meta: _, schemas: __, ...entity }: JsonObject): JsonObject {
  return entity;
}
