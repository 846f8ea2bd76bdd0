/** The state that a configuration asks for; what it does not use is not loaded. */
import { MemoryState } from './memory-state.ts';
import type { StateSettings } from './settings.ts';
import type { State, StateLog } from './state.ts';

/** Waits for no server. @throws StateUnavailable for a folder that cannot be used */
export async function openState(settings: StateSettings, log: StateLog): Promise<State> {
  switch (settings.kind) {
    case 'memory':
      return new MemoryState();
    case 'folder':
      return (await import('./folder/folder-state.ts')).FolderState.open(settings.folder);
    case 'valkey':
      return new (await import('./valkey/valkey-state.ts')).ValkeyState({ ...settings, log });
  }
}
