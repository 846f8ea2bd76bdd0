/** Several instances of a proxy in front of one backend, as a router in front of them would use them. */
import { onTestFinished } from 'vitest';
import { openState } from '../../../src/state/open-state.ts';
import type { State } from '../../../src/state/state.ts';
import { type RunningProxy, runningProxy } from './proxy.ts';

const SILENT = { warn: () => undefined, info: () => undefined };

/** @param port of the server that all instances share */
export async function sharedState(port: number): Promise<State> {
  const address = { host: '127.0.0.1', port, tls: false, database: 0 };
  return await openState({ kind: 'valkey', address, prefix: 'p:', authorities: [] }, SILENT);
}

/** Ends with the test. */
export async function instance(
  port: number,
  setup: Omit<Parameters<typeof runningProxy>[0], 'remembers'>,
): Promise<RunningProxy> {
  const state = await sharedState(port);
  const proxy = await runningProxy({ ...setup, remembers: state });
  onTestFinished(async () => {
    await proxy.stop();
    await state.close();
  });
  return proxy;
}
