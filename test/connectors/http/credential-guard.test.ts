import { describe, expect, it } from 'vitest';
import { CredentialGuard } from '../../../src/connectors/http/credential-guard.ts';
import { CredentialGuards, KeptGuards } from '../../../src/connectors/http/credential-guards.ts';
import {
  CredentialsUnproven,
  MOST_UNANSWERED,
  SILENCE,
} from '../../../src/connectors/http/credentials-unproven.ts';
import {
  abortedFailure,
  type OutboundRequest,
  type OutboundResponse,
  type Send,
  TransportFailure,
} from '../../../src/connectors/http/exchange.ts';
import {
  CredentialsRefused,
  type Judge,
  judgeStatus,
  PROBE_INTERVAL,
} from '../../../src/connectors/http/refusal.ts';
import { wait } from '../../../src/connectors/http/waiting.ts';
import { exampleBackend } from '../support/example-backend.ts';

type Outcome = number | OutboundResponse | Error;

/** A guard in front of a backend whose answers are given one by one. */
function setUp(judge: Judge = judgeStatus(exampleBackend())) {
  let now = 1_000_000;
  const waiting: { path: string; settle: (outcome: Outcome) => void }[] = [];
  const send: Send = async ({ path, signal, unanswered }) => {
    const { promise, resolve, reject } = Promise.withResolvers<OutboundResponse>();
    const settle = (outcome: Outcome) => {
      if (outcome instanceof Error) reject(outcome);
      else resolve(responseOf(outcome));
    };
    waiting.push({ path, settle });
    signal.addEventListener('abort', () => {
      const ending = Promise.withResolvers<OutboundResponse | TransportFailure>();
      const running = waiting.find((each) => each.path === path);
      if (running !== undefined) {
        running.settle = (outcome) =>
          ending.resolve(outcome instanceof TransportFailure ? outcome : responseOf(outcome));
      }
      unanswered?.(ending.promise);
      reject(abortedFailure(signal, { progress: 'sent' }));
    });
    return await promise;
  };
  const timers: { due: number; end: () => void }[] = [];
  const guard = new CredentialGuard({
    now: () => now,
    wait: async (milliseconds, signal) => {
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      timers.push({ due: now + milliseconds, end: resolve });
      signal.addEventListener('abort', () => reject(abortedFailure(signal, { progress: 'unsent' })));
      await promise;
    },
  });
  const guarded = guard.interceptor(judge)(send);
  return {
    guard,
    waiting,
    call: (path: string, signal = new AbortController().signal, time?: number) => {
      const deadline = time === undefined ? undefined : now + time;
      const call = guarded({ ...request(path, signal), deadline });
      call.catch(() => undefined);
      return call;
    },
    /** Answers the oldest request that reached the backend. */
    answer: async (outcome: Outcome) => {
      waiting.shift()?.settle(outcome);
      await settled();
    },
    /** Answers the one request of this path. */
    answerTo: async (wanted: string, outcome: Outcome) => {
      const [found] = waiting.splice(
        waiting.findIndex(({ path }) => path === wanted),
        1,
      );
      found?.settle(outcome);
      await settled();
    },
    pass: async (milliseconds: number) => {
      now += milliseconds;
      for (const timer of timers) if (timer.due <= now) timer.end();
      await settled();
    },
  };
}

function request(path: string, signal: AbortSignal): OutboundRequest {
  return { method: 'GET', path, headers: {}, signal };
}

function responseOf(outcome: Outcome): OutboundResponse {
  if (outcome instanceof Error) throw outcome;
  return typeof outcome === 'number' ? answer(outcome) : outcome;
}

function answer(status: number, contentType = 'application/scim+json'): OutboundResponse {
  return { status, headers: { 'content-type': contentType }, body: Buffer.alloc(0) };
}

/** Every promise that can settle has settled. */
async function settled(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}

describe('CredentialGuard', () => {
  it('lets the very first request go alone, and the others once it succeeded', async () => {
    const { call, answer, waiting } = setUp();
    const calls = Array.from({ length: 50 }, (_, index) => call(`/${index}`));
    await settled();
    expect(waiting.map(({ path }) => path)).toEqual(['/0']);
    await answer(200);
    expect(waiting).toHaveLength(49);
    while (waiting.length > 0) await answer(200);
    expect(await Promise.all(calls)).toHaveLength(50);
  });

  it('sends one of fifty simultaneous first requests with wrong credentials', async () => {
    const { call, answer, waiting } = setUp();
    const calls = Array.from({ length: 50 }, (_, index) => call(`/${index}`));
    await settled();
    await answer(401);
    expect(waiting).toEqual([]);
    expect(await calls[0]).toMatchObject({ status: 401 });
    for (const later of calls.slice(1)) await expect(later).rejects.toBeInstanceOf(CredentialsRefused);
    await expect(call('/after')).rejects.toBeInstanceOf(CredentialsRefused);
  });

  it('stops when credentials that were good are refused', async () => {
    const { call, answer, waiting } = setUp();
    call('/first');
    await answer(200);
    call('/slow');
    call('/refused');
    const [, refused] = waiting.splice(0);
    refused?.settle(401);
    await settled();
    await expect(call('/after')).rejects.toBeInstanceOf(CredentialsRefused);
  });

  it('is not opened again by an answer to a request from before', async () => {
    const { call, answer, waiting } = setUp();
    call('/first');
    await answer(200);
    call('/slow');
    call('/refused');
    const [slow, refused] = waiting.splice(0);
    refused?.settle(401);
    await settled();
    slow?.settle(200);
    await settled();
    await expect(call('/after')).rejects.toBeInstanceOf(CredentialsRefused);
  });

  it('tries once more after 15 minutes, alone, and goes on if that succeeds', async () => {
    const { call, answer, waiting, pass } = setUp();
    call('/first');
    await settled();
    await answer(401);
    await pass(PROBE_INTERVAL - 1);
    await expect(call('/early')).rejects.toBeInstanceOf(CredentialsRefused);
    await pass(1);
    const calls = [call('/probe'), call('/b'), call('/c')];
    await settled();
    expect(waiting.map(({ path }) => path)).toEqual(['/probe']);
    await answer(200);
    expect(waiting.map(({ path }) => path)).toEqual(['/b', '/c']);
    await answer(200);
    await answer(200);
    expect(await Promise.all(calls)).toHaveLength(3);
  });

  it('waits another 15 minutes after a probe that was refused, or whose answer got lost', async () => {
    const { call, answer, waiting, pass } = setUp();
    call('/first');
    await settled();
    await answer(401);
    for (const outcome of [401, 503, new TransportFailure('ECONNRESET', { progress: 'sent' })]) {
      await pass(PROBE_INTERVAL);
      call('/probe');
      const waiter = call('/waits');
      await settled();
      expect(waiting.map(({ path }) => path)).toEqual(['/probe']);
      await answer(outcome);
      await expect(waiter).rejects.toBeInstanceOf(CredentialsRefused);
      await pass(PROBE_INTERVAL - 1);
      await expect(call('/early')).rejects.toBeInstanceOf(CredentialsRefused);
    }
  });

  it('does not count a probe for which there was no connection', async () => {
    const { call, answer, waiting, pass } = setUp();
    call('/first');
    await settled();
    await answer(401);
    await pass(PROBE_INTERVAL);
    call('/probe');
    await settled();
    await answer(new TransportFailure('ECONNREFUSED', { progress: 'unsent' }));
    call('/again');
    await settled();
    expect(waiting.map(({ path }) => path)).toEqual(['/again']);
  });

  it.each([
    ['a role that is missing (403)', 403],
    ['an unknown entity (404)', 404],
    ['a wrong request (400)', 400],
    ['a conflict (409)', 409],
  ])('takes %s as proof that the credentials are good', async (_, status) => {
    const { call, answer, waiting } = setUp();
    call('/first');
    call('/second');
    call('/third');
    await settled();
    await answer(status);
    expect(waiting.map(({ path }) => path)).toEqual(['/second', '/third']);
    await answer(status);
    call('/fourth');
    await settled();
    expect(waiting.map(({ path }) => path)).toEqual(['/third', '/fourth']);
  });

  it.each<[string, Outcome]>([
    ['503', 503],
    ['429', 429],
    ['a redirect', 302],
    ["a router's 404", answer(404, 'text/html')],
    ['a lost answer', new TransportFailure('ECONNRESET', { progress: 'sent' })],
    ['an abort', new TransportFailure('ABORTED', { progress: 'sent' })],
  ])('lets the next one go alone after %s, which proves nothing', async (_, outcome) => {
    const { call, answer, waiting } = setUp();
    call('/first');
    call('/second');
    call('/third');
    await settled();
    await answer(outcome);
    expect(waiting.map(({ path }) => path)).toEqual(['/second']);
    await answer(200);
    expect(waiting.map(({ path }) => path)).toEqual(['/third']);
  });

  it('shares a failure to connect with those who wait', async () => {
    const { call, answer, waiting } = setUp();
    const calls = [call('/first'), call('/second'), call('/third')];
    await settled();
    await answer(new TransportFailure('UND_ERR_CONNECT_TIMEOUT', { progress: 'unsent' }));
    for (const each of calls) await expect(each).rejects.toMatchObject({ reason: 'UND_ERR_CONNECT_TIMEOUT' });
    expect(waiting).toEqual([]);
    call('/later');
    await settled();
    expect(waiting.map(({ path }) => path)).toEqual(['/later']);
  });

  it('shares no failure to connect with another system, which may go another way', async () => {
    const { guard, call, answer, waiting } = setUp();
    const first = call('/first');
    const other = guard.interceptor(judgeStatus(exampleBackend()))(async () => responseOf(200));
    const second = other(request('/second', new AbortController().signal));
    await settled();
    await answer(new TransportFailure('UND_ERR_CONNECT_TIMEOUT', { progress: 'unsent' }));
    await expect(first).rejects.toMatchObject({ reason: 'UND_ERR_CONNECT_TIMEOUT' });
    expect(await second).toMatchObject({ status: 200 });
    expect(waiting).toEqual([]);
  });

  it('lets a waiting request go away', async () => {
    const { call, answer, waiting } = setUp();
    const abort = new AbortController();
    call('/first');
    const second = call('/second', abort.signal);
    await settled();
    abort.abort('gone');
    await expect(second).rejects.toMatchObject({ reason: 'ABORTED', progress: 'unsent', cause: 'gone' });
    await answer(200);
    expect(waiting).toEqual([]);
  });

  it('lets the next one go when the one ahead goes away', async () => {
    const { call, answer, waiting } = setUp();
    const abort = new AbortController();
    const first = call('/first', abort.signal);
    call('/second');
    await settled();
    abort.abort();
    await expect(first).rejects.toMatchObject({ reason: 'ABORTED' });
    await settled();
    expect(waiting.map(({ path }) => path)).toEqual(['/first', '/second']);
    waiting.shift();
    await answer(200);
  });
});

describe('a request that went ahead and is not answered', () => {
  const paths = (waiting: readonly { path: string }[]) => waiting.map(({ path }) => path);

  it('lets another one go after a second, and a third, and never a fourth', async () => {
    const { call, answerTo, pass, waiting } = setUp();
    const calls = ['/a', '/b', '/c', '/d', '/e'].map((path) => call(path));
    await pass(SILENCE - 1);
    expect(paths(waiting)).toEqual(['/a']);
    await pass(1);
    expect(paths(waiting)).toEqual(['/a', '/b']);
    await pass(SILENCE);
    expect(paths(waiting)).toEqual(['/a', '/b', '/c']);
    for (let second = 0; second < 5; second += 1) await pass(SILENCE);
    expect(waiting).toHaveLength(MOST_UNANSWERED);
    await answerTo('/b', 200);
    expect(paths(waiting)).toEqual(['/a', '/c', '/d', '/e']);
    for (const path of ['/a', '/c', '/d', '/e']) await answerTo(path, 200);
    expect(await Promise.all(calls)).toHaveLength(5);
  });

  it('keeps others waiting for ten seconds, or for a part of their own time', async () => {
    const { call, pass, waiting } = setUp();
    for (const path of ['/a', '/b', '/c']) {
      call(path);
      await pass(SILENCE);
    }
    const patient = call('/d');
    const hurried = call('/e', undefined, 5_000);
    await pass(3_000);
    await expect(hurried).rejects.toBeInstanceOf(CredentialsUnproven);
    await pass(6_999);
    await pass(1);
    await expect(patient).rejects.toBeInstanceOf(CredentialsUnproven);
    expect(paths(waiting)).toEqual(['/a', '/b', '/c']);
  });

  it('is forgotten after a minute', async () => {
    const { call, pass, waiting } = setUp();
    for (const path of ['/a', '/b', '/c']) {
      call(path);
      await pass(SILENCE);
    }
    await pass(57_000);
    call('/d');
    await settled();
    expect(paths(waiting)).toEqual(['/a', '/b', '/c', '/d']);
  });

  it.each([
    [401, [], CredentialsRefused],
    [200, ['/b'], undefined],
  ])('tells by %s what it would have told its client, who has gone', async (status, sent, refusal) => {
    const { call, answerTo, waiting } = setUp();
    const gone = new AbortController();
    call('/a', gone.signal);
    gone.abort();
    await settled();
    await answerTo('/a', status);
    const next = call('/b');
    await settled();
    expect(paths(waiting)).toEqual(sent);
    if (refusal !== undefined) await expect(next).rejects.toBeInstanceOf(refusal);
  });

  it('counts although its client has gone', async () => {
    const { call, waiting, pass } = setUp();
    for (const path of ['/a', '/b', '/c']) {
      const gone = new AbortController();
      call(path, gone.signal);
      gone.abort();
      await settled();
    }
    const next = call('/d');
    await pass(10_000);
    await expect(next).rejects.toBeInstanceOf(CredentialsUnproven);
    expect(waiting).toHaveLength(MOST_UNANSWERED);
  });

  it('does not refuse by a late 401 what one that was sent later has proved', async () => {
    const { call, answerTo, pass, waiting } = setUp();
    call('/a');
    call('/b');
    await pass(SILENCE);
    await answerTo('/b', 200);
    await answerTo('/a', 401);
    call('/c');
    expect(paths(waiting)).toEqual(['/c']);
  });

  it('is believed where it was sent later than the one that was refused', async () => {
    const { call, answerTo, pass, waiting } = setUp();
    call('/a');
    call('/b');
    await pass(SILENCE);
    await answerTo('/a', 401);
    await expect(call('/c')).rejects.toBeInstanceOf(CredentialsRefused);
    await answerTo('/b', 200);
    call('/d');
    expect(paths(waiting)).toEqual(['/d']);
  });
});

describe('an answer that holds requests back', () => {
  const brief = { holds: [5_000, 60_000], status: 503, answered: 500, text: 'x', advice: '' } as const;
  const unclear = { holds: [90_000], status: 502, answered: 401, text: 'y', advice: '' } as const;
  const judge: Judge = (answer) => {
    if (answer === undefined) return brief;
    if (answer.status === 401) return unclear;
    return answer.status === 500 ? brief : answer.status === 200 ? 'accepted' : undefined;
  };
  const held = async (call: Promise<unknown>, refusal: object, seconds: number) =>
    await expect(call).rejects.toMatchObject({ refusal, seconds });

  it('does so as long as it says, with the reason and the time that is left', async () => {
    const { call, answer, pass, waiting } = setUp(judge);
    call('/first');
    await settled();
    await answer(500);
    await held(call('/b'), brief, 5);
    await pass(4_999);
    await held(call('/c'), brief, 1);
    await pass(1);
    call('/probe');
    await settled();
    await answer(200);
    call('/d');
    await settled();
    expect(waiting.map(({ path }) => path)).toEqual(['/d']);
  });

  it('does so for longer where it is still so after that, until credentials are accepted', async () => {
    const { call, answer, pass } = setUp(judge);
    call('/first');
    await settled();
    for (const seconds of [5, 60, 60]) {
      await answer(500);
      await held(call('/held'), brief, seconds);
      await pass(seconds * 1_000);
      call('/probe');
      await settled();
    }
    await answer(200);
    call('/again');
    await settled();
    await answer(500);
    await held(call('/held'), brief, 5);
  });

  it('is the first of its kind after one of another', async () => {
    const { call, answer, pass } = setUp(judge);
    for (const [status, refusal, seconds] of [
      [500, brief, 5],
      [401, unclear, 90],
      [500, brief, 5],
    ] as const) {
      call('/probe');
      await settled();
      await answer(status);
      await held(call('/held'), refusal, seconds);
      await pass(seconds * 1_000);
    }
  });

  it('counts once for requests that were under way together', async () => {
    const { call, answer, pass } = setUp(judge);
    call('/first');
    await settled();
    await answer(200);
    for (const path of ['/a', '/b', '/c']) call(path);
    for (let left = 3; left > 0; left -= 1) await answer(500);
    await held(call('/held'), brief, 5);
    await pass(5_000);
    call('/probe');
    await settled();
    await answer(500);
    await held(call('/held'), brief, 60);
  });

  it('is not forgotten where an older request could not be sent at all', async () => {
    const { call, answerTo, pass, waiting } = setUp(judge);
    call('/a');
    call('/b');
    await pass(SILENCE);
    await answerTo('/b', 401);
    await answerTo('/a', new TransportFailure('UND_ERR_CONNECT_TIMEOUT', { progress: 'unsent' }));
    const next = call('/c');
    await settled();
    expect(waiting).toEqual([]);
    await held(next, unclear, 90);
  });

  it.each([
    ['was verified', 200],
    ['was not', undefined],
  ])('may be none at all: a broken connection, whoever %s', async (_, before) => {
    const { call, answer } = setUp(judge);
    if (before !== undefined) {
      call('/before');
      await settled();
      await answer(before);
    }
    call('/first');
    await settled();
    await answer(new TransportFailure('ECONNRESET', { progress: 'sent' }));
    await held(call('/held'), brief, 5);
  });

  it.each<[string, TransportFailure]>([
    ['was aborted', new TransportFailure('ABORTED', { progress: 'sent' })],
    ['was never sent', new TransportFailure('ECONNREFUSED', { progress: 'unsent' })],
  ])('is none where the request %s', async (_, outcome) => {
    const { call, answer, waiting } = setUp(judge);
    call('/first');
    await settled();
    await answer(outcome);
    call('/second');
    await settled();
    expect(waiting.map(({ path }) => path)).toEqual(['/second']);
  });

  it('is judged without its body where nobody waited for it', async () => {
    const seen: unknown[] = [];
    const { call, answerTo } = setUp((answer) => {
      seen.push(answer);
      return undefined;
    });
    const gone = new AbortController();
    call('/a', gone.signal);
    gone.abort();
    await settled();
    await answerTo('/a', 401);
    expect(seen).toEqual([{ status: 401, headers: { 'content-type': 'application/scim+json' } }]);
  });

  it('lets go at a load, and begins anew', async () => {
    const kept = new KeptGuards();
    let now = 0;
    const calls = async () => {
      const guarded = new CredentialGuards().interceptor(
        kept,
        'https://a',
        { user: 'u', password: 'p' },
        { now: () => now, wait },
        judge,
      )(async () => answer(500));
      await guarded(request('/sent', new AbortController().signal));
      await held(guarded(request('/held', new AbortController().signal)), brief, 5);
    };
    await calls();
    now += 1_000;
    await calls();
  });
});

describe('a reload', () => {
  const credentials = { user: 'u', password: 'p' };
  const load = (kept: KeptGuards, send: Send) => {
    const guards = new CredentialGuards();
    return [1, 2].map(() =>
      guards.interceptor(
        kept,
        'https://a',
        credentials,
        { now: Date.now, wait },
        judgeStatus(exampleBackend()),
      )(send),
    );
  };
  const signal = new AbortController().signal;

  it('does not forget who was verified: nobody waits for one that hangs', async () => {
    const kept = new KeptGuards();
    await load(kept, async () => answer(200))[0]?.(request('/a', signal));
    const sent: string[] = [];
    const [first, second] = load(kept, async ({ path }) => {
      sent.push(path);
      return await new Promise<never>(() => undefined);
    });
    void first?.(request('/hangs', signal));
    void second?.(request('/too', signal));
    await settled();
    expect(sent).toEqual(['/hangs', '/too']);
  });

  it('lets credentials that were refused be tried again, once for all systems', async () => {
    const kept = new KeptGuards();
    const sent: string[] = [];
    const refusing: Send = async ({ path }) => {
      sent.push(path);
      return answer(401);
    };
    for (const round of ['/before', '/after']) {
      const [first, second] = load(kept, refusing);
      await first?.(request(round, signal));
      await expect(second?.(request(`${round}/2`, signal))).rejects.toBeInstanceOf(CredentialsRefused);
    }
    expect(sent).toEqual(['/before', '/after']);
  });

  it('that is refused, so that none of it is used, changes nothing', async () => {
    const kept = new KeptGuards();
    const [first] = load(kept, async () => answer(401));
    await first?.(request('/a', signal));
    load(kept, async () => answer(200));
    await expect(first?.(request('/b', signal))).rejects.toBeInstanceOf(CredentialsRefused);
  });
});

describe('CredentialGuards', () => {
  const guards = new CredentialGuards();
  const kept = new KeptGuards();
  const guard = (origin: string, user: string, password: string) =>
    guards.guard(kept, origin, { user, password }, { now: Date.now, wait });

  it('gives one guard for one pair of credentials at one host', () => {
    expect(guard('https://a', 'u', 'p')).toBe(guard('https://a', 'u', 'p'));
  });

  it.each([
    ['https://b', 'u', 'p'],
    ['https://a', 'v', 'p'],
    ['https://a', 'u', 'q'],
    ['https://a', 'u","p', ''],
  ])('has another one for %s, %s, %s', (origin, user, password) => {
    expect(guard(origin, user, password)).not.toBe(guard('https://a', 'u', 'p'));
  });
});

it('five thousand guards are kept, and those that were used last', () => {
  const kept = new KeptGuards();
  const guard = (host: number) =>
    kept.guard(String(host), { user: 'u', password: 'p' }, { now: () => 0, wait });
  const [first, second] = [guard(0), guard(1)];
  for (let host = 2; host < 5_000; host += 1) guard(host);
  expect(guard(0)).toBe(first);
  const third = guard(2);
  guard(5_000);
  expect(guard(0)).toBe(first);
  expect(guard(2)).toBe(third);
  expect(guard(1)).not.toBe(second);
});
