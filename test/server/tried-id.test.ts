import { expect, it } from 'vitest';
import { triedId } from '../../src/server/authentication/tried-id.ts';

const users = { has: (id: string) => ['client', 'Zoë', 'odd \u202e id'].includes(id.normalize('NFC')) };

it.each([
  ['an id that somebody has', 'client', 'x', 'client'],
  ['the same, composed otherwise', 'Zoe\u0308', 'x', 'Zoë'],
  ['the same, whatever it is made of', 'odd \u202e id', 'x', 'odd \u202e id'],
  ['a misspelt one', 'clinet', 'x', 'clinet'],
  ['one of another landscape', 'sb-ipsproxy!b1234|it-rt-acme!b99', 'x', 'sb-ipsproxy!b1234|it-rt-acme!b99'],
  ['a UUID', '7c0d8a52-3f1b-4c3e-9d6a-2b1f0e9c8d7a', 'x', '7c0d8a52-3f1b-4c3e-9d6a-2b1f0e9c8d7a'],
  ['an address', 'ada@example.com', 'x', 'ada@example.com'],
  ['none', '', 'x', ''],
  ['the id of somebody without a secret', 'client', '', 'client'],
  ['id and secret the wrong way round', 'hunter2', 'client', '***'],
  ['a token in the place of the id', 'token4711', '', '***'],
  ['a generated secret', 'k3Jx9QmZ2LpW', 'x', '***'],
  ['one with an exclamation mark', 'Zx9!kd83JJq_2Lw0p', 'x', '***'],
  ['base64', 'k3Jx9QmZ2LpW+/==', 'x', '***'],
  ['hexadecimal digits', '0123456789abcdef0123456789abcdef', 'x', '***'],
  ['hexadecimal digits of 64 bits', 'abcdef0123456789', 'x', '***'],
  ['letters and digits in turn', 'k7f3m9q2x8w1z5', 'x', '***'],
  ['a pass-phrase', 'correct horse battery', 'x', '***'],
  ['an id with a number', 'client-0815', 'x', 'client-0815'],
  ['a password with signs', 'Sommer#2024?', 'x', '***'],
  ['a line break', 'a\n{"level":60,"msg":"fake"}', 'x', '***'],
  ['colours for a terminal', '\u001b[31mred', 'x', '***'],
  ['another direction of writing', 'a\u202eb', 'x', '***'],
  ['half a character', 'a\ud83d', 'x', '***'],
  ['the longest one that is shown', 'x'.repeat(64), 'x', 'x'.repeat(64)],
  ['a longer one', 'x'.repeat(65), 'x', '***'],
])('%s', (_, id, secret, shown) => {
  expect(triedId(id, secret, users)).toBe(shown);
});
