/** After all faults, each system shows through each instance what it has, each entity once. */
import { setTimeout } from 'node:timers/promises';
import type { Call, Outcome } from './clients/exchange.ts';
import { idOf, notOnce } from './clients/lists.ts';
import { walk } from './clients/walk.ts';
import type { SystemKey } from './faults/kinds.ts';
import type { Scene, Snapshot } from './stage/backend-messages.ts';
import { MADE } from './stage/made.ts';

/** Milliseconds within which every system has to be as it was, once faults are over. */
const RECOVERY = 120_000;
const COUNT = 100;

export interface Recovery {
  /** Until the system was as it was. */
  readonly milliseconds: number;
  /** The last error until then; empty where there was none. */
  readonly obstacle: string;
}

export interface RecoveryOptions {
  readonly system: SystemKey;
  readonly scene: Scene;
  readonly after: Snapshot;
  send(call: Call): Promise<Outcome>;
  report(what: string, detail: string): void;
}

/** Of one system through one instance. */
export async function recover(options: RecoveryOptions): Promise<Recovery> {
  const { system, send, report } = options;
  const started = performance.now();
  let obstacle = '';
  const ask = async (call: Call) => {
    const outcome = await send(call);
    if (outcome.kind !== 'answer') obstacle = `${system}: ${JSON.stringify(outcome)}`;
    else if (outcome.status >= 300) obstacle = `${system}: ${outcome.status} ${outcome.text.slice(0, 600)}`;
    return outcome.kind === 'answer' ? outcome : undefined;
  };
  for (;;) {
    const users = await walk(ask, { endpoint: 'Users', by: 'index', count: COUNT });
    const groups = users && (await walk(ask, { endpoint: 'Groups', by: 'cursor', count: COUNT }));
    const milliseconds = performance.now() - started;
    if (users !== undefined && groups !== undefined) {
      compare(options, users.map(idOf));
      const ids = [...new Set([...options.scene.residentGroups, ...groups.map(idOf)])];
      for (const [id, times] of notOnce(ids, groups))
        report('an initial load does not show each group once', `${system} ${id}: ${times} times`);
      return { milliseconds, obstacle };
    }
    if (milliseconds > RECOVERY) {
      report('a system does not recover', obstacle);
      return { milliseconds, obstacle };
    }
    await setTimeout(100);
  }
}

function compare(
  { system, scene: { members }, after: { users }, report }: RecoveryOptions,
  ids: readonly string[],
): void {
  const shown = new Map<string, number>();
  for (const id of ids) shown.set(id, (shown.get(id) ?? 0) + 1);
  for (const [id, times] of shown)
    if (times > 1) report('an initial load shows a user twice', `${system} ${id}`);
  for (const { id, userName } of users) {
    if ((userName.startsWith(MADE) || members.includes(id)) && !shown.has(id))
      report('an initial load misses a user', `${system} ${userName}`);
  }
  const there = new Set(users.map(({ id }) => id));
  for (const id of shown.keys())
    if (!there.has(id)) report('an initial load shows nobody', `${system} ${id}`);
}
