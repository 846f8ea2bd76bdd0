/** A small SCIM 2.0 server that can be as sloppy as servers are. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { compileFilter } from '../../../../src/scim/filter-evaluate.ts';
import { parseFilter } from '../../../../src/scim/filter-parse.ts';
import type { JsonObject, JsonValue } from '../../../../src/scim/json.ts';
import { applyPatch } from '../../../../src/scim/patch/index.ts';

/** Each of them one way in which servers differ. */
export interface Sloppiness {
  /** Of lists. Default: a number. */
  readonly totals?: 'number' | 'text' | 'none' | 'page';
  /** Whether lists say where they begin. Default: as asked. */
  readonly startIndexEcho?: 'asked' | 'one' | 'none';
  readonly listForm?: 'Resources' | 'resources' | 'array' | 'single' | 'absent-when-empty';
  /** Whether `startIndex` and `count` are looked at. Default: both. */
  readonly paging?: 'both' | 'none' | 'count' | 'start';
  /** Entities on a page at most. */
  readonly pageLimit?: number;
  /** Default: they work. */
  readonly filters?: 'work' | 'ignored' | 'refused' | 'unimplemented' | 'empty';
  /** Whether and how PATCH is answered. Default: it works. */
  readonly patch?: 'works' | 501 | 405 | 'no-route';
  readonly booleans?: 'text';
  readonly ids?: 'numbers';
  /** What a create is answered with. Default: the entity. */
  readonly created?: 'entity' | 'location' | 'nothing';
  /** What a PUT is answered with. Default: the entity. */
  readonly replaced?: 'entity' | 204;
  readonly deleted?: 200 | 202 | 204;
  /** Entities have versions; `answers`: its HTTP server makes an `ETag` of each answer. Default: none. */
  readonly versions?: 'strong' | 'weak' | 'answers';
  /** How it says that there is no such entity. Default: a SCIM error. */
  readonly notFound?: 'scim' | 'html' | 'json' | 'empty';
  /** What a second entity of one name is answered with. Default: 409. */
  readonly collision?: 409 | 400 | 500 | 'made';
  /** `ServiceProviderConfig`; absent: 404. */
  readonly config?: JsonObject;
  readonly csrf?: boolean;
  /** When members of groups are shown; `request`: by `attributes=members` alone. Default: with every group. */
  readonly membersOn?: 'every read' | 'request';
  /** `excludedAttributes` is a mistake. */
  readonly refusesExcluded?: boolean;
}

export interface Seen {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
  readonly body: JsonObject;
}

export interface ScimServer extends AsyncDisposable {
  readonly url: string;
  /** In the order of their arrival. */
  readonly seen: Seen[];
  /** By collection, entities by their id. */
  readonly store: Map<string, Map<string, JsonObject>>;
  /** From now on it is like this. */
  be(sloppiness: Sloppiness): void;
  /** Answers before anything else, where it answers at all. */
  intercept: ((request: Seen, response: ServerResponse) => boolean) | undefined;
  /** From now on another token counts. */
  renewToken(): void;
}

const ERROR = 'urn:ietf:params:scim:api:messages:2.0:Error';
const LIST = 'urn:ietf:params:scim:api:messages:2.0:ListResponse';
const CORE = 'urn:ietf:params:scim:schemas:core:2.0:';

export async function startScimServer(first: Sloppiness = {}): Promise<ScimServer> {
  let behaviour = first;
  let token = 'csrf-token-0001';
  let lastId = 1000;
  const seen: Seen[] = [];
  const store = new Map<string, Map<string, JsonObject>>();
  const server: ScimServer = {
    url: '',
    seen,
    store,
    be: (sloppiness) => {
      behaviour = sloppiness;
    },
    intercept: undefined,
    renewToken: () => {
      token = `${token}-renewed`;
    },
    [Symbol.asyncDispose]: async () => {
      http.closeAllConnections();
      http.close();
      await once(http, 'close');
    },
  };
  const http = createServer(async (incoming, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk);
    const url = new URL(incoming.url ?? '', 'http://x');
    const text = Buffer.concat(chunks).toString();
    const request: Seen = {
      method: incoming.method ?? '',
      path: url.pathname,
      query: url.searchParams,
      headers: incoming.headers,
      body: text === '' ? {} : (JSON.parse(text) as JsonObject),
    };
    seen.push(request);
    if (server.intercept?.(request, response) === true) return;
    answer(request, response);
  });

  const send = (response: ServerResponse, status: number, body?: JsonValue, headers = {}) => {
    response.writeHead(status, { 'content-type': 'application/scim+json', ...headers });
    response.end(body === undefined ? undefined : JSON.stringify(body));
  };
  const error = (response: ServerResponse, status: number, detail: string, scimType?: string) =>
    send(response, status, {
      schemas: [ERROR],
      status: String(status),
      detail,
      ...(scimType === undefined ? {} : { scimType }),
    });

  const answer = (request: Seen, response: ServerResponse) => {
    const [, , collection = '', id] = request.path.split('/').map(decodeURIComponent);
    if (behaviour.csrf === true && !passesCsrf(request, response)) return;
    if (collection === 'ServiceProviderConfig') {
      if (behaviour.config === undefined) error(response, 404, 'no such thing');
      else send(response, 200, behaviour.config);
      return;
    }
    if (!request.path.startsWith('/scim/') || collection === 'Nothing') {
      response.writeHead(404, { 'content-type': 'text/html' }).end('<html>no such route</html>');
      return;
    }
    const entities = store.get(collection) ?? new Map<string, JsonObject>();
    store.set(collection, entities);
    if (id === undefined && request.method === 'GET') list(request, response, [...entities.values()]);
    else if (id === undefined) create(request, response, collection, entities);
    else one(request, response, id, entities);
  };

  const passesCsrf = ({ method, headers }: Seen, response: ServerResponse): boolean => {
    if (method === 'GET') {
      if (headers['x-csrf-token'] !== 'Fetch') return true;
      response.setHeader('X-CSRF-Token', token);
      response.setHeader('Set-Cookie', ['SESSION=session-0001; Path=/; HttpOnly', 'lb=a; Secure']);
      return true;
    }
    const cookie = headers.cookie ?? '';
    const isRight = headers['x-csrf-token'] === token && cookie.includes('SESSION=session-0001; lb=a');
    if (!isRight) response.writeHead(403, { 'x-csrf-token': 'Required' }).end('CSRF token required');
    return isRight;
  };

  const list = ({ query }: Seen, response: ServerResponse, all: JsonObject[]) => {
    const { filters = 'work', totals = 'number', listForm = 'Resources', paging = 'both' } = behaviour;
    const filter = query.get('filter');
    if (behaviour.refusesExcluded === true && query.has('excludedAttributes')) {
      return error(response, 400, 'unknown parameter excludedAttributes');
    }
    let matching = all;
    if (filter !== null) {
      if (filters === 'refused') return error(response, 400, 'no filters here', 'invalidFilter');
      if (filters === 'unimplemented') return error(response, 501, 'no filters here');
      if (filters === 'empty') matching = [];
      if (filters === 'work') matching = all.filter(compileFilter(parseFilter(filter)));
    }
    const start = paging === 'both' || paging === 'start' ? Number(query.get('startIndex') ?? 1) : 1;
    const count = paging === 'both' || paging === 'count' ? Number(query.get('count') ?? 100) : all.length;
    const excluded = query.get('excludedAttributes')?.split(',') ?? [];
    const page = matching
      .slice(start - 1, start - 1 + Math.min(count, behaviour.pageLimit ?? Number.POSITIVE_INFINITY))
      .map((entity) => shown(without(entity, excluded)));
    if (listForm === 'array') return send(response, 200, page);
    if (listForm === 'single' && page.length === 1) return send(response, 200, page[0]);
    const total = totals === 'page' ? page.length : matching.length;
    const echo = behaviour.startIndexEcho ?? 'asked';
    send(response, 200, {
      schemas: [LIST],
      ...(totals === 'none' ? {} : { totalResults: totals === 'text' ? String(total) : total }),
      ...(echo === 'none' ? {} : { startIndex: echo === 'one' ? 1 : start }),
      ...(listForm === 'absent-when-empty' && page.length === 0
        ? {}
        : { [listForm === 'resources' ? 'resources' : 'Resources']: page }),
    });
  };

  const create = (
    { body, path }: Seen,
    response: ServerResponse,
    collection: string,
    entities: Map<string, JsonObject>,
  ) => {
    const name = collection === 'Users' ? 'userName' : 'displayName';
    const { collision = 409, created = 'entity' } = behaviour;
    const isTaken = [...entities.values()].some((entity) => entity[name] === body[name]);
    if (isTaken && typeof collision === 'number')
      return error(response, collision, `this ${name} cannot be stored`);
    lastId += 1;
    const id = String(lastId);
    const entity = stored(body, id, 1);
    entities.set(id, entity);
    const location = created === 'nothing' ? {} : { location: `${server.url}${path.slice(5)}/${id}` };
    const etag = etagOf(entity);
    send(response, 201, created === 'entity' ? shown(entity) : undefined, { ...location, ...etag });
  };

  const one = (request: Seen, response: ServerResponse, id: string, entities: Map<string, JsonObject>) => {
    const { method, body, headers } = request;
    const { patch = 'works', replaced = 'entity' } = behaviour;
    if (method === 'PATCH' && patch === 'no-route') return notFound(response);
    if (method === 'PATCH' && typeof patch === 'number') return error(response, patch, 'no PATCH');
    const entity = entities.get(id);
    if (entity === undefined) return notFound(response);
    const expected = etagOf(entity).etag;
    const condition = headers['if-match'];
    const looksAtIt = behaviour.versions !== 'answers';
    if (looksAtIt && condition !== undefined && condition !== '*' && condition !== expected) {
      return error(response, 412, 'it was changed');
    }
    const version = Number((entity['meta'] as JsonObject)['number']) + 1;
    if (method === 'GET') {
      const excluded = request.query.get('excludedAttributes')?.split(',') ?? [];
      if (behaviour.refusesExcluded === true && excluded.length > 0) return error(response, 400, 'unknown');
      const asked = request.query.get('attributes');
      const given = asked === null ? shown(without(entity, excluded)) : only(entity, asked.split(','));
      return send(response, 200, given, etagOf(entity));
    }
    if (method === 'DELETE') {
      entities.delete(id);
      return send(response, behaviour.deleted ?? 204);
    }
    const changed =
      method === 'PUT'
        ? stored(body, id, version)
        : stored(applyPatch(entity, body, { coreSchema: CORE }).resource, id, version);
    entities.set(id, changed);
    if (replaced === 204) return send(response, 204);
    send(response, 200, shown(changed), etagOf(changed));
  };

  const notFound = (response: ServerResponse) => {
    switch (behaviour.notFound ?? 'scim') {
      case 'scim':
        return error(response, 404, 'there is no such entity');
      case 'html':
        return response.writeHead(404, { 'content-type': 'text/html' }).end('<html>404</html>');
      case 'json':
        return send(response, 404, { message: 'not here' }, { 'content-type': 'application/json' });
      case 'empty':
        return response.writeHead(404).end();
    }
  };

  const stored = (body: JsonObject, id: string, number: number): JsonObject => {
    const { meta: _, ...rest } = body;
    return { ...rest, id, meta: { number } };
  };
  const shown = (entity: JsonObject): JsonObject => {
    const { number = null } = entity['meta'] as JsonObject;
    const { versions, booleans, ids } = behaviour;
    const tag = versions === 'weak' ? `W/"${number}"` : `"${number}"`;
    const meta: JsonObject = versions === undefined || versions === 'answers' ? {} : { version: tag };
    const active = entity['active'];
    return {
      ...(behaviour.membersOn === 'request' ? without(entity, ['members']) : entity),
      meta,
      ...(booleans === 'text' && typeof active === 'boolean' ? { active: active ? 'True' : 'false' } : {}),
      ...(ids === 'numbers' ? { id: Number(entity['id']), ...numberMembers(entity) } : {}),
    };
  };
  const etagOf = (entity: JsonObject): { etag?: string } => {
    const { number = null } = entity['meta'] as JsonObject;
    if (behaviour.versions === undefined) return {};
    if (behaviour.versions === 'answers') return { etag: `W/"${JSON.stringify(entity).length}"` };
    return { etag: behaviour.versions === 'weak' ? `W/"${number}"` : `"${number}"` };
  };

  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  const { port } = http.address() as AddressInfo;
  Object.assign(server, { url: `http://127.0.0.1:${port}/scim` });
  return server;
}

function numberMembers({ members }: JsonObject): JsonObject {
  if (!Array.isArray(members)) return {};
  return {
    members: members.map((member) => ({
      ...(member as JsonObject),
      value: Number((member as JsonObject)['value']),
    })),
  };
}

function without(entity: JsonObject, names: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(entity).filter(([name]) => !names.includes(name)));
}

function only(entity: JsonObject, names: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(entity).filter(([name]) => name === 'id' || names.includes(name)));
}

/** So many users, each with an e-mail address of its own. */
export function fill(server: ScimServer, count: number): void {
  const users = new Map<string, JsonObject>();
  for (let number = 1; number <= count; number += 1) {
    const id = String(number);
    users.set(id, {
      schemas: [`${CORE}User`],
      id,
      userName: `user${number}`,
      active: number % 2 === 0,
      emails: [{ value: `user${number}@example.com`, primary: true }],
      meta: { number: 1 },
    });
  }
  server.store.set('Users', users);
}
