/**
 * The server every stand-in shares: it listens on loopback if not told otherwise, records what comes, lets faults happen on the wire,
 * and hands the rest to the stand-in's own service.
 */
import { createServer, type IncomingMessage, type ServerResponse, STATUS_CODES } from 'node:http';
import { type AddressInfo, isIPv6, type Socket } from 'node:net';
import { hostname } from 'node:os';
import { type Clock, createClock } from './clock.ts';
import { answerControl, type Control, isControlPath, type Switchboard } from './control.ts';
import { createFaultQueue, type Fault } from './fault.ts';
import { jsonAnswer, type StandInAnswer, type StandInRequest } from './message.ts';
import { createRecorder, type Recording } from './recorder.ts';

const LOOPBACK = '127.0.0.1';
/** All addresses of the machine, which are none to be called at. */
const WILDCARDS = ['0.0.0.0', '::'];
const LARGEST_BODY = 32 * 1024 * 1024;
/** Longer than any client keeps an idle connection, so that no request ever meets a closing one. */
const KEEP_ALIVE = 600_000;

export interface StandInEnvironment {
  /** `http://127.0.0.1:<port>`, without a slash at the end; the name of the machine where all its addresses are meant. */
  readonly url: string;
  readonly clock: Clock;
}

/** What a stand-in does with a request; may answer late by waiting on the clock. */
export interface StandInService {
  handle(request: StandInRequest): StandInAnswer | Promise<StandInAnswer>;
  /** What this backend would send with a status that a fault asked for. @default a JSON object with `error` */
  faultAnswer?(status: number, request: StandInRequest): StandInAnswer | Promise<StandInAnswer>;
  /** Situations that a fault may ask for by name, each with its answer. @default none */
  readonly faultProfiles?: Readonly<Record<string, (request: StandInRequest) => StandInAnswer>>;
  /** How it behaves, for `/__sandbox/switches`. @default none */
  readonly switches?: Switchboard;
}

export interface StandInOptions {
  /** Address to listen on. @default 127.0.0.1 */
  readonly host?: string | undefined;
  /** @default 0, any free port */
  readonly port?: number | undefined;
  /** What the clock runs with, in milliseconds since the epoch. @default Date.now */
  readonly now?: (() => number) | undefined;
}

export interface StandIn {
  /** As in {@link StandInEnvironment}. */
  readonly url: string;
  readonly port: number;
  readonly clock: Clock;
  /** Stops listening and drops every connection; requests under way get no answer. */
  close(): Promise<void>;
}

/**
 * @param createService called once, when the address is known
 * @throws the system's error, e.g. `EADDRINUSE`, when it cannot listen on the port
 */
export async function startStandIn(
  createService: (environment: StandInEnvironment) => StandInService,
  options: StandInOptions = {},
): Promise<StandIn> {
  const host = options.host ?? LOOPBACK;
  const clock = createClock(options.now);
  const recorder = createRecorder();
  const faults = createFaultQueue();
  let service: StandInService | undefined;
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE }, (request, response) => {
    if (service === undefined) return;
    const { switches, faultProfiles = {} } = service;
    const control = { recorder, faults, clock, profiles: Object.keys(faultProfiles), switches };
    serve(control, service, request, response).catch(() => request.socket.destroy());
  });
  server.on('clientError', refuseBrokenHttp);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
  const { port } = server.address() as AddressInfo;
  const url = `http://${nameOf(host)}:${port}`;
  service = createService({ url, clock });
  return {
    url,
    port,
    clock,
    close() {
      clock.stop();
      return new Promise((resolve, reject) => {
        server.close((error) => (error === undefined ? resolve() : reject(error)));
        server.closeAllConnections();
      });
    },
  };
}

/** As it stands in a URL. */
function nameOf(host: string): string {
  if (WILDCARDS.includes(host)) return hostname();
  return isIPv6(host) ? `[${host}]` : host;
}

async function serve(
  control: Control,
  service: StandInService,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { method = 'GET', url: target = '/', headers } = request;
  const [path, query] = splitTarget(target);
  if (isControlPath(path)) {
    const body = (await readBody(request)) ?? Buffer.alloc(0);
    send(control.clock, request, response, answerControl(control, method, path, body));
    return;
  }
  const recording = control.recorder.record(method, target, headers);
  const fault = control.faults.take(method, target);
  const body = await readBody(request);
  if (body === undefined) {
    recording.status = 413;
    send(control.clock, request, response, { status: 413, headers: { connection: 'close' } });
    return;
  }
  recording.body = body;
  for (const status of fault?.interim ?? []) sendInterim(response, status);
  if (fault?.delayMs !== undefined) await control.clock.wait(fault.delayMs);
  if (fault?.reset === 'before') {
    request.socket.resetAndDestroy();
    return;
  }
  const received: StandInRequest = { method, path, query, headers, body };
  const answer =
    (await faultAnswer(service, fault, received)) ?? (await handle(service, received, recording));
  recording.status = answer.status;
  if (fault?.reset === 'after') request.socket.resetAndDestroy();
  else send(control.clock, request, response, answer, fault?.truncate === true);
}

function splitTarget(target: string): [path: string, query: string] {
  const mark = target.indexOf('?');
  return mark === -1 ? [target, ''] : [target.slice(0, mark), target.slice(mark + 1)];
}

/** The whole body, or `undefined` when it is larger than any stand-in takes. */
async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size <= LARGEST_BODY) chunks.push(chunk);
  }
  return size > LARGEST_BODY ? undefined : Buffer.concat(chunks, size);
}

async function handle(
  service: StandInService,
  request: StandInRequest,
  recording: Recording,
): Promise<StandInAnswer> {
  try {
    return await service.handle(request);
  } catch (error) {
    recording.status = 500;
    // A mistake in the stand-in itself: whoever tests against it has to see it.
    return jsonAnswer(500, {
      error: error instanceof Error ? (error.stack ?? error.message) : String(error),
    });
  }
}

/** The answer a fault gives instead of the service; `undefined` where the request is processed. */
async function faultAnswer(
  service: StandInService,
  fault: Fault | undefined,
  request: StandInRequest,
): Promise<StandInAnswer | undefined> {
  if (fault === undefined) return undefined;
  const { status, profile, headers, body, retryAfter } = fault;
  const answer =
    status === undefined
      ? service.faultProfiles?.[profile ?? '']?.(request)
      : ((await service.faultAnswer?.(status, request)) ??
        jsonAnswer(status, { error: STATUS_CODES[status] ?? 'Fault' }));
  if (answer === undefined) return undefined;
  return {
    ...answer,
    headers: {
      ...answer.headers,
      ...(retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) }),
      ...lowerCaseNames(headers ?? {}),
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  };
}

function lowerCaseNames(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

function send(
  clock: Clock,
  request: IncomingMessage,
  response: ServerResponse,
  answer: StandInAnswer,
  truncate = false,
): void {
  const bodiless = answer.status === 204 || answer.status === 304;
  const body = bodiless || answer.body === undefined ? Buffer.alloc(0) : Buffer.from(answer.body);
  response.sendDate = false;
  const headers: Record<string, string> = { date: new Date(clock.now()).toUTCString(), ...answer.headers };
  if (!bodiless) headers['content-length'] = String(body.length);
  response.writeHead(answer.status, headers);
  if (!truncate || body.length === 0 || request.method === 'HEAD') {
    response.end(request.method === 'HEAD' ? undefined : body);
    return;
  }
  response.write(body.subarray(0, Math.floor(body.length / 2)), () => request.socket.destroy());
}

function sendInterim(response: ServerResponse, status: 100 | 102 | 103): void {
  if (status === 100) response.writeContinue();
  else if (status === 102) response.writeProcessing();
  else response.writeEarlyHints({ link: '</style.css>; rel=preload' });
}

function refuseBrokenHttp(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const status = error.code === 'HPE_HEADER_OVERFLOW' ? 431 : 400;
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`);
}
