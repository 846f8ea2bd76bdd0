/** A proxy in front of a small SCIM server, as a client sees it. */
import { onTestFinished } from 'vitest';
import type { Client } from '../../../integration/support/client.ts';
import { runningProxy } from '../../../integration/support/proxy.ts';
import { type ScimServer, type Seen, type Sloppiness, startScimServer } from './server.ts';

export interface ScimStage {
  readonly server: ScimServer;
  readonly client: Client;
  readonly explainer: Client;
  /** Lines of the log. */
  readonly log: readonly string[];
  /** What has reached the server since the last call, as `GET /Users`. */
  seen(): string[];
  /** The same whole. */
  requests(): Seen[];
}

export interface ScimStageSetup {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, string>>;
  readonly read?: object;
  readonly write?: object;
}

export async function scimStage(
  sloppiness: Sloppiness = {},
  { type = 'scim', properties = {}, read, write }: ScimStageSetup = {},
): Promise<ScimStage> {
  const server = await startScimServer(sloppiness);
  const log: string[] = [];
  const files = Object.fromEntries(
    Object.entries({ read, write }).flatMap(([direction, content]) =>
      content === undefined ? [] : [[`${direction}.json`, JSON.stringify(content)]],
    ),
  );
  const proxy = await runningProxy({
    systems: [
      {
        id: 'one',
        type,
        properties: { URL: server.url, User: 'technical', Password: 'technical-secret', ...properties },
        transformations: Object.fromEntries(Object.keys(files).map((name) => [name.split('.')[0], name])),
      },
    ],
    files,
    log,
  });
  onTestFinished(async () => {
    await proxy.stop();
    await server[Symbol.asyncDispose]();
  });
  const requests = () => server.seen.splice(0);
  return {
    server,
    client: proxy.client('one'),
    explainer: proxy.explainer('one'),
    log,
    requests,
    seen: () => requests().map(({ method, path }) => `${method} ${path.replace(/^\/scim/, '')}`),
  };
}
