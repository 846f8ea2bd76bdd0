/**
 * Clients that read and write at a fixed rate, however long answers take, and know what they were told: each write has a mark
 * of its own, by which the backend can be asked whether it took effect once.
 */
import { Pool } from 'undici';
import { createRandom, randomInteger } from '../../src/sandbox/kit/random.ts';

const USER = 'urn:ietf:params:scim:schemas:core:2.0:User';
const PATCH_OP = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';
/** Milliseconds between two looks at what is due. */
const TICK = 5;
const CONNECTIONS = 64;

/** Of a hundred requests. */
const MIX = { get: 30, list: 10, post: 25, patch: 15, put: 12, delete: 8 } as const;
type Kind = keyof typeof MIX;

/** PEM. */
export interface Identity {
  readonly certificate: string;
  readonly key: string;
}

export interface TrafficOptions {
  /** `http://127.0.0.1:8090` */
  readonly origin: string;
  /** Of the system, with slash at its end. */
  readonly path: string;
  /** Absent: clients show certificates alone. */
  readonly authorization?: string | (() => string) | undefined;
  readonly shows?: Identity | undefined;
  /** Requests per second. */
  readonly rate: number;
  /** Who signed the certificate of the server, PEM. */
  readonly ca?: string | undefined;
  readonly seed?: number | undefined;
}

export interface Failed {
  readonly request: string;
  readonly milliseconds: number;
  /** What became of it. */
  readonly what: string;
}

interface Known {
  readonly id: string;
  readonly userName: string;
  mark: string;
}

export class Traffic {
  readonly #options: TrafficOptions;
  #pool: Pool;
  /** Pools that take no more requests. */
  readonly #closing: Promise<void>[] = [];
  readonly #random: () => number;
  /** Users that were made and that nobody is at. */
  readonly #free: Known[] = [];
  /** What every user has to be called, by id. */
  readonly expected = new Map<string, string>();
  /** Writes that were acknowledged. */
  readonly acknowledged: string[] = [];
  readonly failed: Failed[] = [];
  readonly counts: Record<Kind, number> = { get: 0, list: 0, post: 0, patch: 0, put: 0, delete: 0 };
  /** Milliseconds. */
  readonly latencies: number[] = [];
  #begun = 0;
  #started = 0;
  #ticks: NodeJS.Timeout | undefined;
  readonly #underWay = new Set<Promise<void>>();

  constructor(options: TrafficOptions) {
    this.#options = options;
    this.#pool = this.#open(options.shows);
    this.#random = createRandom(options.seed ?? 1);
  }

  get answered(): number {
    return this.latencies.length;
  }

  start(): void {
    this.#started = performance.now();
    this.#ticks = setInterval(() => {
      const due = Math.floor(((performance.now() - this.#started) / 1000) * this.#options.rate);
      while (this.#begun < due) this.#begin();
    }, TICK);
  }

  /** Begins no more requests, and waits for the last answer. Once more does nothing. */
  async stop(): Promise<void> {
    clearInterval(this.#ticks);
    await Promise.all(this.#underWay);
    if (!this.#pool.closed) await this.#pool.close();
    await Promise.all(this.#closing);
  }

  /** From now on clients show this certificate, on new connections; what is under way is answered on the old ones. */
  show(identity: Identity): void {
    this.#closing.push(this.#pool.close());
    this.#pool = this.#open(identity);
  }

  #open(shows: Identity | undefined): Pool {
    const { origin, ca } = this.#options;
    const identity = shows === undefined ? {} : { cert: shows.certificate, key: shows.key };
    return new Pool(origin, {
      connections: CONNECTIONS,
      connect: { ...(ca === undefined ? {} : { ca }), ...identity },
    });
  }

  #begin(): void {
    this.#begun += 1;
    const number = this.#begun;
    const wanted = this.#pick();
    const user = wanted === 'post' || wanted === 'list' ? undefined : this.#take();
    const kind = user === undefined && wanted !== 'list' ? 'post' : wanted;
    this.counts[kind] += 1;
    const work = this.#perform(number, kind, user).finally(() => this.#underWay.delete(work));
    this.#underWay.add(work);
  }

  #pick(): Kind {
    let left = randomInteger(this.#random, 100);
    for (const [kind, share] of Object.entries(MIX) as [Kind, number][]) {
      left -= share;
      if (left < 0) return kind;
    }
    return 'get';
  }

  #take(): Known | undefined {
    const [user] = this.#free.splice(randomInteger(this.#random, Math.max(1, this.#free.length)), 1);
    return user;
  }

  async #perform(number: number, kind: Kind, user: Known | undefined): Promise<void> {
    const mark = `mark-${number}`;
    const began = performance.now();
    const { method, target, body, success } = requestOf(kind, number, mark, user);
    const fail = (what: string) => {
      this.failed.push({
        request: `${number} ${method} ${target}`,
        milliseconds: performance.now() - this.#started,
        what,
      });
    };
    const { authorization, path } = this.#options;
    try {
      const response = await this.#pool.request({
        method,
        path: path + target,
        headers: {
          ...(authorization === undefined
            ? {}
            : { authorization: typeof authorization === 'string' ? authorization : authorization() }),
          ...(body === undefined ? {} : { 'content-type': 'application/scim+json' }),
        },
        body: body === undefined ? null : JSON.stringify(body),
      });
      const text = await response.body.text();
      this.latencies.push(performance.now() - began);
      if (!success.includes(response.statusCode)) return fail(`${response.statusCode} ${text}`);
      this.#learn(kind, mark, user, text, fail);
    } catch (error) {
      fail(String(error instanceof Error && 'code' in error ? error.code : error));
    }
  }

  #learn(
    kind: Kind,
    mark: string,
    user: Known | undefined,
    text: string,
    fail: (what: string) => void,
  ): void {
    if (kind === 'list') return;
    if (user === undefined) {
      const { id, userName } = JSON.parse(text) as Known;
      this.acknowledged.push(mark);
      this.expected.set(id, mark);
      this.#free.push({ id, userName, mark });
      return;
    }
    if (kind === 'get') {
      const { displayName } = JSON.parse(text) as { displayName: string };
      if (displayName !== user.mark) fail(`is called ${displayName}, not ${user.mark}`);
    } else if (kind === 'delete') {
      this.acknowledged.push(user.id);
      this.expected.delete(user.id);
      return;
    } else {
      this.acknowledged.push(mark);
      user.mark = mark;
      this.expected.set(user.id, mark);
    }
    this.#free.push(user);
  }
}

interface Request {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  readonly target: string;
  readonly body?: object;
  readonly success: readonly number[];
}

function requestOf(kind: Kind, number: number, displayName: string, user: Known | undefined): Request {
  const { id = '', userName = `user-${number}` } = user ?? {};
  const whole = {
    schemas: [USER],
    userName,
    displayName,
    name: { givenName: 'Ada', familyName: `Vale ${number}` },
    emails: [{ value: `${userName}@example.com`, type: 'work', primary: true }],
    active: true,
  };
  const target = `Users/${id}`;
  switch (kind) {
    case 'get':
      return { method: 'GET', target, success: [200] };
    case 'list':
      return { method: 'GET', target: `Users?startIndex=${1 + (number % 40)}&count=10`, success: [200] };
    case 'post':
      return { method: 'POST', target: 'Users', body: whole, success: [201] };
    case 'put':
      return { method: 'PUT', target, body: whole, success: [200] };
    case 'delete':
      return { method: 'DELETE', target, success: [204] };
    case 'patch': {
      const Operations = [{ op: 'replace', path: 'displayName', value: displayName }];
      return { method: 'PATCH', target, body: { schemas: [PATCH_OP], Operations }, success: [200, 204] };
    }
  }
}
