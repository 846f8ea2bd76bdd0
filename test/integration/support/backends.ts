/** The three stand-ins without a proxy, and their entities as they themselves have them. */
import { request } from 'undici';
import { startCloudFoundry } from '../../../src/sandbox/cloud-foundry/index.ts';
import { startIdentityAuthenticationV1 } from '../../../src/sandbox/identity-authentication-v1/index.ts';
import { startIdentityAuthentication } from '../../../src/sandbox/identity-authentication-v2/index.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../../../src/scim/json.ts';
import { coreSchema } from '../../../src/scim/schemas.ts';
import { type SandboxControl, sandboxControl } from './sandbox.ts';

export type Kind = 'v2' | 'v1' | 'cf';

export interface Backend {
  readonly kind: Kind;
  /** Properties of a system that leads to it. */
  readonly properties: Readonly<Record<string, string>>;
  readonly type: string;
  readonly control: SandboxControl;
  /** As a GET of the backend itself answers. @param path such as `Users/1` */
  entity(path: string): Promise<JsonObject>;
  /** For version 2, an entity that names no schemas names those that it has. */
  send(method: string, path: string, body?: unknown): Promise<{ status: number; body: JsonObject }>;
  close(): Promise<void>;
}

export interface Size {
  readonly users: number;
  readonly groups: number;
}

export async function startBackend(kind: Kind, { users, groups }: Size): Promise<Backend> {
  if (kind === 'cf') return await cloudFoundry(users);
  const start = kind === 'v2' ? startIdentityAuthentication : startIdentityAuthenticationV1;
  const standIn = await start({ users, groups });
  const { clientId, clientSecret } = standIn.credentials;
  const base = `${standIn.url}${kind === 'v2' ? '/scim' : '/service/scim'}`;
  const authorization = `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`;
  const sendAsIs = sender(base, async () => authorization);
  const send: Backend['send'] = (method, path, body) =>
    sendAsIs(method, path, kind === 'v2' ? withSchemas(method, path, body) : body);
  return {
    kind,
    type: 'identity-authentication',
    properties: {
      Type: 'HTTP',
      URL: standIn.url,
      Authentication: 'BasicAuthentication',
      User: clientId,
      Password: clientSecret,
      'ias.api.version': kind.slice(1),
    },
    control: sandboxControl(standIn.url),
    send,
    entity: async (path) => (await send('GET', path)).body,
    close: () => standIn.close(),
  };
}

async function cloudFoundry(users: number): Promise<Backend> {
  // Removals of roles are done at once: nobody here is about waiting for them.
  const standIn = await startCloudFoundry({ users, orgs: 2, spaces: 1, jobPolls: 0 });
  const { userName, password } = standIn.provisioningUser;
  const send = sender(standIn.url, async () => {
    const { body } = await request(`${standIn.url}/oauth/token`, {
      method: 'POST',
      headers: {
        authorization: `Basic ${Buffer.from('cf:').toString('base64')}`,
        'content-type': 'application/x-www-form-urlencoded',
      },
      body: new URLSearchParams({
        grant_type: 'password',
        username: userName,
        password,
        login_hint: JSON.stringify({ origin: standIn.origin }),
      }).toString(),
    });
    return `Bearer ${((await body.json()) as { access_token: string }).access_token}`;
  });
  return {
    kind: 'cf',
    type: 'cloud-foundry',
    properties: {
      Type: 'HTTP',
      URL: standIn.url,
      Authentication: 'BasicAuthentication',
      User: userName,
      Password: password,
      'btp.cf.pm.origin': standIn.origin,
      'btp.cf.pm.landscape': 'cf-eu10',
    },
    control: sandboxControl(standIn.url),
    send,
    entity: async (path) => (await send('GET', path)).body,
    close: () => standIn.close(),
  };
}

function sender(base: string, authorization: () => Promise<string>): Backend['send'] {
  let header: Promise<string> | undefined;
  return async (method, path, sent) => {
    header ??= authorization();
    const { statusCode, body } = await request(`${base}/${path}`, {
      method: method as 'GET',
      headers: {
        authorization: await header,
        accept: 'application/json, application/scim+json',
        ...(sent === undefined ? {} : { 'content-type': 'application/scim+json' }),
      },
      body: sent === undefined ? null : JSON.stringify(sent),
    });
    const text = await body.text();
    return { status: statusCode, body: (text === '' ? {} : JSON.parse(text)) as JsonObject };
  };
}

function withSchemas(method: string, path: string, body: unknown): unknown {
  const [, kind] = /^(User|Group)s(?:\/|$)/.exec(path) ?? [];
  const entity = body as JsonValue | undefined;
  if (kind === undefined || method === 'PATCH' || entity === undefined || !isJsonObject(entity)) return body;
  return {
    schemas: [coreSchema(kind), ...Object.keys(entity).filter((name) => name.startsWith('urn:'))],
    ...entity,
  };
}
