/** What holds for state of every kind. */
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openState } from '../../src/state/open-state.ts';
import type { StateSettings } from '../../src/state/settings.ts';
import type { State } from '../../src/state/state.ts';
import { folderWith } from '../config/helpers.ts';
import { until } from '../support/until.ts';
import { startValkey, VALKEY_BINARY } from '../support/valkey-server.ts';

const LONG = 600_000;
const SHORT = 20;
const silent = { warn: () => {}, info: () => {} };

interface Kind {
  readonly kind: string;
  readonly reach: State['reach'];
  readonly here?: boolean;
  readonly settings: () => Promise<StateSettings>;
}

const kinds: Kind[] = [
  { kind: 'memory', reach: 'process', settings: async () => ({ kind: 'memory' }) },
  {
    kind: 'folder',
    reach: 'machine',
    settings: async () => ({ kind: 'folder', folder: join(await folderWith({}), 'state') }),
  },
  {
    kind: 'valkey',
    reach: 'instances',
    here: VALKEY_BINARY !== undefined,
    settings: async () => {
      const { port } = await startValkey();
      const address = { host: '127.0.0.1', port, tls: false, database: 0 };
      return { kind: 'valkey', address, prefix: 'test:', authorities: [] };
    },
  },
];

async function opened(settings: StateSettings): Promise<State> {
  const state = await openState(settings, silent);
  onTestFinished(() => state.close());
  return state;
}

for (const { kind, reach, here = true, settings } of kinds) {
  describe.skipIf(!here)(`state: ${kind}`, () => {
    const open = async () => opened(await settings());

    it('says how far it reaches, and that it is there', async () => {
      const state = await open();
      await state.get('a');
      expect({ reach: state.reach, isAvailable: state.isAvailable }).toEqual({ reach, isAvailable: true });
    });

    it('adds to a counter that begins with its first addition', async () => {
      const state = await open();
      const first = await state.add('limit:a', 1, LONG);
      expect(first.total).toBe(1);
      expect(first.endsIn).toBeGreaterThan(0);
      expect(first.endsIn).toBeLessThanOrEqual(LONG);
      const second = await state.add('limit:a', 4, LONG);
      expect(second.total).toBe(5);
      expect(second.endsIn).toBeLessThanOrEqual(first.endsIn);
      expect(await state.get('limit:a')).toBe('5');
      expect((await state.add('limit:b', 1, LONG)).total).toBe(1);
    });

    it('does not live longer where a later addition says so', async () => {
      const state = await open();
      await state.add('a', 1, LONG);
      expect((await state.add('a', 1, 10 * LONG)).endsIn).toBeLessThanOrEqual(LONG);
    });

    it('gives back, never below nothing', async () => {
      const state = await open();
      expect((await state.add('a', -3, LONG)).total).toBe(0);
      expect(await state.get('a')).toBeUndefined();
      await state.add('a', 5, LONG);
      expect((await state.add('a', -2, LONG)).total).toBe(3);
      expect((await state.add('a', -10, LONG)).total).toBe(0);
      expect((await state.add('a', 1, LONG)).total).toBe(1);
    });

    it('forgets a counter at its end, and begins anew', async () => {
      const state = await open();
      await state.add('a', 7, SHORT);
      await until(async () => (await state.get('a')) === undefined);
      expect((await state.add('a', 1, LONG)).total).toBe(1);
    });

    it('adds within a bound, or not at all', async () => {
      const state = await open();
      expect(await state.addWithin('a', 3, 5, LONG)).toMatchObject({ total: 3, added: true });
      expect(await state.addWithin('a', 3, 5, LONG)).toMatchObject({ total: 3, added: false });
      expect(await state.addWithin('a', 2, 5, LONG)).toMatchObject({ total: 5, added: true });
      expect(await state.addWithin('a', 1, 5, LONG)).toMatchObject({ total: 5, added: false });
      expect((await state.addWithin('a', 1, 5, LONG)).endsIn).toBeLessThanOrEqual(LONG);
    });

    it('keeps nothing of what is too much from the beginning', async () => {
      const state = await open();
      expect(await state.addWithin('a', 6, 5, LONG)).toMatchObject({ total: 0, added: false });
      expect(await state.get('a')).toBeUndefined();
    });

    it('lets no more through than the bound where many ask at once', async () => {
      const state = await open();
      const answers = await Promise.all(Array.from({ length: 60 }, () => state.addWithin('a', 1, 25, LONG)));
      expect(answers.filter(({ added }) => added)).toHaveLength(25);
      expect(await state.get('a')).toBe('25');
    });

    it('loses no addition where many add at once', async () => {
      const state = await open();
      const totals = await Promise.all(Array.from({ length: 60 }, () => state.add('a', 1, LONG)));
      expect(totals.map(({ total }) => total).sort((a, b) => a - b)).toEqual(
        Array.from({ length: 60 }, (_, index) => index + 1),
      );
    });

    it('keeps values, for good or for a while', async () => {
      const state = await open();
      expect(await state.get('a')).toBeUndefined();
      expect(await state.set('a', 'one')).toBe(true);
      expect(await state.set('a', 'two "quoted" – ü\n')).toBe(true);
      expect(await state.get('a')).toBe('two "quoted" – ü\n');
      await state.set('b', 'short', { lifetime: SHORT });
      await until(async () => (await state.get('b')) === undefined);
      expect(await state.get('a')).toBe('two "quoted" – ü\n');
    });

    it('sets a value only where there is none', async () => {
      const state = await open();
      expect(await state.set('a', 'one', { ifAbsent: true, lifetime: LONG })).toBe(true);
      expect(await state.set('a', 'two', { ifAbsent: true })).toBe(false);
      expect(await state.get('a')).toBe('one');
      const answers = await Promise.all(['x', 'y', 'z'].map((v) => state.set('b', v, { ifAbsent: true })));
      expect(answers.filter(Boolean)).toHaveLength(1);
      await state.set('c', 'short', { lifetime: SHORT });
      await until(() => state.set('c', 'next', { ifAbsent: true }));
    });

    it('deletes values and counters, and what is not there', async () => {
      const state = await open();
      await state.set('a', 'one');
      await state.add('b', 5, LONG);
      for (const key of ['a', 'b', 'c']) await state.delete(key);
      expect(await Promise.all(['a', 'b', 'c'].map((key) => state.get(key)))).toEqual(
        Array(3).fill(undefined),
      );
      expect((await state.add('b', 1, LONG)).total).toBe(1);
    });

    it('a value that is for good can be counted on, and stays for good', async () => {
      const state = await open();
      await state.set('a', '4');
      expect(await state.add('a', 1, LONG)).toEqual({ total: 5, endsIn: Number.POSITIVE_INFINITY });
      expect((await state.add('b', 2, Number.POSITIVE_INFINITY)).endsIn).toBe(Number.POSITIVE_INFINITY);
      expect(await state.add('b', 1, LONG)).toEqual({ total: 3, endsIn: Number.POSITIVE_INFINITY });
    });

    it('tells keys apart that look alike', async () => {
      const state = await open();
      const keys = [
        'a',
        'A',
        'a:',
        ':a',
        'a/b',
        'a_b',
        'a%2Fb',
        '../a',
        '*',
        'a'.repeat(600),
        'a'.repeat(601),
      ];
      for (const key of keys) await state.set(key, key);
      for (const key of keys) expect(await state.get(key)).toBe(key);
    });

    it.skipIf(reach === 'process')('is one for all who open the same', async () => {
      const where = await settings();
      const [one, other] = [await opened(where), await opened(where)];
      await one.set('a', 'told');
      expect(await other.get('a')).toBe('told');
      await other.delete('a');
      expect(await one.get('a')).toBeUndefined();
      const answers = await Promise.all(
        Array.from({ length: 40 }, (_, index) => (index % 2 ? one : other).addWithin('b', 1, 25, LONG)),
      );
      expect(answers.filter(({ added }) => added)).toHaveLength(25);
      expect(await one.get('b')).toBe('25');
    });
  });
}
