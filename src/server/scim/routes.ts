/** The SCIM routes: authentication, authorization, target, body, operation, in this order. */
import type {
  FastifyInstance,
  FastifyReply,
  FastifyRequest,
  onRequestHookHandler,
  preParsingHookHandler,
} from 'fastify';
import type { Logger } from 'pino';
import { ignoredNames } from '../../proxy/query.ts';
import type { ProxyContext, ProxyResponse, TimeSpan } from '../../proxy/types.ts';
import type { JsonObject } from '../../scim/json.ts';
import { steadyNow } from '../../steady-clock.ts';
import type { Auditing } from '../audit/auditing.ts';
import { basicAuthentication } from '../authentication/basic.ts';
import { bearerAuthentication } from '../authentication/bearer.ts';
import { certificateAuthentication } from '../authentication/certificate.ts';
import { SlowRefusals } from '../authentication/slow-refusals.ts';
import { type WaysIn, waysInto } from '../authentication/ways-in.ts';
import { ROUTE_FAMILIES, type RouteFamily } from '../families.ts';
import { inviteBody } from '../http/closing.ts';
import { METHODS_WITH_BODY } from '../http/methods.ts';
import { splitTarget } from '../http/request-target.ts';
import { cutOffUnlessTaken } from '../http/taking.ts';
import type { doOnce as DoOnce } from '../idempotency/once.ts';
import { idsOf } from '../request-ids.ts';
import { ScimState, type ScimTarget } from '../request-state.ts';
import type { RuntimeHolder } from '../runtime.ts';
import type { Shutdown } from '../shutdown.ts';
import { WorkMemory } from '../work/memory.ts';
import { createPause } from '../work/pause.ts';
import { RequestMemory } from '../work/request-memory.ts';
import { checkMediaType } from './body.ts';
import type { GateParts } from './bulk/open-gate.ts';
import { withinDeadline } from './deadline.ts';
import { dispatch } from './dispatch.ts';
import { explainTarget, tryOut } from './examine.ts';
import { DRY_RUN_PREFERENCE } from './preference.ts';
import { Arrivals } from './read-body.ts';
import { receiveBody } from './receive.ts';
import { resolveTarget } from './resolve.ts';
import { sendLargeResponse, sendResponse } from './respond.ts';
import { searchEndpoint } from './search.ts';
import { answerForSystem } from './system-endpoints.ts';
import { waitingForPlace } from './waiting-for-place.ts';

export interface ScimRoutesOptions {
  readonly runtime: RuntimeHolder;
  readonly shutdown: Shutdown;
  readonly logger: Logger;
  /** Bytes. */
  readonly bodyLimit: number;
  /** Absent: no audit log. */
  readonly audit?: Auditing | undefined;
}

export async function scimRoutes(app: FastifyInstance, options: ScimRoutesOptions): Promise<void> {
  app.decorateRequest('scim', null as unknown as ScimState);
  app.removeAllContentTypeParsers();
  const { runtime } = options;
  const memory = new WorkMemory({
    total: () => runtime.current.settings.workMemory * 1024 * 1024,
    systems: () => runtime.current.systems,
  });
  const arrivals = new Arrivals(() => runtime.current.systems.size > 1);
  app.addContentTypeParser('*', (request, payload, done) => {
    const receiving = receiveBody(request, payload, { limit: options.bodyLimit, arrivals });
    if (!(receiving instanceof Promise)) return done(null, receiving);
    request.scim.receiving = receiving;
    return receiving;
  });
  const refusals = new SlowRefusals();
  const waysIn: WaysIn = {
    basic: await basicAuthentication(app),
    bearer: bearerAuthentication(refusals),
    certificate: certificateAuthentication(refusals),
  };
  for (const family of ROUTE_FAMILIES) {
    app.route({
      method: app.supportedMethods,
      url: family.prefix,
      onRequest: [
        begin(family, options, memory),
        waysInto(family, waysIn),
        admit(family),
        keepLimits,
        ...audited(options),
      ],
      preParsing: invite(options),
      handler: answer(options),
    });
  }
}

function begin(
  family: RouteFamily,
  { runtime, shutdown }: Pick<ScimRoutesOptions, 'runtime' | 'shutdown'>,
  memory: WorkMemory,
): onRequestHookHandler {
  const patterns = ['', '/:systemId', '/:endpoint', '/:id', '/…'].map((_, count, all) =>
    [family.prefix, ...all.slice(1, count + 1)].join(''),
  );
  return (request, reply, done) => {
    const { path, query } = splitTarget(request.originalUrl);
    const segments = path.slice(family.prefix.length + 1).split('/');
    // One slash at the end means nothing.
    if (segments.at(-1) === '') segments.pop();
    request.trail.route = patterns[segments.length] ?? patterns.at(-1) ?? family.prefix;
    const lease = runtime.acquire();
    // Before anybody is let in: an operator looks for the 401s of a system. An id that no system has can be anything.
    const [systemId = ''] = segments;
    if (lease.runtime.systems.has(systemId)) request.trail.system = systemId;
    const state = new ScimState({
      lease,
      memory: new RequestMemory(memory),
      pause: createPause(),
      segments,
      queryString: query,
      underWay: shutdown.underWay,
    });
    request.scim = state;
    // A request whose body is still on its way has no deadline of its own to end it.
    const onStop = () => {
      if (!reply.sent) void reply.send(shutdown.refusal());
    };
    state.onStop = onStop;
    done();
  };
}

function admit(family: RouteFamily): onRequestHookHandler {
  return (request, _reply, done) => {
    const target = resolveTarget(request, family);
    request.scim.target = target;
    request.scim.memory.belongTo(target.systemId);
    if (METHODS_WITH_BODY.has(request.method)) checkMediaType(request.raw);
    done();
  };
}

/** Of those who are admitted, and before anything is read of what they send. */
function keepLimits(request: FastifyRequest, reply: FastifyReply, done: (error?: Error) => void): void {
  const { check } = request.scim.lease.runtime.limits;
  if (check === undefined) done();
  else check(request, reply).then(() => done(), done);
}

function audited({ audit }: Pick<ScimRoutesOptions, 'audit'>): onRequestHookHandler[] {
  return audit === undefined ? [] : [audit.admit];
}

/** What is too long is refused next, and need not be sent. */
function invite({ bodyLimit }: Pick<ScimRoutesOptions, 'bodyLimit'>): preParsingHookHandler {
  return ({ raw, method }, reply, payload, done) => {
    const isTooLong = Number(raw.headers['content-length']) > bodyLimit;
    if (METHODS_WITH_BODY.has(method) && !isTooLong) inviteBody(raw, reply.raw);
    done(null, payload);
  };
}

function operate(
  request: FastifyRequest,
  target: ScimTarget,
  body: JsonObject | undefined,
  context: ProxyContext,
  parts: GateParts,
): Promise<ProxyResponse> {
  const { method, headers, scim } = request;
  if (target.scope === 'system') {
    const ifNoneMatch = headers['if-none-match'];
    const { user, lease } = scim;
    const { runtime } = lease;
    const gate = async () => (await import('./bulk/open-gate.ts')).openGate(request, target.systemId, parts);
    return answerForSystem({ target, method, body, ifNoneMatch, user, runtime, context, gate });
  }
  switch (target.purpose) {
    case 'serve':
      return dispatch(method, target, body, headers, context);
    case 'search':
      return searchEndpoint(target, body, context);
    case 'dry-run':
      return tryOut(method, target, body, headers, context);
    case 'explain':
      return explainTarget(target, body, scim.lease.runtime.authenticator, context);
  }
}

/** Searches, explanations and dry runs change nothing. */
function isChange(method: string, { purpose }: ScimTarget): boolean {
  return purpose === 'bulk' || (purpose === 'serve' && method !== 'GET' && method !== 'HEAD');
}

async function once(...parts: Parameters<typeof DoOnce>): Promise<ProxyResponse> {
  const { doOnce } = await import('../idempotency/once.ts');
  return await doOnce(...parts);
}

function answer({ logger, audit }: Pick<ScimRoutesOptions, 'logger' | 'audit'>) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const { scim, method } = request;
    const { target } = scim;
    if (target === undefined) throw new Error('The request was not admitted.');
    if (method === 'OPTIONS') return reply.code(204).header('allow', target.allow.join(', ')).send();

    const log = logger.child(idsOf(request, target.systemId));
    const timeout = scim.lease.runtime.settings.requestTimeout * 1000;
    const deadline = steadyNow() + timeout;
    const changes = isChange(method, target);
    const response = await withinDeadline(
      (signal) => {
        const { memory, pause, account } = scim;
        const { baseUrl } = target;
        const takesText = target.purpose === 'serve' || target.purpose === 'search';
        const progress = changes ? { hasWritten: false } : undefined;
        const context: ProxyContext = {
          signal,
          deadline,
          requestId: request.id,
          log,
          baseUrl,
          memory,
          pause,
          takesText,
          account,
          trace: request.trace,
          caller: scim.user?.id,
          progress,
        };
        const body = request.body as JsonObject | undefined;
        const { limits } = scim.lease.runtime;
        // Each operation of a Bulk request takes a place of its own.
        const places = target.purpose === 'bulk' ? undefined : limits.places.get(target.systemId);
        const perform = (begunBefore?: TimeSpan) => {
          const told = begunBefore === undefined ? context : { ...context, begunBefore };
          const operation = () => operate(request, target, body, told, { reply, audit, logger });
          return places === undefined
            ? operation()
            : places.within(scim.user?.id ?? '', signal, operation, waitingForPlace(request));
        };
        const isOnce = changes && request.headers['idempotency-key'] !== undefined;
        const work = isOnce ? once(request, reply, target, { timeout, progress, perform }) : perform();
        scim.work = work;
        return work;
      },
      { timeout, changes, ends: scim },
    );
    scim.isDone = scim.lingering === undefined;
    if (target.purpose === 'dry-run') reply.header('preference-applied', DRY_RUN_PREFERENCE);
    // In front, as they change what the whole answer means.
    const warnings = ignoredNames(target.query).concat(response.warnings);
    const { isLarge } = scim.memory;
    if (isLarge) cutOffUnlessTaken(reply.raw, timeout);
    return isLarge
      ? await sendLargeResponse(reply, response, warnings, scim.pause)
      : sendResponse(reply, response, warnings);
  };
}
