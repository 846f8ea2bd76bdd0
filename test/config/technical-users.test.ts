import { describe, expect, it } from 'vitest';
import { formatSecretHash, hashSecret, verifySecret } from '../../src/config/secret-hash.ts';
import { load } from './helpers.ts';

const CHEAP = { ln: 14, r: 8, p: 1 };
const file = (...technicalUsers: object[]) => JSON.stringify({ technicalUsers });

describe('technical users', () => {
  it('have hashed secrets, from the file, the environment and other files', async () => {
    const hash = formatSecretHash(await hashSecret('one', CHEAP));
    const { configuration, problems } = await load(
      {
        'c.json': file(
          { id: 'a', secrets: [hash, { env: 'TWO' }] },
          { id: 'b', secrets: [{ file: 'three.txt' }], permissions: [], systems: [] },
        ),
        'three.txt': `${hash}\n`,
      },
      { environment: { TWO: 'two:ü' } },
    );
    expect(problems).toEqual([]);
    const [a, b] = configuration?.technicalUsers ?? [];
    expect([a?.id, b?.id]).toEqual(['a', 'b']);
    const verified = async (user: typeof a, secret: string) =>
      Promise.all(user?.secrets.map((expected) => verifySecret(secret, expected)) ?? []);
    expect(await verified(a, 'one')).toEqual([true, false]);
    expect(await verified(a, 'two:ü')).toEqual([false, true]);
    expect(await verified(b, 'one')).toEqual([true]);
    expect(a?.permissions).toEqual(new Set(['IPS_PROXY_USER']));
    expect(a?.systems).toBeUndefined();
    expect(b?.permissions).toEqual(new Set());
    expect(b?.systems).toEqual(new Set());
    expect(JSON.stringify(configuration)).not.toContain('two:ü');
  });

  it('need a way to log in', async () => {
    const { configuration, problems } = await load({ 'c.json': file({ id: 'a', operations: ['read'] }) });
    expect(configuration?.technicalUsers).toEqual([]);
    expect(problems).toEqual([
      'c.json:1:26: error: technical user "a": has no way to log in; give it "secrets", "certificates" or "tokens"',
    ]);
  });

  it('may be bound to operations, endpoints and addresses', async () => {
    const bounds = { operations: ['read'], endpoints: ['Users'], addresses: ['10.0.0.0/8'] };
    const { configuration } = await load(
      { 'c.json': file({ id: 'a', secrets: [{ env: 'ONE' }], ...bounds }) },
      { environment: { ONE: 'one' } },
    );
    const [user] = configuration?.technicalUsers ?? [];
    expect([user?.operations, user?.endpoints]).toEqual([new Set(['read']), new Set(['Users'])]);
    expect([user?.addresses?.has('10.9.9.9'), user?.addresses?.has('11.0.0.1')]).toEqual([true, false]);
  });

  it('keep the secret that is left when the other one is missing', async () => {
    const hash = formatSecretHash(await hashSecret('one', CHEAP));
    const { configuration, problems } = await load({
      'c.json': file({ id: 'a', secrets: [{ env: 'GONE' }, hash] }),
    });
    expect(configuration?.technicalUsers[0]?.secrets).toHaveLength(1);
    expect(problems).toEqual([
      'c.json:1:41: error: technical user "a": a secret is missing: the environment variable GONE is not set; set it',
    ]);
  });

  it.each([
    [
      'hunter2',
      'a secret in clear does not belong here; write the output of `ipsproxy secret hash`, {"env": "NAME"} or {"file": "path"}',
    ],
    [
      '$scrypt$ln=30,r=8,p=1$c2FsdHNhbHRzYWx0$aGFzaGhhc2hoYXNoaGFzaGhhc2g',
      'this hash is damaged or its cost is out of bounds; make a new one with `ipsproxy secret hash`',
    ],
    [
      '$scrypt$oops',
      'this hash is damaged or its cost is out of bounds; make a new one with `ipsproxy secret hash`',
    ],
  ])('cannot log in with %j', async (secret, message) => {
    const { configuration, problems } = await load({ 'c.json': file({ id: 'a', secrets: [secret] }) });
    expect(configuration?.technicalUsers).toEqual([]);
    expect(problems).toEqual([
      'c.json:1:40: error: technical user "a": has no usable secret and cannot log in; give one that is usable',
      `c.json:1:41: error: technical user "a": ${message}`,
    ]);
  });

  it('may have a secret in clear in the demo', async () => {
    const { configuration, problems } = await load(
      { 'c.json': file({ id: 'a', secrets: ['hunter2'] }) },
      { allowLiteralSecrets: true },
    );
    expect(configuration?.technicalUsers).toHaveLength(1);
    expect(problems).toEqual([
      'c.json:1:41: warning: technical user "a": a secret in clear; good enough for a demo only',
    ]);
  });

  it('are left out when disabled or given twice', async () => {
    const hash = formatSecretHash(await hashSecret('one', CHEAP));
    const { configuration, problems } = await load({
      'c.json': file(
        { id: 'a', secrets: [hash] },
        { id: 'a', secrets: [hash], permissions: [] },
        { id: 'b', secrets: [{ env: 'GONE' }], disabled: true },
      ),
    });
    expect(configuration?.technicalUsers.map(({ id, permissions }) => [id, permissions.size])).toEqual([
      ['a', 1],
    ]);
    expect(problems).toEqual([
      expect.stringContaining('error: technical user "a": this id is taken by a technical user above'),
    ]);
  });

  it('are warned about systems that are not there', async () => {
    const hash = formatSecretHash(await hashSecret('one', CHEAP));
    const { problems } = await load({ 'c.json': file({ id: 'a', secrets: [hash], systems: ['nowhere'] }) });
    expect(problems).toEqual([
      expect.stringContaining('warning: technical user "a": there is no system "nowhere"'),
    ]);
  });
});

it('what is wrong is told in the order of the file, whichever comes first', async () => {
  const users = '"technicalUsers": [{"id": "a", "secrets": [{"env": "GONE"}]}]';
  const systems = '"systems": [{"id": "one", "type": "nothing"}]';
  for (const between of [',\n', ', ']) {
    const order = async (...parts: string[]) => {
      const { problems } = await load({ 'c.json': `{\n${parts.join(between)}\n}` });
      return [...new Set(problems.map((problem) => /error: (\w+)/.exec(problem)?.[1]))];
    };
    expect(await order(users, systems)).toEqual(['technical', 'system']);
    expect(await order(systems, users)).toEqual(['system', 'technical']);
  }
});

it.each([
  [{ env: 'EMPTY' }, 'the environment variable EMPTY is empty; give it a value'],
  [
    { file: 'hunter\n2' },
    'the text of "file" has several lines; write the name of the file there, not what is in it',
  ],
  [{ env: 'hunter-2' }, 'the environment variable of "env" is not set; write its name there, not the value'],
])('a secret from %j is missing, for this reason and no more', async (secret, reason) => {
  const { problems } = await load(
    { 'c.json': file({ id: 'a', secrets: [secret] }) },
    { environment: { EMPTY: '' } },
  );
  expect(problems.map((problem) => problem.replace(/^.*?error: /, ''))).toContain(
    `technical user "a": a secret is missing: ${reason}`,
  );
});
