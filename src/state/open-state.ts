/** The state that a configuration asks for; what it does not use is not loaded. */
import { MemoryState } from './memory-state.ts';
import type { State, StateLog } from './state.ts';
import type { ValkeyAddress } from './valkey/link.ts';

export type StateSettings =
  | { readonly kind: 'memory' }
  | { readonly kind: 'folder'; readonly folder: string }
  | {
      readonly kind: 'valkey';
      readonly address: ValkeyAddress;
      /** In front of every key. */
      readonly prefix: string;
      /** PEM. */
      readonly authorities: readonly string[];
    };

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
