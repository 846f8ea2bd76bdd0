/** The four stand-ins, as they are without the proxy. */
import { request } from 'undici';
import { startCloudFoundry } from '../../../src/sandbox/cloud-foundry/index.ts';
import { startIdentityAuthenticationV1 } from '../../../src/sandbox/identity-authentication-v1/index.ts';
import { startIdentityAuthentication } from '../../../src/sandbox/identity-authentication-v2/index.ts';
import { startScim } from '../../../src/sandbox/scim/index.ts';
import type { JsonObject } from '../../../src/scim/json.ts';
import type { SystemKey } from '../faults/kinds.ts';
import type { SystemFacts } from './configuration.ts';

export interface StandIn extends SystemFacts {
  readonly key: SystemKey;
  /** Without trailing slash. */
  readonly url: string;
  /** To the stand-in itself. @param path such as `Users/1` */
  send(method: string, path: string, body?: unknown): Promise<{ status: number; body: JsonObject }>;
}

export interface Size {
  readonly users: number;
  readonly groups: number;
}

/** Milliseconds that a token of the stand-in for Cloud Foundry is used, which is good for twenty minutes. */
const TOKEN = 600_000;

export async function startStandIns(size: Size): Promise<StandIn[]> {
  return [await tenant('v2', size), await tenant('v1', size), await cloudFoundry(size), await scim(size)];
}

async function tenant(key: 'v1' | 'v2', size: Size): Promise<StandIn> {
  const start = key === 'v2' ? startIdentityAuthentication : startIdentityAuthenticationV1;
  const { url, credentials } = await start(size);
  const { clientId, clientSecret } = credentials;
  const send = sender(`${url}${key === 'v2' ? '/scim' : '/service/scim'}`, basic(clientId, clientSecret));
  return {
    key,
    url,
    type: 'identity-authentication',
    properties: { ...destination(url, clientId, clientSecret), 'ias.api.version': key.slice(1) },
    send: (method, path, body) => send(method, path, key === 'v2' ? withSchemas(path, body) : body),
  };
}

async function scim(size: Size): Promise<StandIn> {
  const { url, base, credentials } = await startScim(size);
  const { user, password } = credentials;
  const send = sender(base, basic(user, password));
  return {
    key: 'scim',
    url,
    type: 'scim',
    properties: destination(base, user, password),
    send: (method, path, body) => send(method, path, withSchemas(path, body)),
  };
}

async function cloudFoundry({ users }: Size): Promise<StandIn> {
  // Removals of roles are done at once: nobody here is about waiting for them.
  const { url, origin, provisioningUser } = await startCloudFoundry({
    users,
    orgs: 2,
    spaces: 1,
    jobPolls: 0,
  });
  const { userName, password } = provisioningUser;
  let token: Promise<string> | undefined;
  let since = 0;
  const authorization = () => {
    if (token === undefined || performance.now() - since > TOKEN) {
      since = performance.now();
      token = logOn(url, userName, password, origin);
    }
    return token;
  };
  return {
    key: 'cf',
    url,
    type: 'cloud-foundry',
    properties: {
      ...destination(url, userName, password),
      'btp.cf.pm.origin': origin,
      'btp.cf.pm.landscape': 'cf-eu10',
    },
    send: sender(url, authorization),
  };
}

async function logOn(url: string, username: string, password: string, origin: string): Promise<string> {
  const { body } = await request(`${url}/oauth/token`, {
    method: 'POST',
    headers: {
      authorization: `Basic ${Buffer.from('cf:').toString('base64')}`,
      'content-type': 'application/x-www-form-urlencoded',
    },
    body: new URLSearchParams({
      grant_type: 'password',
      username,
      password,
      login_hint: JSON.stringify({ origin }),
    }).toString(),
  });
  return `Bearer ${((await body.json()) as { access_token: string }).access_token}`;
}

function sender(base: string, authorization: () => Promise<string>): StandIn['send'] {
  return async (method, path, sent) => {
    const { statusCode, body } = await request(`${base}/${path}`, {
      method: method as 'GET',
      headers: {
        authorization: await authorization(),
        accept: 'application/json, application/scim+json',
        ...(sent === undefined ? {} : { 'content-type': 'application/scim+json' }),
      },
      body: sent === undefined ? null : JSON.stringify(sent),
    });
    const text = await body.text();
    return { status: statusCode, body: (text === '' ? {} : JSON.parse(text)) as JsonObject };
  };
}

function basic(user: string, password: string): () => Promise<string> {
  const header = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
  return async () => header;
}

function destination(URL: string, User: string, Password: string) {
  return { Type: 'HTTP', URL, Authentication: 'BasicAuthentication', User, Password };
}

function withSchemas(path: string, body: unknown): unknown {
  if (body === undefined) return undefined;
  const kind = path.startsWith('Groups') ? 'Group' : 'User';
  return { schemas: [`urn:ietf:params:scim:schemas:core:2.0:${kind}`], ...(body as object) };
}
