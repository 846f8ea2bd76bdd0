/** Processes that tests of a mutation left behind: servers whose test ended before it could stop them. */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** Kills what stands in this folder, except for a process and its children. Does nothing where there is no `/proc`. */
export function killLeftBehind(folder: string, spared: number | undefined): void {
  for (const pid of processesIn(folder)) {
    if (pid !== spared && (spared === undefined || parentOf(pid) !== spared)) kill(pid);
  }
}

/** With its group, in which Vitest's own children are. */
export function killGroup(pid: number): void {
  kill(-pid);
}

function processesIn(folder: string): number[] {
  return attempt(() => readdirSync('/proc'), [])
    .filter((name) => /^\d+$/.test(name))
    .filter((name) => `${attempt(() => readlinkSync(`/proc/${name}/cwd`), '')}/`.startsWith(`${folder}/`))
    .map(Number);
}

function parentOf(pid: number): number {
  const [, parent = ''] =
    /^PPid:\s*(\d+)/m.exec(attempt(() => readFileSync(`/proc/${pid}/status`, 'utf8'), '')) ?? [];
  return Number(parent);
}

function kill(pid: number): void {
  attempt(() => process.kill(pid, 'SIGKILL'), false);
}

/** Processes end whenever they like. */
function attempt<T>(what: () => T, otherwise: T): T {
  try {
    return what();
  } catch {
    return otherwise;
  }
}
