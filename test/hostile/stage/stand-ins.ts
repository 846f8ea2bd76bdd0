/** The three stand-ins in a process of their own. Tells what systems that lead to them need, and ends with its parent. */
import { startBackend } from '../../integration/support/backends.ts';
import type { SystemProperties } from './configuration.ts';

const SIZE = { users: 60, groups: 12 };
const told: Record<string, SystemProperties> = {};
for (const kind of ['v2', 'v1', 'cf'] as const) {
  const { type, properties } = await startBackend(kind, SIZE);
  told[kind] = { type, properties };
}
process.send?.(told);
process.on('disconnect', () => process.exit());
