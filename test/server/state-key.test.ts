/** Instances have to come to the same key, and nobody else. */
import { expect, it } from 'vitest';
import { digestSecret } from '../../src/config/secret-hash.ts';
import type { TechnicalUser } from '../../src/config/technical-users.ts';
import { stateKey } from '../../src/server/state-key.ts';

const user = (id: string, ...secrets: string[]) =>
  ({ id, secrets: secrets.map((secret) => digestSecret(secret, id)) }) as unknown as TechnicalUser;

it('is the same in whatever order users and secrets stand, and after a restart', () => {
  const key = stateKey([user('a', 'one', 'two'), user('b', 'three')], 'purpose');
  expect(stateKey([user('b', 'three'), user('a', 'two', 'one')], 'purpose')).toBe(key);
});

it('is another one for another purpose, and with other secrets', () => {
  const users = [user('a', 'one')];
  const keys = [
    stateKey(users, 'purpose'),
    stateKey(users, 'other'),
    stateKey([user('a', 'two')], 'purpose'),
    stateKey([user('a', 'one', 'two')], 'purpose'),
    stateKey([], 'purpose'),
  ];
  expect(new Set(keys).size).toBe(keys.length);
});
