/** A proxy in front of a backend that answers with somebody else, and all that got out of it or into the backend. */
import { expect } from 'vitest';
import type { JsonObject } from '../../../src/scim/json.ts';
import { type Backend, type Kind, startBackend } from '../support/backends.ts';
import type { Answer, Client } from '../support/client.ts';
import { runningProxy } from '../support/proxy.ts';
import { defaultTransformation, skipping } from '../support/transformations.ts';

export interface Mixed {
  readonly backend: Backend;
  readonly client: Client;
  readonly log: readonly string[];
  /** The next requests are answered with it. */
  answerWith(body: JsonObject, where: Where): Promise<void>;
  /** Requests but reads and logons since the faults began. */
  written(): Promise<{ method: string; path: string; body: JsonObject | null }[]>;
  /** Forgets faults and requests. */
  settle(): Promise<void>;
  stop(): Promise<void>;
}

export interface Where {
  readonly method?: string;
  readonly path: string;
  readonly status?: number;
  readonly after?: number;
}

export async function startMixed(
  kind: Kind,
  properties: Readonly<Record<string, string>> = {},
): Promise<Mixed> {
  const backend = await startBackend(kind, { users: 6, groups: 3 });
  const log: string[] = [];
  const system = {
    id: 'mixed',
    type: backend.type,
    properties: { ...backend.properties, ...properties },
    transformations: { write: 'write.json' },
  };
  // Cloud Foundry's own skips updates of users.
  const files = { 'write.json': JSON.stringify(skipping(defaultTransformation(kind, 'write'))) };
  const proxy = await runningProxy({ systems: [system], files, log });
  const client = proxy.client('mixed');
  // The logon, and the landscape's root document.
  await client.get('/Users?count=1');
  await backend.control.forget();
  return {
    backend,
    client,
    log,
    answerWith: (body, { method = 'GET', path, status = 200, after }) =>
      backend.control.fault({
        count: 20,
        method,
        path,
        status,
        body,
        ...(after === undefined ? {} : { after }),
      }),
    written: async () => {
      const { requests } = await backend.control.requests();
      return requests.filter(({ method, path }) => method !== 'GET' && !path.startsWith('/oauth/token'));
    },
    settle: () => backend.control.forget(),
    stop: async () => {
      await proxy.stop();
      await backend.close();
    },
  };
}

/** The texts by which somebody can be told from all others. */
export function marksOf(entity: JsonObject): string[] {
  const emails = (entity['emails'] ?? []) as JsonObject[];
  return [entity['id'], entity['userName'], emails[0]?.['value']].filter((text) => typeof text === 'string');
}

export function expectRefused({ status, body, text }: Answer): void {
  expect(status, text).toBe(502);
  expect(body['detail']).toMatch(/mixed.* with .*Nothing of the answer is shown/);
}

/** Nothing of the stranger is in the answer, in the log above debug, or in what the backend got. */
export async function expectNothingOf(stranger: JsonObject, answer: Answer, mixed: Mixed): Promise<void> {
  const sent = JSON.stringify((await mixed.written()).map(({ body }) => body));
  const logged = mixed.log.filter((line) => JSON.parse(line).level > 20).join('\n');
  for (const mark of marksOf(stranger)) {
    expect(answer.text).not.toContain(mark);
    expect(JSON.stringify(answer.headers)).not.toContain(mark);
    expect(sent).not.toContain(mark);
    expect(logged).not.toContain(mark);
  }
}
