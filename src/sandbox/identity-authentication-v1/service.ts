/** From a request to an answer: limits, authentication, routing, authorization, media types, the operation itself. */
import { isJsonObject, type JsonObject } from '../../scim/json.ts';
import { createCredentials, readBasic } from '../identity-authentication/access/credentials.ts';
import { createRateLimit, SCIM_LIMIT } from '../identity-authentication/access/rate-limit.ts';
import { acceptsScimJson, SCIM_JSON, sendsScimJson } from '../identity-authentication/http/headers.ts';
import { stringAt } from '../identity-authentication/json-access.ts';
import type { StandInAnswer, StandInRequest } from '../kit/message.ts';
import type { StandInService } from '../kit/stand-in.ts';
import { Failure, htmlAnswer, refused, textAnswer } from './failure.ts';
import { createGroup, deleteGroup, listGroups, readGroup, updateGroup } from './groups.ts';
import type { Role } from './options.ts';
import type { Tenant } from './tenant.ts';
import { createUser, deleteUser, listUsers, readUser, updateUser } from './users.ts';

const BASE = '/service/scim/';
const SLOWED_BY = 1000;
const UNAUTHORIZED: StandInAnswer = {
  status: 401,
  headers: { 'www-authenticate': 'Basic realm="Identity Authentication"' },
};

interface Endpoint {
  readonly write: readonly Role[];
  readonly read: readonly Role[];
  list(tenant: Tenant, query: URLSearchParams): JsonObject;
  get(tenant: Tenant, id: string): JsonObject;
  create(tenant: Tenant, body: JsonObject): JsonObject;
  update(tenant: Tenant, id: string, body: JsonObject): JsonObject;
  delete(tenant: Tenant, id: string): void;
}

const ENDPOINTS: Readonly<Record<string, Endpoint>> = {
  Users: {
    write: ['Manage Users'],
    read: ['Manage Users', 'Read Users'],
    list: listUsers,
    get: readUser,
    create: createUser,
    update: updateUser,
    delete: deleteUser,
  },
  Groups: {
    write: ['Manage Groups'],
    read: ['Manage Groups'],
    list: listGroups,
    get: readGroup,
    create: createGroup,
    update: updateGroup,
    delete: deleteGroup,
  },
};

export function createService(tenant: Tenant): StandInService {
  const { settings, clock } = tenant;
  const credentials = createCredentials(settings.clientId, settings.clientSecret, clock);
  const limit = createRateLimit(SCIM_LIMIT, clock);

  async function admit(): Promise<boolean> {
    if (!settings.limits) return true;
    const admission = limit();
    if (admission === 'delay') await clock.wait(SLOWED_BY);
    return admission !== 'refuse';
  }

  function answer(request: StandInRequest): StandInAnswer {
    const { headers } = request;
    if (!credentials.verify(readBasic(headers.authorization ?? ''))) return UNAUTHORIZED;
    const target = targetOf(request.path);
    if (target === undefined) return htmlAnswer(404, 'Not Found');
    const { endpoint, id } = target;
    const allowed = id === undefined ? ['GET', 'POST'] : ['GET', 'PUT', 'DELETE'];
    if (!allowed.includes(request.method)) {
      return textAnswer(405, 'Method Not Allowed', { allow: allowed.join(', ') });
    }
    const roles = request.method === 'GET' ? endpoint.read : endpoint.write;
    if (!roles.some((role) => settings.roles.includes(role))) return { status: 403 };
    return run(tenant, request, endpoint, id);
  }

  return {
    async handle(request) {
      if (!(await admit())) return { status: 429 };
      try {
        return answer(request);
      } catch (error) {
        if (error instanceof Failure) return error.answer();
        throw error;
      }
    },
    faultAnswer: (status) => {
      if (status < 400 || status === 401 || status === 403 || status === 429) return { status };
      if (status > 500) return htmlAnswer(status, 'Service Unavailable');
      return textAnswer(status, 'Refused by a fault that was asked for');
    },
  };
}

function run(
  tenant: Tenant,
  request: StandInRequest,
  endpoint: Endpoint,
  id: string | undefined,
): StandInAnswer {
  if (!acceptsScimJson(request.headers)) throw new Failure(406, 'Not Acceptable');
  switch (request.method) {
    case 'POST': {
      const created = endpoint.create(tenant, readBody(request));
      const path = endpoint.write.includes('Manage Users') ? 'Users' : 'Groups';
      return json(201, created, { location: `${tenant.base}/${path}/${stringAt(created, 'id')}` });
    }
    case 'PUT':
      return json(200, endpoint.update(tenant, id ?? '', readBody(request)));
    case 'DELETE':
      endpoint.delete(tenant, id ?? '');
      return { status: 204 };
    default:
      return json(
        200,
        id === undefined
          ? endpoint.list(tenant, new URLSearchParams(request.query))
          : endpoint.get(tenant, id),
      );
  }
}

function targetOf(path: string): { endpoint: Endpoint; id: string | undefined } | undefined {
  if (!path.startsWith(BASE)) return undefined;
  const [name = '', id, ...rest] = path.slice(BASE.length).split('/');
  const endpoint = Object.hasOwn(ENDPOINTS, name) ? ENDPOINTS[name] : undefined;
  if (endpoint === undefined || rest.length > 0) return undefined;
  if (id === undefined || id === '') return { endpoint, id: undefined };
  try {
    return { endpoint, id: decodeURIComponent(id) };
  } catch {
    throw refused('Malformed URL.');
  }
}

function readBody({ headers, body }: StandInRequest): JsonObject {
  if (!sendsScimJson(headers)) throw new Failure(415, 'Unsupported Media Type');
  let parsed: unknown;
  try {
    parsed = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    throw refused('Error parsing request body.');
  }
  if (!isJsonObject(parsed)) throw refused('Error parsing request body.');
  return parsed;
}

function json(
  status: number,
  body: JsonObject,
  headers: Readonly<Record<string, string>> = {},
): StandInAnswer {
  return { status, headers: { 'content-type': SCIM_JSON, ...headers }, body: JSON.stringify(body) };
}
