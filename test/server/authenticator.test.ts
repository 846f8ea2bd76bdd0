import { beforeEach, describe, expect, it, vi } from 'vitest';
import * as secretHash from '../../src/config/secret-hash.ts';
import { Authenticator } from '../../src/server/authentication/authenticator.ts';
import { AuthenticationGuards } from '../../src/server/authentication/guards.ts';
import { technicalUser } from './helpers.ts';

vi.mock('../../src/config/secret-hash.ts', { spy: true });
const slowHashes = vi.mocked(secretHash.verifySecret);

const [one, two] = [await technicalUser('one', ['secret']), await technicalUser('two', ['secret', 'other'])];
const guards = () => new AuthenticationGuards();
const from = (address: string) => ({ address, connection: { destroyed: false } });
const here = from('here');

beforeEach(() => {
  slowHashes.mockClear();
});

describe('the authenticator', () => {
  it('pays for the slow hash once per secret', async () => {
    const authenticator = new Authenticator([one], guards());
    for (let round = 0; round < 5; round++) {
      expect(await authenticator.authenticate('one', 'secret', here)).toBe(one);
    }
    expect(slowHashes).toHaveBeenCalledTimes(1);
    expect(await authenticator.authenticate('one', 'secret', from('elsewhere'))).toBe(one);
    expect(slowHashes).toHaveBeenCalledTimes(1);
  });

  it('recognizes a header whose pair was right, as long as it is', async () => {
    const shared = guards();
    const authenticator = new Authenticator([one, two], shared);
    expect(authenticator.recognize('Basic one')).toBeUndefined();
    expect(await authenticator.authenticate('two', 'other', here)).toBe(two);
    authenticator.remember('Basic two', 'two', 'other');
    expect(authenticator.recognize('Basic two')).toBe(two);
    expect(authenticator.recognize('basic two')).toBeUndefined();
    // Remembered by mistake: nobody has checked this pair.
    authenticator.remember('Basic one', 'one', 'wrong');
    expect(authenticator.recognize('Basic one')).toBeUndefined();

    const kept = { ...two, secrets: two.secrets.slice(1) };
    expect(new Authenticator([kept], shared).recognize('Basic two')).toBe(kept);
    const changed = { ...two, secrets: two.secrets.slice(0, 1) };
    expect(new Authenticator([changed], shared).recognize('Basic two')).toBeUndefined();
    expect(new Authenticator([one], shared).recognize('Basic two')).toBeUndefined();
  });

  it('pays once for a client that begins with many requests', async () => {
    const authenticator = new Authenticator([one], guards());
    const users = await Promise.all(
      Array.from({ length: 200 }, () => authenticator.authenticate('one', 'secret', here)),
    );
    expect(new Set(users)).toEqual(new Set([one]));
    expect(slowHashes).toHaveBeenCalledTimes(1);
  });

  it.each([
    ['a known', 'one'],
    ['an unknown', 'three'],
  ])('remembers what was wrong, for %s id', async (_, id) => {
    const authenticator = new Authenticator([one], guards());
    for (let round = 0; round < 3; round++) {
      expect(await authenticator.authenticate(id, 'wrong', here)).toBeUndefined();
    }
    expect(slowHashes).toHaveBeenCalledTimes(1);
    expect(await authenticator.authenticate(id, 'wrong too', here)).toBeUndefined();
    expect(slowHashes).toHaveBeenCalledTimes(2);
  });

  it.each([
    ['the first secret', 'two', 'secret'],
    ['the second secret', 'two', 'other'],
    ['a wrong secret', 'two', 'wrong'],
    ['a user with one secret', 'one', 'secret'],
    ['an unknown user', 'three', 'secret'],
  ])('does the same work for %s', async (_, id, secret) => {
    const authenticator = new Authenticator([one, two], guards());
    await authenticator.authenticate(id, secret, here);
    expect(slowHashes).toHaveBeenCalledTimes(2);
    const costs = slowHashes.mock.calls.map(([, { ln, r, p, hash }]) => [ln, r, p, hash.length]);
    expect(costs).toEqual([
      [14, 8, 1, 32],
      [14, 8, 1, 32],
    ]);
  });

  it('does the same work for an unknown user where all others have one secret', async () => {
    const authenticator = new Authenticator([one], guards());
    await authenticator.authenticate('three', 'secret', here);
    expect(slowHashes.mock.calls.map(([, { ln, r, p }]) => [ln, r, p])).toEqual([[14, 8, 1]]);
  });

  it('does not mix up users', async () => {
    const authenticator = new Authenticator([one, two], guards());
    expect(await authenticator.authenticate('one', 'other', here)).toBeUndefined();
    expect(await authenticator.authenticate('two', 'secret', here)).toBe(two);
    expect(await authenticator.authenticate('one', 'secret', here)).toBe(one);
  });

  it('works without any user', async () => {
    expect(await new Authenticator([], guards()).authenticate('one', 'secret', here)).toBeUndefined();
    expect(slowHashes).toHaveBeenCalledTimes(1);
  });

  it('lets those in who logged on before, whatever is going on', async () => {
    const busy = guards();
    const authenticator = new Authenticator([one], busy);
    await authenticator.authenticate('one', 'secret', here);
    vi.spyOn(busy.queue, 'ask').mockRejectedValue(new Error('busy'));
    expect(await authenticator.authenticate('one', 'secret', here)).toBe(one);
    await expect(authenticator.authenticate('one', 'wrong', here)).rejects.toThrow('busy');
  });
});

describe('what an authenticator knew', () => {
  it('is known to the next one while the hash is still there, with the permissions of the new user', async () => {
    const lasting = guards();
    await new Authenticator([one, two], lasting).authenticate('two', 'secret', here);
    slowHashes.mockClear();

    const changed = { ...two, permissions: new Set<string>() };
    expect(await new Authenticator([changed], lasting).authenticate('two', 'secret', here)).toBe(changed);
    const rotated = { ...two, secrets: two.secrets.slice(0, 1) };
    expect(await new Authenticator([rotated], lasting).authenticate('two', 'secret', here)).toBe(rotated);
    expect(slowHashes).not.toHaveBeenCalled();
  });

  it('counts no longer when the hash is gone, or the user', async () => {
    const lasting = guards();
    await new Authenticator([two], lasting).authenticate('two', 'secret', here);
    const rotated = { ...two, secrets: two.secrets.slice(1) };
    expect(await new Authenticator([rotated], lasting).authenticate('two', 'secret', here)).toBeUndefined();
    expect(await new Authenticator([one], lasting).authenticate('two', 'secret', here)).toBeUndefined();
    expect(await new Authenticator([two], lasting).authenticate('two', 'secret', here)).toBe(two);
  });

  it('to be wrong is tried again when the hashes are others, or the user is new', async () => {
    const lasting = guards();
    const before = { ...two, secrets: two.secrets.slice(1) };
    for (const users of [[one], [before]]) {
      expect(await new Authenticator(users, lasting).authenticate('two', 'secret', here)).toBeUndefined();
    }
    expect(await new Authenticator([two], lasting).authenticate('two', 'secret', here)).toBe(two);
  });

  it('to be wrong at one address is not told at another', async () => {
    const authenticator = new Authenticator([one], guards());
    await authenticator.authenticate('one', 'wrong', here);
    await authenticator.authenticate('one', 'wrong', from('elsewhere'));
    expect(slowHashes).toHaveBeenCalledTimes(2);
  });
});
