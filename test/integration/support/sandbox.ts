/** What a stand-in saw, and the faults it is told to have. */
import { request } from 'undici';
import type { JsonObject } from '../../../src/scim/json.ts';

export interface RecordedRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: JsonObject | null;
  readonly status: number;
}

export interface SandboxControl {
  requests(): Promise<{ count: number; requests: readonly RecordedRequest[] }>;
  forget(): Promise<void>;
  fault(fault: object): Promise<void>;
  /** Its own time: what it delays is answered once that is over. */
  advance(seconds: number): Promise<void>;
}

export function sandboxControl(url: string): SandboxControl {
  return {
    requests: async () => {
      const { body } = await request(`${url}/__sandbox/requests`);
      return (await body.json()) as { count: number; requests: RecordedRequest[] };
    },
    forget: async () => {
      for (const what of ['requests', 'faults']) {
        const { body } = await request(`${url}/__sandbox/${what}`, { method: 'DELETE' });
        await body.dump();
      }
    },
    fault: (fault) => post(`${url}/__sandbox/faults`, fault),
    advance: (advanceSeconds) => post(`${url}/__sandbox/clock`, { advanceSeconds }),
  };
}

async function post(url: string, what: object): Promise<void> {
  const { statusCode, body } = await request(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(what),
  });
  const text = await body.text();
  if (statusCode >= 300) throw new Error(`${statusCode} ${text}`);
}
