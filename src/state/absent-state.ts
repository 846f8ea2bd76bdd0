/** For commands that change nothing, so that they need not open what the proxy remembers. */
import { type State, StateUnavailable } from './state.ts';

async function refuse(): Promise<never> {
  throw new StateUnavailable('This command does not look at what the proxy remembers.');
}

export const absentState: State = {
  reach: 'machine',
  isAvailable: false,
  add: refuse,
  addWithin: refuse,
  get: refuse,
  set: refuse,
  delete: refuse,
  close: async () => undefined,
};
