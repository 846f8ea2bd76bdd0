/** Failed logons that instances count together. */
import { describe, expect, it } from 'vitest';
import { AttemptQueue } from '../../src/server/authentication/attempt-queue.ts';
import { Authenticator } from '../../src/server/authentication/authenticator.ts';
import { AuthenticationGuards } from '../../src/server/authentication/guards.ts';
import { SharedFailures } from '../../src/server/authentication/shared-failures.ts';
import { MemoryState } from '../../src/state/memory-state.ts';
import { type State, StateUnavailable } from '../../src/state/state.ts';
import { until } from '../support/until.ts';
import { technicalUser } from './helpers.ts';

const user = await technicalUser('client', ['secret']);
const here = { address: '192.0.2.1', connection: { destroyed: false } };

/** Of all instances, and what was asked of it. */
function shared() {
  const memory = new MemoryState();
  const asked: string[] = [];
  const there = { isAway: false };
  const note = <Result>(what: string, work: () => Promise<Result>) => {
    asked.push(what);
    return there.isAway ? Promise.reject(new StateUnavailable('away')) : work();
  };
  const state: State = {
    reach: 'instances',
    isAvailable: true,
    add: (key, ...more) => note(`add ${key}`, () => memory.add(key, ...more)),
    addWithin: (key, ...more) => note(`add ${key}`, () => memory.addWithin(key, ...more)),
    get: (key) => note(`get ${key}`, () => memory.get(key)),
    set: (key, ...more) => note(`set ${key}`, () => memory.set(key, ...more)),
    delete: (key) => note(`delete ${key}`, () => memory.delete(key)),
    close: async () => undefined,
  };
  return { state, asked, there };
}

function instance(state?: State) {
  const guards = new AuthenticationGuards(state);
  const authenticator = new Authenticator([user], guards);
  const identity = guards.memory.digest('client');
  return { guards, authenticator, hasFailed: () => guards.queue.hasFailed({ identity, ...here }) };
}

describe('failures of two instances', () => {
  it('slow down the one that has seen fewer of them', async () => {
    const { state } = shared();
    const failures = new SharedFailures(state);
    for (let times = 1; times <= 12; times += 1) {
      expect(await failures.failed('key', 'client', here.address)).toEqual({ personal: times, local: times });
    }
    expect(await new SharedFailures(state).failed('key', 'other', here.address)).toEqual({
      personal: 1,
      local: 13,
    });
    await failures.succeeded('key', 'client', here.address);
    expect(await failures.failed('key', 'client', here.address)).toEqual({ personal: 1, local: 14 });
  });

  it('are told with each secret that was checked and is wrong, and forgotten with a right one', async () => {
    const { state, asked } = shared();
    const [one, other] = [instance(state), instance(state)];
    expect(await one.authenticator.authenticate('client', 'wrong', here)).toBeUndefined();
    expect(await other.authenticator.authenticate('client', 'also wrong', here)).toBeUndefined();
    await until(() => asked.length === 4);
    // One name of the id, one of the address, the same in both.
    expect(new Set(asked).size).toBe(2);
    expect(await other.authenticator.authenticate('client', 'secret', here)).toBe(user);
    await until(() => asked.length === 5);
    expect(asked[4]).toBe(asked[0]?.replace('add', 'delete'));
    for (const name of asked) expect(name).toMatch(/^(?:add|delete) logon:[\w-]{43}$/);
  });

  it('cost nothing whoever is right at once', async () => {
    const { state, asked } = shared();
    const { authenticator } = instance(state);
    expect(await authenticator.authenticate('client', 'secret', here)).toBe(user);
    expect(asked).toEqual([]);
  });

  it('count here where nobody can be asked, and no logon fails for it', async () => {
    const { state, asked, there } = shared();
    there.isAway = true;
    const { authenticator, hasFailed } = instance(state);
    expect(await authenticator.authenticate('client', 'wrong', here)).toBeUndefined();
    await until(() => asked.length === 2);
    expect(hasFailed()).toBe(true);
    expect(await authenticator.authenticate('client', 'secret', here)).toBe(user);
    expect(hasFailed()).toBe(false);
  });

  it('have other names where secrets differ', async () => {
    const { state, asked } = shared();
    const other = new Authenticator([await technicalUser('client', ['x'])], new AuthenticationGuards(state));
    await instance(state).authenticator.authenticate('client', 'wrong', here);
    await other.authenticate('client', 'wrong', here);
    await until(() => asked.length === 4);
    expect(new Set(asked).size).toBe(4);
  });
});

it('a queue that is told of failures elsewhere checks as slowly as if they had been here', async () => {
  const queue = new AttemptQueue(2);
  const attempt = (secret: string) => ({ pair: secret, identity: 'client', ...here });
  queue.slowDown(attempt(''), { personal: 13, local: 13 });
  let checks = 0;
  const check = async () => {
    checks += 1;
    return undefined;
  };
  await queue.ask(attempt('one'), check);
  const second = queue.ask(attempt('two'), check);
  await new Promise((resolve) => setImmediate(resolve));
  expect(checks).toBe(1);
  await second;
  expect(checks).toBe(2);
});

it('state of one process is not asked', async () => {
  expect(await new SharedFailures(new MemoryState()).failed('key', 'client', 'here')).toBeUndefined();
});
