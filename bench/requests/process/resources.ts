/** What a process and its descendants have used, as Linux counts it. */
import { readFileSync } from 'node:fs';

/** Per second, on every Linux that Node.js runs on: proc(5), `sysconf(_SC_CLK_TCK)`. */
const TICKS = 100;

/** Seconds of processor time, of all threads. */
export function cpuSeconds(pid: number): number {
  return sumOfTree(pid, (each) => cpuOfStat(readFileSync(`/proc/${each}/stat`, 'utf8')));
}

/** Megabytes of memory that are resident. */
export function residentMegabytes(pid: number): number {
  return sumOfTree(pid, (each) => residentOfStatus(readFileSync(`/proc/${each}/status`, 'utf8')));
}

/** proc_pid_stat(5): utime and stime, the 14th and 15th field; the second, a name, may have spaces in it. */
export function cpuOfStat(stat: string): number {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS;
}

export function residentOfStatus(status: string): number {
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1] ?? Number.NaN) / 1024;
}

function sumOfTree(pid: number, measure: (pid: number) => number): number {
  return treeOf(pid).reduce((sum, each) => sum + measure(each), 0);
}

function treeOf(pid: number): number[] {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean);
  return [pid, ...children.flatMap((child) => treeOf(Number(child)))];
}
