/** When keys of an issuer are read, in simulated time. */
import { describe, expect, it } from 'vitest';
import { KeySet } from '../../src/oauth/key-set.ts';
import { PublishedKeys } from '../../src/oauth/published-keys.ts';
import { IssuerUnavailable } from '../../src/oauth/refusal.ts';
import { makeKey } from '../support/openid-provider.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const set = (...ids: string[]) =>
  KeySet.parse(JSON.stringify({ keys: ids.map((id) => makeKey('EdDSA', id).jwk) }));
const has = (id: string) => (keys: KeySet) => keys.find(id, 'EdDSA').length > 0;
const turn = () => new Promise((resolve) => setImmediate(resolve));

function stage(first: KeySet | Error = set('one')) {
  const time = { now: 0 };
  const told: string[] = [];
  const issuer = { answer: first, reads: 0 };
  const keys = new PublishedKeys(
    'https://idp.example',
    async () => {
      issuer.reads += 1;
      if (issuer.answer instanceof Error) throw issuer.answer;
      return issuer.answer;
    },
    {
      now: () => time.now,
      onRead: (result) => told.push('keys' in result ? `${result.keys}` : result.failure),
    },
  );
  return { time, told, issuer, keys };
}

describe('an unknown key id', () => {
  it('makes the proxy look again, and the new key is there', async () => {
    const { time, issuer, keys } = stage();
    await keys.that(has('one'));
    time.now += MINUTE;
    issuer.answer = set('one', 'two');
    expect(has('two')(await keys.that(has('two')))).toBe(true);
    expect(issuer.reads).toBe(2);
  });

  it('does so once a minute, however many there are', async () => {
    const { time, issuer, keys } = stage();
    await keys.that(has('one'));
    for (let second = 1; second <= 120; second += 1) {
      time.now += 1000;
      for (let count = 0; count < 20; count += 1) await keys.that(has(`made up ${second} ${count}`));
    }
    expect(issuer.reads).toBe(3);
  });

  it('holds nobody up whose key is there', async () => {
    const { time, issuer, keys } = stage();
    const known = await keys.that(has('one'));
    time.now += MINUTE;
    const hanging = Promise.withResolvers<KeySet>();
    keys.readBy(
      () => {
        issuer.reads += 1;
        return hanging.promise;
      },
      () => {},
    );
    const waiting = keys.that(has('two'));
    expect(await keys.that(has('one'))).toBe(known);
    expect(keys.current).toBe(known);
    hanging.resolve(set('two'));
    expect(has('two')(await waiting)).toBe(true);
  });
});

describe('keys', () => {
  it('are read again in the background after ten minutes, so that those that were withdrawn go', async () => {
    const { time, issuer, keys } = stage();
    const first = await keys.that(has('one'));
    time.now += 9 * MINUTE;
    expect(keys.current).toBe(first);
    expect(issuer.reads).toBe(1);
    time.now += 2 * MINUTE;
    issuer.answer = set('two');
    expect(keys.current).toBe(first);
    await turn();
    expect(has('one')(keys.current as KeySet)).toBe(false);
    expect(issuer.reads).toBe(2);
  });

  it('serve for a day where they cannot be read, and are asked for once a minute', async () => {
    const { time, told, issuer, keys } = stage();
    await keys.that(has('one'));
    issuer.answer = new Error('it is down');
    for (let minute = 0; minute < 24 * 60; minute += 1) {
      time.now += MINUTE;
      expect(keys.current).toBeDefined();
      await turn();
    }
    expect(new Set(told)).toEqual(new Set(['1', 'it is down']));
    expect(issuer.reads).toBeLessThanOrEqual(24 * 60);
    time.now += MINUTE;
    expect(keys.current).toBeUndefined();
    await expect(keys.that(has('one'))).rejects.toThrow(IssuerUnavailable);
  });

  it('that were never there are asked for every five seconds, and whoever asks is told why', async () => {
    const { time, issuer, keys } = stage(new Error('it is down'));
    for (let second = 0; second <= 10; second += 1) {
      await expect(keys.that(has('one'))).rejects.toThrow(/cannot be verified: it is down\.$/);
      time.now += 1000;
    }
    expect(issuer.reads).toBe(3);
    issuer.answer = set('one');
    time.now += 5000;
    expect(has('one')(await keys.that(has('one')))).toBe(true);
  });

  it('are back after a day of silence as soon as they can be read', async () => {
    const { time, keys } = stage();
    await keys.that(has('one'));
    time.now += 25 * HOUR;
    expect(keys.current).toBeUndefined();
    expect(has('one')(await keys.that(has('one')))).toBe(true);
  });
});
