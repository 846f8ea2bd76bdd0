/** An initial load: all users are created through a proxy that has just started, and through a pass-through. */
import { callNamed } from './calls.ts';
import type { LoadResult } from './load/load.ts';
import type { Program } from './process/launch.ts';
import { Servant } from './process/orders.ts';
import { cpuSeconds, residentMegabytes } from './process/resources.ts';
import type { Stage } from './stage.ts';
import { collectable, passThrough, product } from './targets/programs.ts';
import { baseOf, type Language, PARSING, PRODUCT } from './targets/targets.ts';

export interface InitialLoad extends LoadResult {
  readonly program: string;
  /** How many user names the backend was given, and the most that one of them was. */
  readonly created: number;
  readonly mostCreated: number;
  /** Requests to the backend. */
  readonly upstream: number;
  /** Seconds of processor time. */
  readonly cpu: number;
  /** Megabytes that were resident: when it was ready, and the most of all looks. */
  readonly resident: { readonly ready: number; readonly most: number };
  /** Megabytes that were in use when all garbage was collected, before and after. */
  readonly used: { readonly before: number; readonly after: number };
}

const CONNECTIONS = 32;
/** Milliseconds between two looks at its memory. */
const LOOKS = 100;

/** One after the other. */
export async function initialLoads(stage: Stage, users: number): Promise<readonly InitialLoad[]> {
  return [
    await initialLoad(stage, users, PARSING, 'backend', passThrough('parse', stage.url)),
    await initialLoad(stage, users, PRODUCT, 'SCIM', product(stage.configuration)),
  ];
}

async function initialLoad(
  stage: Stage,
  users: number,
  name: string,
  speaks: Language,
  program: Program,
): Promise<InitialLoad> {
  const { child, pid, port, stop } = await stage.serve(collectable(program));
  const ready = residentMegabytes(pid);
  const servant = new Servant<'collect', number>(child);
  const inUse = async () => (await servant.ask('collect')) / 2 ** 20;
  const before = await inUse();
  const cpuBefore = cpuSeconds(pid);
  const looks = [ready];
  const timer = setInterval(() => looks.push(residentMegabytes(pid)), LOOKS);
  await stage.backend.ask({ order: 'reset' });
  const post = callNamed('post');
  const result = await stage.load({
    port,
    at: { base: baseOf(speaks, post) },
    call: post.name,
    first: 0,
    connections: CONNECTIONS,
    until: { requests: users },
  });
  clearInterval(timer);
  const cpu = cpuSeconds(pid) - cpuBefore;
  const used = { before, after: await inUse() };
  const { created, mostCreated, requests: upstream } = await stage.backend.ask({ order: 'report' });
  await stop();
  const resident = { ready, most: Math.max(...looks) };
  return { ...result, program: name, created, mostCreated, upstream, cpu, resident, used };
}

/** Whether each user was created exactly once, as sentences about what is wrong. */
export function problemsOf(load: InitialLoad, users: number): string[] {
  const { program, errors, created, mostCreated, requests } = load;
  const start = `initial load, ${program}`;
  const failed = Object.entries(errors).map(([what, times]) => `${start}: ${what}, ${times} times`);
  if (created === users && mostCreated === 1 && requests === users) return failed;
  return [...failed, `${start}: of ${users} users ${created} were created, one of them ${mostCreated} times`];
}
