/** From a request to an answer: who calls, forged or not, and the endpoint. */
import type { StandInAnswer, StandInRequest } from '../kit/message.ts';
import type { StandInService } from '../kit/stand-in.ts';
import { type Credentials, createAccess } from './access/authentication.ts';
import { createCsrfProtection } from './access/csrf.ts';
import { errorAnswer, Failure } from './failure.ts';
import { discovered } from './http/discovery.ts';
import { answerResources, json } from './http/resources.ts';
import { RESOURCE_TYPES } from './schema/resource-types.ts';
import type { Server } from './server.ts';

export function createService(server: Server, credentials: Credentials): StandInService {
  const access = createAccess(server, credentials);
  const csrf = createCsrfProtection(server);

  function answer(request: StandInRequest): StandInAnswer {
    if (request.path === '/oauth/token' && request.method === 'POST') return access.issueToken(request);
    access.check(request);
    return csrf.refuse(request) ?? withHeaders(dispatch(server, request), csrf.headersFor(request));
  }

  return {
    switches: server.switches,
    handle(request) {
      try {
        return answer(request);
      } catch (error) {
        if (error instanceof Failure) return errorAnswer(error);
        throw error;
      }
    },
    faultAnswer: (status) =>
      status < 400 ? { status } : errorAnswer(new Failure(status, 'Refused by a fault that was asked for.')),
  };
}

/** @throws {Failure} */
function dispatch(server: Server, request: StandInRequest): StandInAnswer {
  const path = pathBelow(server, request.path);
  const query = new URLSearchParams(request.query);
  const method = request.method === 'HEAD' ? 'GET' : request.method;
  const document = discovered(server, path, query);
  if (document !== undefined) {
    if (method !== 'GET')
      throw new Failure(405, `${method} is not allowed here.`, undefined, { allow: 'GET' });
    return json(server, 200, document);
  }
  const [endpoint, ...rest] = path;
  const type = RESOURCE_TYPES.find((each) => each.endpoint === endpoint);
  if (type === undefined) throw new Failure(404, 'There is nothing here.');
  return answerResources({ server, type, query, request: { ...request, method } }, rest);
}

function pathBelow({ basePath }: Server, path: string): string[] {
  if (!path.startsWith(`${basePath}/`)) throw new Failure(404, 'There is nothing here.');
  try {
    return path
      .slice(basePath.length + 1)
      .split('/')
      .map(decodeURIComponent);
  } catch {
    throw new Failure(404, 'There is nothing here.');
  }
}

function withHeaders(answer: StandInAnswer, headers: Readonly<Record<string, string>>): StandInAnswer {
  return { ...answer, headers: { ...answer.headers, ...headers } };
}
