/** Faults now and then, and none that would begin a new process or take memory by itself. */
import { createRandom, mixSeed } from '../../../src/sandbox/kit/random.ts';
import { PROCESS_FAULTS, type ProcessFaultKind, type ScheduledFault } from '../faults/kinds.ts';
import { makeSchedule, type ScheduleOptions } from '../schedule.ts';

const LEFT_OUT: ReadonlySet<ProcessFaultKind> = new Set(['killed', 'memory taken', 'stopped for a moment']);
const KEPT: ReadonlySet<string> = new Set(PROCESS_FAULTS.filter((kind) => !LEFT_OUT.has(kind)));
/** Of other faults. */
const SHARE = 0.1;
/** Requests of clients: what lasts, lasts some seconds. */
const LONGEST = 300;

export function makeSoakSchedule(seed: number, options: ScheduleOptions): ScheduledFault[] {
  const random = createRandom(mixSeed(seed, -1));
  return makeSchedule(seed, options)
    .filter((fault) => (fault.on === 'process' ? KEPT.has(fault.kind) : random() < SHARE))
    .map((fault) => {
      if (fault.on === 'way') return { ...fault, span: Math.min(fault.span, LONGEST) };
      if (fault.on === 'process' && fault.kind.startsWith('state'))
        return { ...fault, amount: Math.min(fault.amount, LONGEST) };
      return fault;
    });
}
