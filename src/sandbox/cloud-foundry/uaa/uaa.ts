/**
 * The UAA as one function from request to answer: the web server, the firewall, who may call, the endpoint, and the
 * name under which the answer goes out.
 */
import type { StandInAnswer, StandInRequest } from '../../kit/message.ts';
import { noEndpoints } from '../gorouter.ts';
import type { Landscape } from '../landscape.ts';
import { findRoute } from '../router.ts';
import { areaOf, authorize } from './access/authorize.ts';
import { UntranslatedError } from './errors.ts';
import { OPEN_ROUTES, ROUTES } from './routes.ts';
import { errorAnswer, negotiated } from './web/negotiation.ts';
import { rejectedPage, toLogin, uaaPage, webServerPage } from './web/pages.ts';
import { hasNul } from './web/parameters.ts';
import { decodeSegment, refusalOf } from './web/target.ts';

/** What the web server in front of the UAA takes: request line and headers together, in bytes. */
const LARGEST_HEAD = 14_336;

/** Whether the UAA, rather than Cloud Controller, answers here: they share one address, and the root is the latter's. */
export function isUaaPath(path: string): boolean {
  return !/^\/(?:v3(?:\/.*)?|healthz)?$/.test(path);
}

export async function answerUaa(landscape: Landscape, request: StandInRequest): Promise<StandInAnswer> {
  if (!landscape.settings.uaaAvailable) return noEndpoints();
  const answer = refuse(request) ?? (await answerOrError(landscape, request));
  return { ...answer, headers: { 'x-vcap-request-id': landscape.guids.next('request'), ...answer.headers } };
}

/** The answer to what never reaches an endpoint, whoever calls. */
function refuse(request: StandInRequest): StandInAnswer | undefined {
  const refusal = headSize(request) > LARGEST_HEAD ? 'web server' : refusalOf(request);
  if (refusal === 'web server') return webServerPage(400);
  if (request.method === 'TRACE') return traceAnswer();
  if (refusal === 'firewall') return rejectedPage(request);
  return hasNul(request) ? uaaPage(request, 400) : undefined;
}

async function answerOrError(landscape: Landscape, request: StandInRequest): Promise<StandInAnswer> {
  try {
    return await dispatch(landscape, request);
  } catch (error) {
    return errorAnswer(request, error);
  }
}

async function dispatch(landscape: Landscape, request: StandInRequest): Promise<StandInAnswer> {
  const path = request.path.split('/').map(decodeSegment).join('/');
  const query = new URLSearchParams(request.query);
  const area = areaOf(path);
  if (area === undefined) {
    const open = OPEN_ROUTES.find(({ pattern }) => pattern.test(path));
    if (open === undefined) return toLogin(landscape.url);
    return open.handler({ landscape, request, params: new Map(), query });
  }
  const caller = authorize(landscape, request, area, path);
  const endpointPath = request.path.replace(/(.)\/$/, '$1');
  const found = findRoute(ROUTES, request.method, endpointPath, decodeSegment);
  if (found === 'notFound') throw new UntranslatedError(404);
  if (found === 'wrongMethod') throw new UntranslatedError(405);
  const answer = await found.handler({ landscape, request, params: found.params, query, caller });
  return negotiated(request, answer);
}

/** The web server does not trace, and what stands in for its refusal does. */
function traceAnswer(): StandInAnswer {
  return { status: 405, headers: { 'content-type': 'message/http' }, body: 'TRACE /error HTTP/1.1\r\n' };
}

function headSize({ method, path, query, headers }: StandInRequest): number {
  const fields = Object.entries(headers).reduce(
    (sum, [name, value]) => sum + name.length + String(value).length + 4,
    0,
  );
  return `${method} ${path}?${query} HTTP/1.1\r\n`.length + fields;
}
