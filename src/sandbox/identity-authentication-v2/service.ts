/** From a request to an answer: limits, authentication, routing, authorization, media types, the operation itself. */
import type { JsonValue } from '../../scim/json.ts';
import { createCredentials, readBasic } from '../identity-authentication/access/credentials.ts';
import {
  createRateLimit,
  type RateLimit,
  SCIM_LIMIT,
  TOKEN_LIMIT,
} from '../identity-authentication/access/rate-limit.ts';
import { acceptsScimJson, sendsScimJson } from '../identity-authentication/http/headers.ts';
import type { StandInAnswer, StandInRequest } from '../kit/message.ts';
import { createRandom, mixSeed, randomUuid } from '../kit/random.ts';
import type { StandInService } from '../kit/stand-in.ts';
import { createTokens } from './access/tokens.ts';
import { Failure, invalidValue, notAllowed, unreadable } from './failure.ts';
import { createSearch } from './filter/search.ts';
import { bulkRoute } from './http/bulk-route.ts';
import { resourceTypeRoute, serviceProviderConfigRoute } from './http/discovery-routes.ts';
import { resourceRoute } from './http/resource-routes.ts';
import { failureResult, faultResult, htmlResult, type Result, toAnswer } from './http/result.ts';
import type { Operation, Route } from './http/route.ts';
import { schemaRoute } from './http/schema-routes.ts';
import { answerTokenRequest } from './http/token-route.ts';
import type { Directory } from './store/directory.ts';

const TOKEN_PATH = '/oauth2/token';
const UNAUTHORIZED: Result = {
  status: 401,
  headers: { 'www-authenticate': 'Basic realm="Identity Authentication"' },
};
const SLOWED_BY = 1000;

export function createService(directory: Directory): StandInService {
  const { settings, clock } = directory;
  const credentials = createCredentials(settings.clientId, settings.clientSecret, clock);
  // Apart from the ids of users and groups, which must not depend on how many requests there were.
  const random = createRandom(mixSeed(settings.seed, -2));
  const newUuid = (): string => randomUuid(random);
  const tokens = createTokens(settings.clientId, directory.base, newUuid, clock);
  const limits = { scim: createRateLimit(SCIM_LIMIT, clock), token: createRateLimit(TOKEN_LIMIT, clock) };
  const search = createSearch(directory);

  async function admit(limit: RateLimit): Promise<boolean> {
    if (!settings.limits) return true;
    const admission = limit();
    if (admission === 'delay') await clock.wait(SLOWED_BY);
    return admission !== 'refuse';
  }

  function isAuthenticated({ authorization }: StandInRequest['headers']): boolean {
    if (authorization === undefined) return false;
    const [, token] = /^bearer ([^ ]+)$/i.exec(authorization) ?? [];
    return token === undefined ? credentials.verify(readBasic(authorization)) : tokens.isValid(token);
  }

  function route(path: string): Route | undefined {
    const segments = splitPath(path);
    const [root, endpoint, ...rest] = segments ?? [];
    if (root !== 'scim') return undefined;
    switch (endpoint) {
      case 'Users':
        return resourceRoute(directory, search, 'User', rest);
      case 'Groups':
        return resourceRoute(directory, search, 'Group', rest);
      case 'Schemas':
        return schemaRoute(directory, rest);
      case 'ResourceTypes':
        return resourceTypeRoute(directory, rest);
      case 'ServiceProviderConfig':
        return rest.length === 0 ? serviceProviderConfigRoute : undefined;
      case 'Bulk':
        return rest.length === 0 ? bulkRoute(directory) : undefined;
      default:
        return undefined;
    }
  }

  function answer(request: StandInRequest): Result {
    const query = decodes(request.path) ? parseQuery(request.query) : undefined;
    if (query === undefined) return htmlResult(400, 'Bad Request');
    if (!isAuthenticated(request.headers)) return UNAUTHORIZED;
    const found = route(request.path);
    if (found === undefined) return htmlResult(404, 'Not Found');
    const operation = Object.hasOwn(found, request.method) ? found[request.method] : undefined;
    if (operation === undefined) throw notAllowed(Object.keys(found));
    if (operation.roles && !operation.roles.some((role) => settings.roles.includes(role)))
      return { status: 403 };
    requireMediaTypes(request, operation);
    if (settings.unknownParameters === 'refuse') requireKnownParameters(query, operation);
    return operation.run({
      query,
      body: operation.takesBody ? parseBody(request.body) : null,
      bodySize: request.body.length,
      ifMatch: request.headers['if-match'],
      ifNoneMatch: request.headers['if-none-match'],
    });
  }

  async function respond(request: StandInRequest): Promise<Result> {
    if (request.path === TOKEN_PATH) {
      if (!(await admit(limits.token))) return { status: 429 };
      return answerTokenRequest(request, credentials, tokens);
    }
    if (!(await admit(limits.scim))) return { status: 429 };
    try {
      return answer(request);
    } catch (error) {
      return failureResult(error);
    }
  }

  const finish = (result: Result, acceptEncoding?: string): Promise<StandInAnswer> =>
    toAnswer(result, acceptEncoding, newUuid());
  return {
    handle: async (request) =>
      finish(await respond(request), String(request.headers['accept-encoding'] ?? '')),
    faultAnswer: (status) => finish(faultResult(status)),
  };
}

/** Decoded segments; a slash at the end is fine (recorded), an empty segment is not. */
function splitPath(path: string): string[] | undefined {
  const segments = path.split('/').map((segment) => decodeURIComponent(segment));
  if (segments.shift() !== '') return undefined;
  if (segments.length > 2 && segments.at(-1) === '') segments.pop();
  return segments.includes('') ? undefined : segments;
}

function parseQuery(query: string): URLSearchParams | undefined {
  return decodes(query) ? new URLSearchParams(query) : undefined;
}

function decodes(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}

function requireMediaTypes({ headers }: StandInRequest, { takesBody }: Operation): void {
  if (takesBody && !sendsScimJson(headers)) throw new Failure(415, undefined, 'Unsupported Media Type');
  if (!acceptsScimJson(headers)) throw new Failure(406, undefined, 'Not Acceptable');
}

function requireKnownParameters(query: URLSearchParams, { parameters = [] }: Operation): void {
  const unknown = [...query.keys()].filter((name) => !parameters.includes(name));
  if (unknown.length > 0) throw invalidValue(`Unknown query parameters: ${unknown.join(', ')}`);
}

function parseBody(body: Buffer): JsonValue {
  if (body.length === 0) return null;
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body)) as JsonValue;
  } catch {
    throw unreadable();
  }
}
