/** A proxy in front of the stand-in's UAA, as a client sees it. */
import { onTestFinished } from 'vitest';
import { type CloudFoundry, startCloudFoundry } from '../../../../src/sandbox/cloud-foundry/index.ts';
import type { JsonObject } from '../../../../src/scim/json.ts';
import type { Client } from '../../../integration/support/client.ts';
import type { Time } from '../../../integration/support/connectors.ts';
import { runningProxy } from '../../../integration/support/proxy.ts';

export interface Call {
  readonly method: string;
  /** Path and query as sent. */
  readonly path: string;
  readonly status: number | null;
  readonly body: unknown;
  readonly headers: Readonly<Record<string, string>>;
}

export interface UaaStage {
  readonly cf: CloudFoundry;
  readonly client: Client;
  readonly explainer: Client;
  /** Lines of the log. */
  readonly log: readonly string[];
  /** Calls since the last time, of the last hundred; tokens left out. */
  calls(): Promise<Call[]>;
  /** The same as `GET /Users`, without queries. */
  seen(): Promise<string[]>;
  fault(fault: object): Promise<void>;
  /** What the UAA itself says. */
  direct(method: string, path: string, body?: object, headers?: Record<string, string>): Promise<JsonObject>;
}

export interface UaaStageSetup {
  readonly type?: 'cloud-foundry-uaa' | 'xsuaa';
  readonly properties?: Readonly<Record<string, string>>;
  readonly read?: string;
  readonly write?: string;
  readonly server?: object;
  readonly time?: Time;
}

export async function uaaStage({
  type = 'xsuaa',
  properties = {},
  read,
  write,
  ...proxySetup
}: UaaStageSetup = {}): Promise<UaaStage> {
  const cf = await startCloudFoundry({ orgs: 1, spaces: 1, users: 8 });
  const { id, secret } = cf.settings.ownClient;
  const log: string[] = [];
  const files = Object.fromEntries(
    Object.entries({ read, write }).flatMap(([direction, text]) =>
      text === undefined ? [] : [[`${direction}.json`, text]],
    ),
  );
  const prefix = type === 'xsuaa' ? 'xsuaa' : 'uaa';
  const proxy = await runningProxy({
    systems: [
      {
        id: 'one',
        type,
        properties: {
          URL: cf.url,
          OAuth2TokenServiceURL: `${cf.url}/oauth/token`,
          User: id,
          Password: secret,
          [`${prefix}.origin`]: cf.origin,
          ...properties,
        },
        transformations: Object.fromEntries(Object.keys(files).map((name) => [name.split('.')[0], name])),
      },
    ],
    files,
    log,
    ...proxySetup,
  });
  onTestFinished(async () => {
    await proxy.stop();
    await cf.close();
  });
  const control = async (method: string, path: string, body?: object) =>
    await fetch(`${cf.url}/__sandbox/${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  const calls = async () => {
    const { requests } = (await (await control('GET', 'requests')).json()) as { requests: Call[] };
    await control('DELETE', 'requests');
    return requests.filter(({ path }) => !path.startsWith('/oauth/token'));
  };
  const token = async () => {
    const answer = await fetch(`${cf.url}/oauth/token`, {
      method: 'POST',
      headers: { authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}` },
      body: new URLSearchParams({ grant_type: 'client_credentials' }),
    });
    return ((await answer.json()) as { access_token: string }).access_token;
  };
  return {
    cf,
    client: proxy.client('one'),
    explainer: proxy.explainer('one'),
    log,
    calls,
    seen: async () => (await calls()).map(({ method, path }) => `${method} ${path.replace(/\?.*/, '')}`),
    fault: async (fault) => {
      const answer = await control('POST', 'faults', fault);
      if (!answer.ok) throw new Error(await answer.text());
    },
    direct: async (method, path, body, headers = {}) => {
      const answer = await fetch(`${cf.url}${path}`, {
        method,
        headers: {
          authorization: `Bearer ${await token()}`,
          'content-type': 'application/json',
          ...headers,
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`);
      return (await answer.json()) as JsonObject;
    },
  };
}

/** A group made directly, with these members. */
export async function newGroup(
  { direct }: UaaStage,
  displayName: string,
  members: readonly object[] = [],
): Promise<string> {
  const group = await direct('POST', '/Groups', { displayName, description: 'as made', members });
  return String(group['id']);
}

export function newUser(userName: string, more: JsonObject = {}): JsonObject {
  return {
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
    userName,
    name: { givenName: 'Ada', familyName: 'Byron' },
    emails: [{ value: 'ada@example.com', primary: true }],
    ...more,
  };
}
