/** The key of cursors: one for all who share a state, and one of one's own while that is away. */
import { describe, expect, it } from 'vitest';
import { CursorKey } from '../../src/proxy/cursor/keys.ts';
import { SharedCursorKeys } from '../../src/server/cursor-keys.ts';
import { MemoryState } from '../../src/state/memory-state.ts';
import { type State, StateUnavailable } from '../../src/state/state.ts';

const NAME = 'cursor:key';

/** A state that can go away, counts what it is asked, and lets a test look between two steps. */
function watchedState() {
  const memory = new MemoryState();
  const watched = {
    memory,
    asked: 0,
    isAway: false,
    beforeSet: async () => {},
    state: {} as State,
  };
  const ask = () => {
    watched.asked += 1;
    if (watched.isAway) throw new StateUnavailable('away');
  };
  watched.state = {
    ...memory,
    reach: 'instances',
    isAvailable: true,
    add: (...all) => memory.add(...all),
    addWithin: (...all) => memory.addWithin(...all),
    get: async (key) => {
      ask();
      return await memory.get(key);
    },
    set: async (...all) => {
      ask();
      await watched.beforeSet();
      return await memory.set(...all);
    },
    delete: (key) => memory.delete(key),
    close: async () => {},
  };
  return watched;
}

/** With a clock of the test's own, in milliseconds. */
function setUp() {
  const remembered = watchedState();
  let now = 0;
  const keys = () => new SharedCursorKeys(remembered.state, () => now);
  const pass = (milliseconds: number) => {
    now += milliseconds;
  };
  return { remembered, keys, pass };
}

const secretOf = async (keys: SharedCursorKeys) => (await keys.current()).secret.toString('hex');

describe('a key of the state', () => {
  it('is the same for all who share it, is kept for good and asked for once', async () => {
    const { remembered, keys } = setUp();
    const [one, two] = [keys(), keys()];
    const first = await one.current();
    expect(first.secret).toHaveLength(32);
    expect(await secretOf(two)).toBe(first.secret.toString('hex'));
    expect(await two.find(first.id)).toEqual(first);
    expect(Buffer.from((await remembered.memory.get(NAME)) ?? '', 'base64url')).toEqual(first.secret);
    const { asked } = remembered;
    await Promise.all(Array.from({ length: 20 }, () => one.current()));
    expect(remembered.asked).toBe(asked);
  });

  it('is one also where two make it at once', async () => {
    const { remembered, keys } = setUp();
    const [one, two] = [keys(), keys()];
    let meanwhile = '';
    remembered.beforeSet = async () => {
      remembered.beforeSet = async () => {};
      meanwhile = await secretOf(two);
    };
    expect(await secretOf(one)).toBe(meanwhile);
  });

  it('is asked for once by many who need it first', async () => {
    const { remembered, keys } = setUp();
    const one = keys();
    await Promise.all(Array.from({ length: 20 }, () => one.current()));
    expect(remembered.asked).toBe(2);
  });

  it('goes back into a state that was emptied', async () => {
    const { remembered, keys, pass } = setUp();
    const one = keys();
    const secret = await secretOf(one);
    await remembered.memory.delete(NAME);
    pass(5000);
    expect(await one.find(Buffer.from('none'))).toBeUndefined();
    expect(await secretOf(keys())).toBe(secret);
  });

  it('that others have made in place of a lost one is taken over, and the one before stays good', async () => {
    const { remembered, keys, pass } = setUp();
    const one = keys();
    const before = await one.current();
    await remembered.memory.delete(NAME);
    const after = await keys().current();
    pass(5000);
    expect(await one.find(after.id)).toEqual(after);
    expect(await one.current()).toEqual(after);
    expect(await one.find(before.id)).toEqual(before);
  });

  it('of which it has been told too often are not all kept', async () => {
    const { remembered, keys, pass } = setUp();
    const one = keys();
    const first = await one.current();
    for (let times = 0; times < 4; times += 1) {
      await remembered.memory.delete(NAME);
      const next = await keys().current();
      pass(5000);
      expect(await one.find(next.id)).toEqual(next);
    }
    pass(5000);
    expect(await one.find(first.id)).toBeUndefined();
  });

  it('is not looked for again with each cursor of nobody', async () => {
    const { remembered, keys, pass } = setUp();
    const one = keys();
    await one.current();
    const { asked } = remembered;
    for (let times = 0; times < 100; times += 1) await one.find(Buffer.from('none'));
    expect(remembered.asked).toBe(asked);
    pass(5000);
    for (let times = 0; times < 100; times += 1) await one.find(Buffer.from('none'));
    expect(remembered.asked).toBe(asked + 1);
  });
});

describe('a state that is away', () => {
  it('leaves each with a key of its own, which stays good there when it is back', async () => {
    const { remembered, keys, pass } = setUp();
    remembered.isAway = true;
    const [one, two] = [keys(), keys()];
    const own = await one.current();
    expect(await one.current()).toEqual(own);
    expect(await two.find(own.id)).toBeUndefined();
    expect(await secretOf(two)).not.toBe(own.secret.toString('hex'));
    remembered.isAway = false;
    expect(await one.current()).toEqual(own);
    pass(5000);
    const shared = await secretOf(one);
    expect(shared).not.toBe(own.secret.toString('hex'));
    expect(await secretOf(two)).toBe(shared);
    expect(await one.find(own.id)).toEqual(own);
  });

  it('is asked again after a while only', async () => {
    const { remembered, keys, pass } = setUp();
    remembered.isAway = true;
    const one = keys();
    for (let times = 0; times < 50; times += 1) await one.current();
    expect(remembered.asked).toBe(1);
    pass(4999);
    await one.current();
    expect(remembered.asked).toBe(1);
    pass(1);
    await one.current();
    expect(remembered.asked).toBe(2);
  });

  it('once there was a key changes nothing', async () => {
    const { remembered, keys, pass } = setUp();
    const one = keys();
    const key = await one.current();
    remembered.isAway = true;
    pass(60_000);
    expect(await one.find(Buffer.from('none'))).toBeUndefined();
    expect(await one.current()).toEqual(key);
  });
});

it.each(['', 'short', 'A'.repeat(44), '{"key":1}'])('"%s" in the state is no key', async (text) => {
  const { remembered, keys } = setUp();
  await remembered.memory.set(NAME, text);
  const one = keys();
  const key = await one.current();
  expect(key.secret).toHaveLength(32);
  expect(await one.current()).toEqual(key);
});

it('says nothing of itself by its id', () => {
  const secret = Buffer.alloc(32, 7);
  const key = new CursorKey(secret);
  expect(key.id).toHaveLength(4);
  expect(secret.includes(key.id)).toBe(false);
  expect(new CursorKey(Buffer.alloc(32, 8)).id).not.toEqual(key.id);
});
