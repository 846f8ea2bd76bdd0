/** Asks the server that instances share, as they do: reachable, password taken, all commands allowed. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { StateSettings } from '../../state/settings.ts';
import { StateUnavailable } from '../../state/state.ts';
import { ValkeyState } from '../../state/valkey/valkey-state.ts';

/** What the server of `state.url` gave. */
export interface StateResult {
  readonly ok: boolean;
  /** In words. */
  readonly message: string;
}

/** Milliseconds: a first connection, with TLS and from far away, may take longer than a command may. */
const PATIENCE = 3_000;
const PAUSE = 100;

/**
 * Leaves nothing there but what any instance leaves with its first connection.
 *
 * @returns `undefined` where there is no server
 */
export async function askState(settings: StateSettings): Promise<StateResult | undefined> {
  if (settings.kind !== 'valkey') return undefined;
  const state = new ValkeyState({ ...settings, log: { warn: () => {}, info: () => {} } });
  const deadline = performance.now() + PATIENCE;
  try {
    for (;;) {
      try {
        await state.get('probe');
        return { ok: true, message: 'answers, and does what is asked of it' };
      } catch (error) {
        if (!(error instanceof StateUnavailable)) throw error;
        if (performance.now() > deadline) return { ok: false, message: error.message };
        await sleep(PAUSE);
      }
    }
  } finally {
    await state.close();
  }
}
