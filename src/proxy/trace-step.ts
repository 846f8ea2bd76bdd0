/** Parts of the work that show in traces: transformations, which cost processor time, and waiting for others. */
import type { ProxyContext } from './types.ts';

type Trace = NonNullable<ProxyContext['trace']>;

/** For whoever may have to wait. */
export function waitingForTurn({ trace }: Pick<ProxyContext, 'trace'>): (() => () => void) | undefined {
  return trace && (() => trace.step('waiting for a turn'));
}

/** @returns what the work returns */
export function inStep<T>(
  { trace }: Pick<ProxyContext, 'trace'>,
  name: Parameters<Trace['step']>[0],
  work: () => T,
): T {
  if (trace === undefined) return work();
  const end = trace.step(name);
  try {
    return work();
  } finally {
    end();
  }
}
