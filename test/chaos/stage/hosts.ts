/** Names under which the proxy finds backends: only the code that is preloaded into it knows their addresses. */
import type { SystemKey } from '../faults/kinds.ts';

export const HOST_SUFFIX = '.chaos.test';

export function hostOf(system: SystemKey): string {
  return `${system}${HOST_SUFFIX}`;
}
