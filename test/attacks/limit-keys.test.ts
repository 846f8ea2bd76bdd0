/** Attempts to fill the server that counts, or to count under the name of somebody else. */
import { describe, expect, it } from 'vitest';
import { MemoryState } from '../../src/state/memory-state.ts';
import type { State } from '../../src/state/state.ts';
import { API, basic, SYSTEM, startProxy, technicalUser } from '../server/helpers.ts';

/** Shared state that notes which keys are used. */
function noting(): { state: State; keys: Set<string> } {
  const memory = new MemoryState();
  const keys = new Set<string>();
  const state: State = {
    reach: 'instances',
    isAvailable: true,
    add: (key, ...rest) => {
      keys.add(key);
      return memory.add(key, ...rest);
    },
    addWithin: (...all) => memory.addWithin(...all),
    get: (key) => memory.get(key),
    set: (...all) => memory.set(...all),
    delete: (key) => memory.delete(key),
    close: () => memory.close(),
  };
  return { state, keys };
}

describe('keys on the server', () => {
  it('are not flooded by users and systems that there are not', async () => {
    const { state, keys } = noting();
    const users = await Promise.all([
      technicalUser('a', ['secret'], { limits: { requestsPerMinute: 3 } }),
      technicalUser('b', ['secret']),
    ]);
    const proxy = await startProxy({ state, users, limits: { [SYSTEM]: { requestsPerMinute: 100 } } });
    for (let sent = 1; sent <= 20; sent += 1) {
      await proxy.send('/Users', { authorization: basic(`nobody-${sent}`, 'secret') });
      await proxy.send(`${API}/none-${sent}/Users`, { authorization: basic('a', 'secret'), absolute: true });
      await proxy.send(`/Users/${sent}`, { authorization: basic('b', 'secret') });
    }
    expect([...keys]).toEqual([`limit:system:${SYSTEM}`]);
  });

  it('of odd ids are printable ASCII, and each has its own', async () => {
    const ids = [
      'a b',
      'a%20b',
      'a+b',
      '*',
      '?[a]',
      '../a',
      'system',
      '\u00fc',
      '\u00fcx',
      '\u{1f600}',
      '\u202eid',
      'a\u00a0b',
      '{a}',
    ];
    const { state, keys } = noting();
    const users = await Promise.all(
      ids.map((id) => technicalUser(id, ['secret'], { limits: { requestsPerMinute: 1 } })),
    );
    const proxy = await startProxy({ state, users });
    for (const id of ids) {
      const statuses = [];
      for (let sent = 1; sent <= 2; sent += 1) {
        statuses.push((await proxy.send('/Users', { authorization: basic(id, 'secret') })).status);
      }
      expect([id, ...statuses]).toEqual([id, 200, 429]);
    }
    expect(keys.size).toBe(ids.length);
    for (const key of keys) expect(key).toMatch(/^limit:user:[!-9;-~]+$/);
  });
});
