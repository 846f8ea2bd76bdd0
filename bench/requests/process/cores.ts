/** One processor core for whatever is measured, another one for everybody else. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

export interface Cores {
  /** `undefined` where nothing can be held to a core. */
  readonly measured: number | undefined;
  readonly others: number | undefined;
  /** What whoever reads the figures has to know. */
  readonly note: string;
}

export function findCores(): Cores {
  const [others, measured] = allowedCores();
  const none = { measured: undefined, others: undefined };
  if (spawnSync('taskset', ['--version']).error !== undefined) {
    return { ...none, note: 'taskset is missing: all processes share all cores' };
  }
  if (others === undefined || measured === undefined) {
    return { ...none, note: 'there is one core only, which all processes share' };
  }
  return { measured, others, note: `core ${measured} for who is measured, core ${others} for all others` };
}

/** Puts the running process, all its threads, on a core. */
export function holdOwnProcess(core: number | undefined): void {
  if (core !== undefined) spawnSync('taskset', ['-acp', String(core), String(process.pid)]);
}

/** The command that runs another one on a core, in the same process. */
export function onCore(core: number | undefined, command: readonly string[]): readonly string[] {
  return core === undefined ? command : ['taskset', '-c', String(core), ...command];
}

function allowedCores(): number[] {
  const list = /^Cpus_allowed_list:\s*(\S+)$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? '';
  return parseCoreList(list);
}

/** `0-2,5` → 0, 1, 2, 5 */
export function parseCoreList(list: string): number[] {
  return list.split(',').flatMap((range) => {
    const [first = 0, last = first] = range.split('-').map(Number);
    return Array.from({ length: last - first + 1 }, (_, at) => first + at);
  });
}
