/** A request over HTTP through all rooms, with a transformation that is not the identity, to a backend that records. */
import { afterAll } from 'vitest';
import type { ServerSettings } from '../../../src/config/schema.ts';
import type { ProxySystemParts } from '../../../src/proxy/types.ts';
import {
  type BackendSetup,
  createSystem,
  type RecordingBackend,
  recordingBackend,
} from '../../proxy/support/hand-over.ts';
import { type Answer, API, openProxy, SETTINGS, type SendOptions } from '../../server/helpers.ts';
import { type Example, type OwnPair, ownPairs } from '../../transformations/pairs.ts';

export interface Served {
  readonly backend: RecordingBackend;
  readonly example: Example;
  readonly log: readonly Record<string, unknown>[];
  /** What the location of every resource begins with. */
  readonly base: string;
  /** @param path below the endpoint, such as `/OUXTE?attributes=userName` */
  send(method: string, path: string, options?: SendOptions): Promise<Answer>;
}

export interface Setup {
  /** Default: the one in which nothing is as in the backend. */
  readonly pair?: OwnPair;
  /** Default: `user`. */
  readonly type?: string;
  readonly backend?: BackendSetup;
  /** Beside those of the pair. */
  readonly properties?: Readonly<Record<string, string>>;
  readonly settings?: Partial<ServerSettings>;
  /** Take the place of those of the pair. */
  readonly read?: object;
  readonly write?: object;
}

/** Ids, names, lists, values and extensions are others than in the backend. */
export const ANOTHER_DIRECTORY = pairNamed('identity-authentication/v2/another-directory');
export const NATIVE = { capabilities: { patch: 'native' } } as const;

export type Serve = (setup?: Setup) => Promise<Served>;

/** One server for all tests of the file, as checking a password takes its time; each call puts a new system into it. */
export function contractServer(): Serve {
  let started: ReturnType<typeof openProxy> | undefined;
  let count = 0;
  afterAll(async () => {
    await (await started)?.stop();
  });
  return async (setup = {}) => {
    started ??= openProxy({ systems: [] });
    const proxy = await started;
    const id = `s-${count}`;
    count += 1;
    const { system, backend, example } = systemOf(setup);
    proxy.holder.swap({
      ...proxy.holder.current,
      settings: { ...SETTINGS, ...setup.settings },
      systems: new Map([[id, { status: 'serving', system, parts: {} as ProxySystemParts }]]),
    });
    const endpoint = `${API}/${id}/${system.endpoints[0]}`;
    return {
      backend,
      example,
      log: proxy.log.lines,
      base: `${proxy.url}${endpoint}`,
      send: (method, path, options) =>
        proxy.send(`${endpoint}${path}`, { method, absolute: true, ...options }),
    };
  };
}

function systemOf({
  pair = ANOTHER_DIRECTORY,
  type = 'user',
  backend: backendSetup = {},
  properties = {},
  ...transformations
}: Setup) {
  const example = exampleOf(pair, type);
  const backend = recordingBackend([example.stored], backendSetup);
  const { read = {}, write = {} } = { read: pair.read[type], write: pair.write[type], ...transformations };
  const system = createSystem({
    backend,
    type,
    read,
    write,
    properties: { ...pair.properties, ...properties },
    prefix: pair.kind === 'cf' ? 'btp.cf.pm' : 'ias',
  });
  return { example, backend, system };
}

export function exampleOf(pair: OwnPair, type: string): Example {
  const example = pair.examples[type];
  if (example === undefined) throw new Error(`${pair.name} has no example of a ${type}.`);
  return example;
}

export function pairNamed(name: string): OwnPair {
  const pair = ownPairs().find((candidate) => candidate.name === name);
  if (pair === undefined) throw new Error(`There is no pair ${name}.`);
  return pair;
}
