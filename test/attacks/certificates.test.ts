import { describe, expect, it } from 'vitest';
import { basic } from '../server/helpers.ts';
import type { TestCertificate } from '../support/certificates.ts';
import { BASIC_FAMILY, CERTIFICATE_FAMILY, LET_IN, SERVICE_FAMILY, server } from '../support/tls-stage.ts';
import {
  deep,
  fingerprintOf,
  idm,
  issuing,
  like,
  named,
  pinned,
  SUBJECT,
  startTls,
} from './support/client-certificates.ts';
import { SHOWN } from './support/shown-certificates.ts';

describe('shown to the proxy itself', () => {
  it.each(SHOWN)('%s', async (_what, make, reason) => {
    const proxy = await startTls();
    const { shown, chain = [] } = make();
    const answer = await proxy.ask({ shows: shown, chain });
    expect(answer).toMatchObject({ status: 401, detail: expect.stringMatching(/^This client certificate /) });
    const line = proxy.line(401);
    expect(line?.['triedCertificate']).toMatchObject({
      fingerprint: fingerprintOf(shown).replaceAll(':', '').toLowerCase(),
      subject: expect.not.stringMatching(/[\n\0]/),
      reason: expect.stringMatching(reason),
    });
    expect(line).not.toHaveProperty('user');
  });

  it('lets in those who are right, in whatever kind of text their names are', async () => {
    const proxy = await startTls();
    const printable = SUBJECT.map((each) => ({ ...each, as: 'printable' as const }));
    const bmp = SUBJECT.map((each) => ({ ...each, as: 'bmp' as const }));
    for (const shows of [
      idm,
      pinned,
      named(...printable),
      named(...bmp),
      like({ extendedKeyUsage: ['clientAuth'] }),
    ]) {
      expect((await proxy.ask({ shows })).status).toBe(LET_IN);
    }
    expect((await proxy.ask({ shows: deep, chain: [issuing] })).status).toBe(LET_IN);
    expect(proxy.line(LET_IN)).toMatchObject({ user: 'deep' });
  });
});

describe('shows something else', () => {
  const right = basic('password', 'secret');
  it.each<[string, string, Record<string, string>, TestCertificate | undefined, number]>([
    ['a secret where certificates belong', CERTIFICATE_FAMILY, { authorization: right }, undefined, 401],
    [
      'a token where certificates belong',
      CERTIFICATE_FAMILY,
      { authorization: 'Bearer e30.e30.' },
      undefined,
      401,
    ],
    ['nothing where certificates belong', CERTIFICATE_FAMILY, {}, undefined, 401],
    ['a secret beside a foreign certificate', CERTIFICATE_FAMILY, { authorization: right }, server, 401],
    ['a certificate where none is asked for', BASIC_FAMILY, {}, idm, 401],
    [
      'a wrong secret beside a right certificate',
      SERVICE_FAMILY,
      { authorization: basic('password', 'no') },
      idm,
      401,
    ],
    [
      'another user’s secret beside a certificate: the secret counts',
      SERVICE_FAMILY,
      { authorization: right },
      idm,
      LET_IN,
    ],
    ['a foreign certificate where all ways are open', SERVICE_FAMILY, {}, server, 401],
    ['nothing where all ways are open', SERVICE_FAMILY, {}, undefined, 401],
  ])('%s', async (_what, family, headers, shows, status) => {
    const proxy = await startTls();
    expect((await proxy.ask({ path: `${family}/one/Nothing`, headers, shows })).status).toBe(status);
    if (status === LET_IN) expect(proxy.line(LET_IN)).toMatchObject({ user: 'password' });
  });
});
