/** How long programs take until they are ready, and what they hold when nobody asks for anything. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Program } from './process/launch.ts';
import { residentMegabytes } from './process/resources.ts';
import type { Stage } from './stage.ts';
import { passThrough, product, unbuiltProduct } from './targets/programs.ts';

export interface StartUp {
  readonly program: string;
  /** Milliseconds until `/readyz` is answered, each time. */
  readonly milliseconds: readonly number[];
  /** Megabytes a while later, each time. */
  readonly idle: readonly number[];
}

const TIMES = 10;
/** Milliseconds after which a program counts as idle. */
const REST = 1_500;

export async function measureStartUp(stage: Stage, against: string | undefined): Promise<readonly StartUp[]> {
  const { configuration, url } = stage;
  const programs: [string, Program][] = [
    ['pass-through', passThrough('parse', url)],
    ['ipsproxy', product(configuration)],
    ['ipsproxy, not built', unbuiltProduct(configuration)],
  ];
  if (against !== undefined) programs.push([`ipsproxy in ${against}`, product(configuration, against)]);
  const measured = programs.map(([program]) => ({
    program,
    milliseconds: [] as number[],
    idle: [] as number[],
  }));
  for (let time = 0; time < TIMES; time += 1) {
    for (const [at, [, program]] of programs.entries()) {
      const served = await stage.serve(program);
      measured[at]?.milliseconds.push(served.startUp);
      await sleep(REST);
      measured[at]?.idle.push(residentMegabytes(served.pid));
      await served.stop();
    }
  }
  return measured;
}
