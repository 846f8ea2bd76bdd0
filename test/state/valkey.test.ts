/** The server of shared state away, slow, wrong or back again. */
import { describe, expect, it, onTestFinished } from 'vitest';
import type { ValkeyAddress } from '../../src/state/settings.ts';
import { StateUnavailable } from '../../src/state/state.ts';
import { ValkeyState } from '../../src/state/valkey/valkey-state.ts';
import { page } from '../docs/pages.ts';
import { makeCertificate } from '../support/certificates.ts';
import { badValkey, spoiltValkey, tlsInFrontOf } from '../support/fake-valkey.ts';
import { until } from '../support/until.ts';
import { startValkey, VALKEY_BINARY } from '../support/valkey-server.ts';

const LONG = 600_000;
/** What a user of the server has to be allowed, as docs/configuration.md says. */
const DOCUMENTED =
  /~ipsproxy:\*` and `(\+[^`]+)`/.exec(page('docs/configuration.md').text)?.[1]?.split(/\s+/) ?? [];

function opened(port: number, more: Partial<ValkeyAddress> = {}, authorities: readonly string[] = []) {
  const lines: string[] = [];
  const state = new ValkeyState({
    address: { host: '127.0.0.1', port, tls: false, database: 0, ...more },
    prefix: 'test:',
    authorities,
    log: { warn: (line) => lines.push(`warn ${line}`), info: (line) => lines.push(`info ${line}`) },
  });
  onTestFinished(() => state.close());
  return { state, lines };
}

const reasonFor = async (work: Promise<unknown>) => {
  const error = await work.catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(StateUnavailable);
  return error instanceof Error ? error.message : '';
};

describe.skipIf(VALKEY_BINARY === undefined)('with a server', () => {
  it.each([
    ['as it is', 'ordinary-canary-1234'],
    ['cut off', 'a-very-long-canary-'.repeat(12)],
    ['with other characters', 'kanarie-größer-7781'],
    ['with quotes', `cana'ry"'9912-\\-quoted`],
  ])('that knows no AUTH repeats the password, %s: nobody is told', async (_, password) => {
    const server = await startValkey('--rename-command', 'AUTH', '', '--rename-command', 'HELLO', '');
    const { state, lines } = opened(server.port, { password, username: 'proxy' });
    const reason = await reasonFor(state.add('a', 1, LONG));
    expect(reason).toContain('it answers with what was sent to it');
    await until(() => lines.length > 0);
    const told = [reason, ...lines].join(' ');
    for (const piece of password.match(/.{6}/g) ?? []) expect(told).not.toContain(piece);
    expect(told).not.toContain('kanarie');
  });

  it('goes away and comes back, with a word in the log for each', async () => {
    const server = await startValkey();
    const { state, lines } = opened(server.port);
    expect((await state.add('a', 1, LONG)).total).toBe(1);
    await server.kill();
    await until(() => !state.isAvailable);
    const failures = await Promise.all([1, 2, 3].map(() => reasonFor(state.add('a', 1, LONG))));
    expect(new Set(failures)).toEqual(
      new Set(['The server of "state" cannot be used, as it ended the connection.']),
    );
    await server.start();
    await until(() => state.isAvailable);
    expect((await state.add('a', 1, LONG)).total).toBe(1);
    expect(lines).toEqual([
      `warn shared state: 127.0.0.1:${server.port} cannot be used, as it ended the connection; until it can, this instance counts alone, and refuses changes that others must not come in between`,
      `info shared state: 127.0.0.1:${server.port} is there again, all instances count together`,
    ]);
  });

  it('hangs and goes on: what was sent fails in time, what comes then at once', async () => {
    const server = await startValkey();
    const { state, lines } = opened(server.port);
    await state.add('a', 1, LONG);
    server.pause();
    const failures = await Promise.all([1, 2, 3].map(() => reasonFor(state.add('a', 1, LONG))));
    for (const failure of failures) {
      expect(failure).toMatch(/cannot be used, as it (?:does not answer in time|ended the connection)\.$/);
    }
    expect(state.isAvailable).toBe(false);
    await reasonFor(state.get('a'));
    server.resume();
    await until(() => state.isAvailable);
    // What was sent when it hung may have counted.
    expect((await state.add('a', 1, LONG)).total).toBeGreaterThanOrEqual(2);
    expect(lines.map((line) => line.split(' ', 1)[0])).toEqual(['warn', 'info']);
  });

  it('a password, a user and a database', async () => {
    const user = `proxy on >own ~test:* ${DOCUMENTED.join(' ')} +select`;
    const server = await startValkey('--requirepass', 'pa/ss', '--user', ...user.split(' '));
    const first = opened(server.port, { password: 'pa/ss' });
    await first.state.set('a', 'first');
    const second = opened(server.port, { username: 'proxy', password: 'own', database: 3 });
    expect(await second.state.get('a')).toBeUndefined();
    expect((await second.state.add('b', 1, LONG)).total).toBe(1);
    const wish = { rate: { interval: 60_000, tolerance: 0 }, patience: [0, 0], debt: 0 };
    expect((await second.state.pacing.book('c', wish)).bookings).toHaveLength(2);
    expect((await second.state.pacing.shut('c', 1_000)).shut).toBeGreaterThan(0);
    expect(await first.state.get('a')).toBe('first');
    await second.state.delete('b');
    // None is given away at a server that nobody knew: what the user may not run would be another failure.
    const unasked = second.state.leases.take('d', true, AbortSignal.timeout(200));
    await expect(unasked).rejects.toThrow('none is given away yet');
    expect(second.lines).toEqual([]);
  });

  // INFO it can do without; the others are for what a probe has no use for: promises, keys of another kind.
  const UNTRIED = ['+info', '+del', '+lindex', '+lrange', '+lpop', '+rpush'];
  it.each(DOCUMENTED.filter((command) => !UNTRIED.includes(command)))(
    'a user without %s is told of it at once',
    async (missing) => {
      const rest = DOCUMENTED.filter((command) => command !== missing).join(' ');
      const server = await startValkey('--user', ...`proxy on >own ~test:* ${rest}`.split(' '));
      const { lines } = opened(server.port, { username: 'proxy', password: 'own' });
      await until(() => lines.length > 0);
      expect(lines[0]).toMatch(new RegExp(`(?:NOPERM|ACL).*\\b${missing.slice(1)}\\b`));
    },
  );

  it.each([
    ['a wrong password', { password: 'wrong-one' }, 'WRONGPASS'],
    ['no password', {}, 'NOAUTH'],
    ['a user that there is not', { username: 'nobody', password: 'wrong-one' }, 'WRONGPASS'],
  ])('%s', async (_, credentials, word) => {
    const server = await startValkey('--requirepass', 'right-one');
    const { state, lines } = opened(server.port, credentials);
    const reason = await reasonFor(state.add('a', 1, LONG));
    expect(reason).toContain(`as it says: ${word}`);
    expect(reason).toMatch(/[^.]\.$/);
    expect(lines).toHaveLength(1);
    expect(lines.join()).toContain(word);
    expect(lines.join()).not.toMatch(/(?:wrong|right)-one/);
  });

  it('a replica that takes no writes', async () => {
    const main = await startValkey();
    const replica = await startValkey('--replicaof', '127.0.0.1', String(main.port));
    const { state } = opened(replica.port);
    expect(await reasonFor(state.add('a', 1, LONG))).toMatch(/as it says: .*(?:READONLY|read only)/);
    expect(state.isAvailable).toBe(false);
  });

  it('no memory left', async () => {
    const server = await startValkey('--maxmemory', '1', '--maxmemory-policy', 'noeviction');
    const { state } = opened(server.port);
    expect(await reasonFor(state.add('a', 1, LONG))).toContain('OOM');
  });

  it('TLS, with an authority of its own, and without', async () => {
    const server = await startValkey();
    const authority = makeCertificate({ name: 'ca', authority: true });
    const certificate = makeCertificate({ name: 'valkey', issuer: authority, addresses: ['127.0.0.1'] });
    const port = await tlsInFrontOf(server.port, certificate);
    const trusting = opened(port, { tls: true }, [authority.certificate]);
    expect((await trusting.state.add('a', 1, LONG)).total).toBe(1);
    const careful = opened(port, { tls: true });
    expect(await reasonFor(careful.state.add('a', 1, LONG))).toMatch(
      /its certificate is not trusted \(.+\); name its authority in state\.certificateAuthorities\.$/,
    );
  });
});

it('nothing listens: nobody waits long, and nothing ends the process', async () => {
  const { state, lines } = opened(1);
  expect(await reasonFor(state.add('a', 1, LONG))).toBe(
    'The server of "state" cannot be used, as nothing listens there.',
  );
  expect(lines).toHaveLength(1);
});

it('an address of IPv6 is named as in a URL', async () => {
  const { state, lines } = opened(1, { host: '::1' });
  await reasonFor(state.add('a', 1, LONG));
  expect(lines).toEqual([expect.stringContaining('shared state: [::1]:1 cannot be used')]);
});

it('a host that there is not', async () => {
  const { state } = opened(6379, { host: 'valkey.invalid' });
  expect(await reasonFor(state.get('a'))).toMatch(/cannot be used, as /);
});

describe('something else listens', () => {
  it.each([
    ['never says a word', () => {}],
    ['speaks HTTP', (socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')],
    ['speaks nonsense', (socket) => socket.write('\x00\xff\r\nnonsense\r\n')],
    ['answers another type', (socket) => socket.write('+OK\r\n')],
    ['answers an empty list', (socket) => socket.write('*0\r\n')],
    ['answers a negative counter', (socket) => socket.write('*3\r\n$2\r\n-5\r\n:1000\r\n:1\r\n')],
    ['answers a huge list', (socket) => socket.write('*1000000000\r\n')],
    ['answers a huge text', (socket) => socket.write(`$2000000000\r\n${'x'.repeat(100_000)}`)],
    ['is loading', (socket) => socket.write('-LOADING the dataset in memory\r\n')],
    ['is another one of a cluster', (socket) => socket.write('-MOVED 5 10.0.0.1:6379\r\n')],
    ['ends every connection', (socket) => socket.destroy()],
    ['sends back what it hears', (socket, text) => socket.write(`-ERR ${text.replace(/[\r\n]+/g, ' ')}\r\n`)],
  ] satisfies [string, Parameters<typeof badValkey>[0]][])('%s', async (_, hears) => {
    const port = await badValkey(hears);
    const { state, lines } = opened(port, { password: 'very-secret' });
    expect(await reasonFor(state.add('a', 1, LONG))).not.toContain('very-secret');
    expect(state.isAvailable).toBe(false);
    expect(lines).toHaveLength(1);
    expect(lines.join()).not.toContain('very-secret');
  });

  it.each([
    ['add', (state: ValkeyState) => state.add('a', 1, LONG)],
    ['get', (state: ValkeyState) => state.get('a')],
    ['set', (state: ValkeyState) => state.set('a', 'b')],
    ['delete', (state: ValkeyState) => state.delete('a')],
    ['a lease', (state: ValkeyState) => state.leases.take('a', true, new AbortController().signal)],
  ])('after a good beginning: %s', async (_, call) => {
    const port = await spoiltValkey((socket) => socket.write('*2\r\n+what\r\n+ever\r\n'));
    const { state } = opened(port);
    expect(await reasonFor(call(state))).toContain('it answers what no Valkey or Redis would');
    expect(state.isAvailable).toBe(false);
  });
});
