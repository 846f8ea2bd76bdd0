/** What is written into the header in which routers hand on certificates, by routers that are tricked and by anybody else. */
import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { derOf, makeCertificate, type TestCertificate } from '../support/certificates.ts';
import { LET_IN, SERVER_TLS, SERVICE_FAMILY, startStage } from '../support/tls-stage.ts';
import {
  AUTHORITIES,
  authority,
  CN,
  deep,
  fingerprintOf,
  IDM,
  idm,
  issuing,
  like,
  O,
  pinned,
  startBehindRouter,
  startTls,
  TRUST,
  USERS,
} from './support/client-certificates.ts';
import { SHOWN, type Show } from './support/shown-certificates.ts';

describe('shown by a router', () => {
  const base64 = (certificate: TestCertificate) => derOf(certificate).toString('base64');
  const escaped = (...certificates: TestCertificate[]) =>
    encodeURIComponent(certificates.map(({ certificate }) => certificate).join(''));
  const envoy = (certificate: TestCertificate, more = '') =>
    `By=spiffe://mesh/proxy;Hash=${fingerprintOf(certificate).replaceAll(':', '').toLowerCase()};Cert="${escaped(certificate)}"${more};Subject="CN=anything, O=\\"Example\\"";URI=`;
  const stranger = makeCertificate({ name: 'stranger' });

  it.each<[string, string]>([
    ['base64 of DER', base64(idm)],
    ['percent-encoded PEM', escaped(idm)],
    ['PEM with blanks for line breaks', idm.certificate.trim().replaceAll('\n', ' ')],
    ['an element of Envoy', envoy(idm)],
    ['an element of Envoy with the chain', envoy(deep, `;Chain="${escaped(deep, issuing)}"`)],
    ['elements of several, the last one of the router', `${envoy(stranger)},${envoy(idm)}`],
    ['one that is known by its fingerprint', base64(pinned)],
  ])('lets in who is right: %s', async (_what, header) => {
    const proxy = await startBehindRouter();
    const headers = { 'x-forwarded-client-cert': header };
    expect((await proxy.ask({ headers })).status).toBe(LET_IN);
    expect((await proxy.ask({ headers, path: `${SERVICE_FAMILY}/one/Nothing` })).status).toBe(LET_IN);
  });

  it.each<Show>([...SHOWN.filter(([what]) => !what.startsWith('an authority in between that is kept back'))])(
    '%s',
    async (_what, make, reason) => {
      const proxy = await startBehindRouter();
      const { shown, chain = [] } = make();
      const header = envoy(shown, chain.length === 0 ? '' : `;Chain="${escaped(shown, ...chain)}"`);
      expect((await proxy.ask({ headers: { 'x-forwarded-client-cert': header } })).status).toBe(401);
      expect(proxy.line(401)?.['triedCertificate']).toMatchObject({ reason: expect.stringMatching(reason) });
    },
  );

  it.each<[string, () => TestCertificate, RegExp]>([
    [
      'a key that is too short, which TLS would not take',
      () => like({ keys: generateKeyPairSync('rsa', { modulusLength: 1024 }) }),
      /key that is too short/,
    ],
    [
      'a curve that is too short',
      () => like({ keys: generateKeyPairSync('ec', { namedCurve: 'secp224r1' }) }),
      /key that is too short/,
    ],
    ['the certificate of the authority, which everybody has', () => authority, /no technical user/],
  ])('%s', async (_what, make, reason) => {
    const proxy = await startBehindRouter();
    const headers = { 'x-forwarded-client-cert': base64(make()) };
    expect((await proxy.ask({ headers })).status).toBe(401);
    expect(proxy.line(401)?.['triedCertificate']).toMatchObject({ reason: expect.stringMatching(reason) });
  });

  it.each<[string, () => string | string[], RegExp]>([
    ['two headers', () => [base64(stranger), base64(idm)], /more than one X-Forwarded-Client-Cert/],
    ['two certificates in one', () => `${base64(stranger)}, ${base64(idm)}`, /is no base64/],
    ['a certificate that is cut off', () => base64(idm).slice(0, -40), /cannot be read|no base64/],
    ['base64 that is cut off', () => base64(idm).slice(0, -1), /is no base64/],
    [
      'bytes behind the certificate',
      () => Buffer.concat([derOf(idm), Buffer.from('more')]).toString('base64'),
      /cannot be read/,
    ],
    [
      'a second certificate behind the first',
      () => Buffer.concat([derOf(stranger), derOf(idm)]).toString('base64'),
      /cannot be read/,
    ],
    ['PEM with two certificates', () => escaped(idm, stranger), /not exactly one certificate/],
    ['PEM with a text in front', () => `-----BEGIN%20X-----${escaped(idm)}`, /something else in it/],
    ['PEM with a private key', () => encodeURIComponent(idm.certificate + idm.key), /something else in it/],
    ['broken percent-encoding', () => `-----BEGIN%ZZ${escaped(idm)}`, /no percent-encoded/],
    ['something encoded twice', () => encodeURIComponent(escaped(idm)), /something else in it/],
    ['a header that is too long', () => 'A'.repeat(17_000), /is longer than 16384/],
    ['an empty header', () => '', /is no base64/],
    [
      'a sequence of ASN.1 that is no certificate',
      () => Buffer.from('300402020102', 'hex').toString('base64'),
      /cannot be read/,
    ],
    [
      'an indefinite length',
      () =>
        Buffer.concat([
          Buffer.from('3080', 'hex'),
          derOf(idm).subarray(4),
          Buffer.from('0000', 'hex'),
        ]).toString('base64'),
      /cannot be read/,
    ],
    ['a name of another one alone', () => 'Subject="CN=idm,OU=Clients,O=Example"', /has no Cert/],
    [
      'a fingerprint alone',
      () => `Hash=${fingerprintOf(pinned).replaceAll(':', '').toLowerCase()}`,
      /has no Cert/,
    ],
    [
      'the fingerprint of one and the certificate of another',
      () =>
        envoy(stranger).replace(
          /Hash=\w+/,
          `Hash=${fingerprintOf(pinned).replaceAll(':', '').toLowerCase()}`,
        ),
      /a Hash that is not that of its Cert/,
    ],
    [
      'a certificate twice in an element',
      () => `${envoy(stranger)};Cert="${escaped(idm)}"`,
      /has Cert twice/,
    ],
    [
      'quotes that swallow what the router appends',
      () => `Subject="x,${envoy(stranger)}`,
      /none of the forms/,
    ],
    ['something behind closing quotes', () => `Subject="x"${envoy(idm)}`, /none of the forms/],
    ['a comma at the end', () => `${envoy(idm)},`, /none of the forms/],
    [
      'more authorities than anybody needs',
      () => envoy(idm, `;Chain="${escaped(...Array(9).fill(issuing))}"`),
      /more than 8/,
    ],
  ])('writes %s', async (_what, make, detail) => {
    const proxy = await startBehindRouter();
    const answer = await proxy.ask({ headers: { 'x-forwarded-client-cert': make() } });
    expect(answer).toMatchObject({ status: 400, detail: expect.stringMatching(detail) });
  });

  it.each<[string, string]>([
    ['in front of what the router appends', `${envoy(idm)},${envoy(stranger)}`],
    [
      'within quotes of a subject',
      envoy(stranger).replace('Subject="', `Subject="\\",By=x;Cert=\\"${escaped(idm)}\\";X=\\"`),
    ],
    ['as an authority of its own', envoy(stranger, `;Chain="${escaped(stranger, idm)}"`)],
  ])('puts somebody else’s certificate %s', async (_what, header) => {
    const proxy = await startBehindRouter();
    expect((await proxy.ask({ headers: { 'x-forwarded-client-cert': header } })).status).toBe(401);
    expect(proxy.line(401)?.['triedCertificate']).toMatchObject({ subject: 'CN=stranger' });
  });

  it('sends many authorities of one name, to keep the proxy busy', async () => {
    const proxy = await startBehindRouter();
    const many = Array.from({ length: 8 }, () =>
      makeCertificate({ name: [O, CN('Issuing CA')], authority: true, issuer: issuing }),
    );
    const header = envoy(deep, `;Chain="${escaped(...many)}"`);
    expect(header.length).toBeLessThan(16_384);
    expect((await proxy.ask({ headers: { 'x-forwarded-client-cert': header } })).status).toBe(401);
  });

  it.each<[string, Record<string, string>, object]>([
    ['the header, from an address that is no router', { 'x-forwarded-client-cert': base64(idm) }, {}],
    [
      'the header, and the address of a router in another one',
      { 'x-forwarded-client-cert': base64(idm), 'x-forwarded-for': '10.0.0.1' },
      { trustForwardedHeaders: true },
    ],
    [
      'the header, and the address of a router in Forwarded',
      { 'x-forwarded-client-cert': base64(idm), forwarded: 'for=10.0.0.1', 'x-real-ip': '10.0.0.1' },
      { trustForwardedHeaders: true },
    ],
  ])('anybody else sends %s', async (_what, headers, more) => {
    const proxy = await startBehindRouter({
      forwardedClientCertificates: { from: ['10.0.0.0/8', '::1'] },
      ...more,
    });
    expect(await proxy.ask({ headers })).toMatchObject({
      status: 401,
      detail: expect.stringMatching(/none was shown/),
    });
  });

  it.each([
    'X_Forwarded_Client_Cert',
    'X-Forwarded-Client_Cert',
    'X-Forwarded-Client-Certificate',
    'X-Forwarded-Tls-Client-Cert',
    'X-Client-Cert',
    'Client-Cert',
    'X-SSL-Client-Cert',
    'Ssl-Client-Cert',
    'X-SSL-Client-Verify',
    'X-SSL-Client-S-DN',
  ])('a client sends %s, which looks like it', async (name) => {
    const proxy = await startBehindRouter();
    const value = name.endsWith('DN') ? IDM.subject : base64(idm);
    expect((await proxy.ask({ headers: { [name]: value } })).status).toBe(401);
  });

  it('the header of a client is ignored without routers, also over TLS', async () => {
    const proxy = await startTls();
    const headers = { 'x-forwarded-client-cert': base64(idm) };
    expect((await proxy.ask({ headers })).status).toBe(401);
    expect((await proxy.ask({ headers, shows: stranger })).status).toBe(401);
    expect(proxy.line(401)?.['triedCertificate']).toMatchObject({ subject: 'CN=stranger' });
  });

  it('a router that forgets the header does not lend its own certificate', async () => {
    const proxy = await startStage({
      server: { tls: { ...SERVER_TLS, ...TRUST }, forwardedClientCertificates: { from: ['127.0.0.1'] } },
      technicalUsers: USERS,
      files: AUTHORITIES,
    });
    expect((await proxy.ask({ shows: idm })).status).toBe(401);
    const headers = { 'x-forwarded-client-cert': base64(pinned) };
    expect((await proxy.ask({ shows: idm, headers })).status).toBe(LET_IN);
    expect(proxy.line(LET_IN)).toMatchObject({ user: 'pinned' });
  });
});
