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
    fault: async (fault) => {
      const { statusCode, body } = await request(`${url}/__sandbox/faults`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(fault),
      });
      const text = await body.text();
      if (statusCode >= 300) throw new Error(`${statusCode} ${text}`);
    },
  };
}
