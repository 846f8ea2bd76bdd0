/** Tries one case on the stage. */
import type { Answer, Case } from './case.ts';
import { bytesOf, isWhole } from './grammar/wire.ts';
import { type Expectations, judge } from './judge.ts';
import { authorizationOf, REQUEST_TIMEOUT } from './stage/configuration.ts';
import { Connection, type Outcome } from './stage/connection.ts';
import type { Front } from './stage/front.ts';
import type { Spoilt, Stage } from './stage/stage.ts';
import type { Verdict } from './verdict.ts';

/** Milliseconds. */
const PATIENCE = 30_000;
/** With which a case has to show that it is to blame. */
const ATTEMPTS = 3;
/** Milliseconds in all. */
const STARVED = 2_000;

export interface Trial {
  readonly outcome: Outcome;
  readonly verdict: Verdict;
  /** With what the backend answered. */
  readonly performed: Case;
  /** Since the epoch. */
  readonly from: number;
  readonly until: number;
}

export function expectationsOf({ secrets }: Stage): Expectations {
  // Looked at every five seconds.
  return { deadline: REQUEST_TIMEOUT * 1000, receiving: REQUEST_TIMEOUT * 1000 + 5_000, secrets };
}

export function senderTo(port: number) {
  return { host: `127.0.0.1:${port}`, authorization: authorizationOf('hostile') };
}

/** The front that a case's system leads to. */
function frontOf(stage: Stage, { system }: Case): Front | undefined {
  const [, spoilt, lane] = /^hostile-(\w+)-(\d+)$/.exec(system) ?? [];
  return spoilt === undefined ? undefined : stage.front(Number(lane), spoilt as Spoilt);
}

export async function tryCase(stage: Stage, tried: Case, connection: Connection): Promise<Trial> {
  const id = tried.headers.find(([name]) => name === 'X-Request-Id')?.[1] ?? '';
  const front = frontOf(stage, tried);
  const given: (Answer | undefined)[] = [];
  if (front !== undefined && tried.backend !== undefined)
    front.performances.set(id, { plan: tried.backend, given });
  const from = Date.now();
  const outcome = await connection.exchange(bytesOf(tried, senderTo(stage.port)), {
    method: tried.method,
    patience: PATIENCE,
    // Nobody waits for the rest of what has none.
    last: tried.wire !== undefined && !isWhole(tried.wire),
  });
  front?.performances.delete(id);
  const performed =
    tried.backend === undefined ? tried : { ...tried, backend: { ...tried.backend, answers: given } };
  return {
    outcome,
    verdict: judge(tried, outcome, expectationsOf(stage)),
    performed,
    from,
    until: Date.now(),
  };
}

/** On a connection of its own. */
export async function tryAlone(stage: Stage, tried: Case): Promise<Trial> {
  const connection = new Connection(stage.port);
  try {
    return await tryCase(stage, tried, connection);
  } finally {
    connection.close();
  }
}

/**
 * How long the proxy's main thread worked in one go for this case alone, in milliseconds: the least of several attempts, as
 * whatever else the machine and the garbage collector did must not count.
 *
 * @param longest less than this is good enough
 */
export async function longestWork(
  stage: Stage,
  work: () => Promise<unknown>,
  longest: number,
): Promise<number> {
  let least = Number.POSITIVE_INFINITY;
  for (let attempt = 0; attempt < ATTEMPTS && least >= longest; attempt += 1) {
    await settle(stage);
    const { stalls } = stage.proxy;
    const known = stalls.length;
    await work();
    await settle(stage);
    least = Math.min(least, Math.max(0, ...stalls.slice(known).map(({ processor }) => processor)));
  }
  return least;
}

/**
 * Whether the proxy itself had to wait for a processor so long that a deadline may have passed for that alone: on a machine
 * that has too much to do.
 */
export function wasStarved(
  { proxy }: Stage,
  { from, until }: { readonly from: number; readonly until: number },
): boolean {
  let waited = 0;
  for (const stall of proxy.stalls) {
    if (stall.until >= from && stall.from <= until) waited += Math.max(0, stall.gap - stall.processor);
  }
  return waited > STARVED;
}

/** Until the probe told all that happened: a report may come before the tick that notices. */
async function settle(stage: Stage): Promise<void> {
  await stage.proxy.ask('report');
  await new Promise((resolve) => setTimeout(resolve, 30));
  await stage.proxy.ask('report');
}
