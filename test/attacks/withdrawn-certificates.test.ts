/** Certificates that were good once: they let nobody in for longer, also on a connection that is open. */
import { afterEach, describe, expect, it, vi } from 'vitest';
import { makeRevocationList } from '../support/certificates.ts';
import { Agent, LET_IN, type Stage, server, showing } from '../support/tls-stage.ts';
import {
  ago,
  authority,
  DAY,
  deep,
  fingerprintOf,
  foreignAuthority,
  idm,
  issuing,
  otherAuthority,
  pinned,
  startTls,
  USERS,
} from './support/client-certificates.ts';

describe('stays on an open connection', () => {
  afterEach(() => {
    vi.useRealTimers();
  });

  const LIST = { revocationLists: [{ file: 'ca.crl' }, { file: 'other.crl' }] };
  const good = makeRevocationList({ issuer: authority });
  const lists = (list: string) => ({
    'ca.crl': list,
    'other.crl': makeRevocationList({ issuer: otherAuthority }),
  });

  it.each<[string, (proxy: Stage) => Promise<unknown>, RegExp]>([
    [
      'when its technical user is taken away',
      (proxy) => proxy.reloadWith({ technicalUsers: USERS.filter(({ id }) => id !== 'named') }),
      /no technical user has it/,
    ],
    [
      'when its technical user gets another certificate',
      (proxy) =>
        proxy.reloadWith({
          technicalUsers: [
            { id: 'named', certificates: [{ fingerprint: fingerprintOf(deep) }] },
            ...USERS.slice(1),
          ],
        }),
      /no technical user has it/,
    ],
    [
      'when its authority is no longer trusted',
      async (proxy) => {
        await proxy.write('ca.pem', otherAuthority.certificate);
        await proxy.look();
      },
      /which is not trusted/,
    ],
    [
      'when it is revoked',
      async (proxy) => {
        await proxy.write('ca.crl', makeRevocationList({ issuer: authority, revoked: [idm] }));
        await proxy.look();
      },
      /CN=idm,OU=Clients,O=Example is revoked by CN=Client CA,O=Example/,
    ],
    [
      'when it expires',
      async () => {
        vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 366 * DAY });
      },
      /has expired|should have been renewed/,
    ],
  ])('%s', async (_what, change, reason) => {
    const proxy = await startTls(LIST, lists(good));
    const agent = new Agent({ keepAlive: true, maxSockets: 1, ca: server.certificate, ...showing(idm) });
    expect((await proxy.ask({ agent })).status).toBe(LET_IN);
    await change(proxy);
    const answer = await proxy.ask({ agent });
    expect(answer.status).toBe(401);
    expect(proxy.line(401)?.['triedCertificate']).toMatchObject({ reason: expect.stringMatching(reason) });
    agent.destroy();
  });

  it.each<[string, string, RegExp]>([
    [
      'a list that should have been renewed',
      makeRevocationList({ issuer: authority, to: ago(1) }),
      /should have been renewed on/,
    ],
    [
      'a list of tomorrow',
      makeRevocationList({ issuer: authority, from: ago(-1) }),
      /^the revocation list of CN=Client CA,O=Example is not valid before /,
    ],
    [
      'a list that somebody of that name has signed',
      makeRevocationList({ issuer: foreignAuthority }),
      /there is no revocation list of CN=Client CA/,
    ],
    [
      'a list of another authority alone',
      makeRevocationList({ issuer: otherAuthority }),
      /there is no revocation list of CN=Client CA/,
    ],
  ])('with %s, nobody is let in by it', async (_what, list, reason) => {
    const proxy = await startTls(LIST, lists(list));
    expect((await proxy.ask({ shows: idm })).status).toBe(401);
    expect(proxy.line(401)?.['triedCertificate']).toMatchObject({ reason: expect.stringMatching(reason) });
    expect((await proxy.ask({ shows: pinned })).status).toBe(LET_IN);
  });

  it('and an authority in between has to have a list, too', async () => {
    const proxy = await startTls(LIST, lists(good));
    expect((await proxy.ask({ shows: deep, chain: [issuing] })).status).toBe(401);
    await proxy.write('ca.crl', good + makeRevocationList({ issuer: issuing }));
    await proxy.look();
    expect((await proxy.ask({ shows: deep, chain: [issuing] })).status).toBe(LET_IN);
    await proxy.write(
      'ca.crl',
      makeRevocationList({ issuer: authority, revoked: [issuing] }) + makeRevocationList({ issuer: issuing }),
    );
    await proxy.look();
    expect((await proxy.ask({ shows: deep, chain: [issuing] })).status).toBe(401);
    expect(proxy.line(401)?.['triedCertificate']).toMatchObject({
      reason: expect.stringMatching(/Issuing CA,O=Example is revoked/),
    });
  });

  it('a list with the changes alone is not taken for a whole one', async () => {
    const changes = makeRevocationList({ issuer: authority, changesOnly: true });
    await expect(startTls(LIST, lists(changes))).rejects.toThrow(/is no whole list/);
  });
});
