import { expect, it } from 'vitest';
import { parseSecretHash, verifySecret } from '../../src/config/secret-hash.ts';
import { run } from './helpers.ts';

it.each([
  ['a secret of size', 'a secret of size'],
  ['größe:größe:größe😀\n', 'größe:größe:größe😀'],
  ['with blanks at its end \r\n', 'with blanks at its end '],
])('hashes %j', async (input, secret) => {
  const { code, stdout, stderr } = await run('secret hash', { input }).ended;
  expect([code, stderr]).toEqual([0, '']);
  const hash = parseSecretHash(stdout.trim());
  expect(hash && (await verifySecret(secret, hash))).toBe(true);
  expect(stdout).not.toContain(secret);
});

it.each([
  ['an argument', { args: ['hunter2'] }, /Do not pass the secret as an argument/],
  ['nothing', { input: '\n' }, /The secret is empty/],
  ['two lines', { input: 'hunter2\nhunter3\n' }, /contains a control character or a line break/],
])('refuses %s', async (_, options, message) => {
  const { code, stdout, stderr } = await run('secret hash', options).ended;
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toMatch(message);
  expect(stderr).not.toContain('hunter');
});

it('warns of a short one, and hashes it', async () => {
  const { code, stdout, stderr } = await run('secret hash', { input: 'kanarien-vögel-😀' }).ended;
  expect([code, stderr]).toEqual([0, '']);
  const short = await run('secret hash', { input: 'kanarien-vögel' }).ended;
  expect([short.code, short.stderr]).toEqual([
    0,
    expect.stringMatching(/^The secret has fewer than 16 characters, /),
  ]);
  expect(short.stderr).not.toContain('kanarien');
  for (const output of [stdout, short.stdout]) expect(parseSecretHash(output.trim())).toBeDefined();
});
