import { expect, it } from 'vitest';
import { onCore, parseCoreList } from '../../../bench/requests/process/cores.ts';
import { cpuOfStat, residentOfStatus } from '../../../bench/requests/process/resources.ts';

it.each([
  ['0', [0]],
  ['0-1', [0, 1]],
  ['2,5-7', [2, 5, 6, 7]],
])('cores that a process may use: %s', (list, cores) => {
  expect(parseCoreList(list)).toEqual(cores);
});

it('holds a command to a core where there is one', () => {
  expect(onCore(undefined, ['node', 'x'])).toEqual(['node', 'x']);
  expect(onCore(3, ['node', 'x'])).toEqual(['taskset', '-c', '3', 'node', 'x']);
});

it('reads processor time also of a program with an odd name', () => {
  const stat = '42 (a) b) S 1 42 42 0 -1 4194560 1 0 0 0 250 50 7 7 20 0 11 0';
  expect(cpuOfStat(stat)).toBe(3);
});

it('reads resident memory', () => {
  expect(residentOfStatus('VmHWM:\t  204800 kB\nVmRSS:\t  102400 kB\n')).toBe(100);
});
