/** Many cases made by grammar, in a few lanes at once: each must be answered as it should be, and none may hold the others up. */
import { createRandom, mixSeed, pick, type Random } from '../../src/sandbox/kit/random.ts';
import type { Case } from './case.ts';
import type { Findings } from './findings.ts';
import { plainRequest } from './grammar/plain-requests.ts';
import { request } from './grammar/requests.ts';
import { breakWire } from './grammar/wire.ts';
import { CollectedHeap, SAMPLES } from './memory.ts';
import { type KnownPool, knownPools } from './pool.ts';
import { KINDS, type Kind } from './stage/configuration.ts';
import { Connection } from './stage/connection.ts';
import { SPOILT, type Stage } from './stage/stage.ts';
import { longestWork, senderTo, type Trial, tryAlone, tryCase, wasStarved } from './trial.ts';

export const LANES = 4;

/** Of cases that were under way when the event loop stood still, so many are tried alone. */
const MOST_SUSPECTS = 200;
/** Milliseconds without any word from the proxy, after which it hangs. */
const DEAD = 60_000;

/** Verdicts that a machine without a free processor can be to blame for. */
const LATE = new Set(['no answer', 'answer after the deadline']);

export interface FuzzOptions {
  readonly seed: number;
  readonly count: number;
  /** Milliseconds of work in one go that one case may cost. */
  readonly longest: number;
}

export interface FuzzResult {
  readonly tried: number;
  readonly seconds: number;
  /** By kind of case. */
  readonly kinds: ReadonlyMap<string, number>;
  readonly statuses: ReadonlyMap<string, number>;
  readonly known: ReadonlyMap<string, number>;
  /** Cases that were tried alone since the loop stood still while they were under way, and those that were to blame. */
  readonly suspects: number;
  readonly slow: number;
  /** Late answers that the machine is to blame for. */
  readonly excused: number;
  readonly heap: CollectedHeap;
}

type Pools = Readonly<Record<Kind, KnownPool>>;

function makeCase(random: Random, index: number, pools: Pools, stage: Stage): Case {
  const chance = random();
  if (chance < 0.45) {
    const kind = pick(random, KINDS);
    return request(random, `${pick(random, ['good', 'searching'])}-${kind}`, pools[kind], index);
  }
  if (chance < 0.55) {
    const kind = pick(random, KINDS);
    const whole = request(random, `good-${kind}`, pools[kind], index);
    return breakWire(random, whole, senderTo(stage.port));
  }
  const spoilt = random() < 0.05 ? 'logon' : pick(random, SPOILT.slice(0, 3));
  const system = `hostile-${spoilt}-${index % LANES}`;
  const pool = pools[spoilt === 'logon' ? 'cf' : spoilt];
  const make = chance < 0.9 ? plainRequest : request;
  return { ...make(random, system, pool, index), backend: { seed: Math.floor(random() * 2 ** 31) } };
}

function kindOf(tried: Case): string {
  if (tried.wire !== undefined) return 'broken HTTP';
  return tried.backend === undefined ? 'odd requests' : 'odd answers of backends';
}

export async function fuzz(
  stage: Stage,
  { seed, count, longest }: FuzzOptions,
  findings: Findings,
): Promise<FuzzResult> {
  const started = performance.now();
  const kinds = new Map<string, number>();
  const statuses = new Map<string, number>();
  const known = new Map<string, number>();
  const add = (counts: Map<string, number>, name: string) => counts.set(name, (counts.get(name) ?? 0) + 1);
  const pools = await knownPools(stage.port);
  const recent: Trial[] = [];
  const suspects = new Set<Trial>();
  const unexpected: Case[] = [];
  const late: Trial[] = [];
  let restarting: Promise<void> | undefined;
  let heard = performance.now();
  const heap = new CollectedHeap();
  const often = Math.ceil(count / SAMPLES / LANES) * LANES;

  async function lane(lane: number): Promise<void> {
    let connection = new Connection(stage.port);
    for (let index = lane; index < count; index += LANES) {
      const tried = makeCase(createRandom(mixSeed(seed, index)), index, pools, stage);
      add(kinds, kindOf(tried));
      if (index > 0 && index % often === 0) {
        const collected = await stage.proxy.ask('collect');
        if (collected !== undefined) heap.add(index, collected.heapUsed);
      }
      const trial = await tryCase(stage, tried, connection);
      recent.push(trial);
      if (recent.length > 400) recent.shift();
      if (!stage.proxy.alive || performance.now() - heard > DEAD) {
        findings.add('the process ended', stage.proxy.lastWords.slice(-1_000) || 'it hangs', trial.performed);
        restarting ??= stage.restart().then(() => {
          restarting = undefined;
          heap.clear();
          heard = performance.now();
        });
        await restarting;
        connection = new Connection(stage.port);
        continue;
      }
      const { verdict, outcome } = trial;
      pools[kindOfSystem(tried.system)].observe(tried, outcome);
      if (verdict.kind === 'fine') add(statuses, String(verdict.status));
      if (verdict.kind === 'known') add(known, verdict.what);
      if (verdict.kind === 'finding' && verdict.what === '500') unexpected.push(trial.performed);
      else if (verdict.kind === 'finding' && LATE.has(verdict.what)) late.push(trial);
      else if (verdict.kind === 'finding') findings.add(verdict.what, verdict.detail, trial.performed);
    }
    connection.close();
  }

  let seen = stage.proxy.stalls.length;
  let watched = stage.proxy;
  let lastReport = stage.proxy.latest;
  const watch = setInterval(() => {
    if (watched !== stage.proxy) [watched, seen] = [stage.proxy, 0];
    if (watched.latest !== lastReport) [lastReport, heard] = [watched.latest, performance.now()];
    for (const { from, until, processor } of watched.stalls.slice(seen)) {
      if (processor < longest) continue;
      for (const trial of recent) {
        if (trial.from <= until && trial.until >= from && suspects.size < MOST_SUSPECTS) suspects.add(trial);
      }
    }
    seen = watched.stalls.length;
  }, 250);
  await Promise.all(Array.from({ length: LANES }, (_, index) => lane(index)));
  clearInterval(watch);
  const seconds = (performance.now() - started) / 1000;
  // The log came before this answer, and so did word of what held it up.
  await stage.proxy.ask('report');
  const blamed = late.filter((trial) => !wasStarved(stage, trial));
  for (const { verdict, performed } of blamed) {
    if (verdict.kind === 'finding') findings.add(verdict.what, verdict.detail, performed);
  }
  for (const tried of unexpected)
    findings.add('500', findings.takeLogged(requestIdOf(tried)) ?? 'The log has no word.', tried);

  let slow = 0;
  for (const { performed } of suspects) {
    const work = await longestWork(stage, () => tryAlone(stage, performed), longest);
    if (work < longest) continue;
    slow += 1;
    findings.add('the event loop stood still', `${Math.round(work)} ms of work in one go`, performed);
  }
  return {
    tried: count,
    seconds,
    kinds,
    statuses,
    known,
    suspects: suspects.size,
    slow,
    excused: late.length - blamed.length,
    heap,
  };
}

function requestIdOf({ headers }: Case): string {
  return headers.find(([name]) => name === 'X-Request-Id')?.[1] ?? '';
}

function kindOfSystem(system: string): Kind {
  return KINDS.find((kind) => system.includes(`-${kind}`)) ?? 'cf';
}
