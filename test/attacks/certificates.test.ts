/** What somebody tries who wants to be let in by a certificate that is not theirs, or is no good. */
import { createPrivateKey, generateKeyPairSync, X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { connect as connectPlain } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { basic, scimErrorOf } from '../server/helpers.ts';
import {
  type CertificateOptions,
  derOf,
  makeCertificate,
  makeRevocationList,
  type NameAttribute,
  type TestCertificate,
} from '../support/certificates.ts';
import {
  Agent,
  BASIC_FAMILY,
  CERTIFICATE_FAMILY,
  LET_IN,
  SERVER_TLS,
  SERVICE_FAMILY,
  type Stage,
  server,
  showing,
  startStage,
} from '../support/tls-stage.ts';

const DAY = 86_400_000;
const ago = (days: number) => new Date(Date.now() - days * DAY);
const CN = (value: string, as?: NameAttribute['as']): NameAttribute => ({ type: 'CN', value, as });
const O: NameAttribute = { type: 'O', value: 'Example' };
const OU: NameAttribute = { type: 'OU', value: 'Clients' };

/** Their client is let in by name. */
const authority = makeCertificate({ name: [O, CN('Client CA')], authority: true });
/** Trusted as well, and nobody's issuer. */
const otherAuthority = makeCertificate({ name: [O, CN('Other CA')], authority: true });
const foreignAuthority = makeCertificate({ name: [O, CN('Client CA')], authority: true });
const issuing = makeCertificate({ name: [O, CN('Issuing CA')], issuer: authority, authority: true });
const SUBJECT = [O, OU, CN('idm')];
const IDM = { subject: 'CN=idm,OU=Clients,O=Example', issuer: 'CN=Client CA,O=Example' };
const idm = makeCertificate({ name: SUBJECT, issuer: authority });
const deep = makeCertificate({ name: [O, CN('deep')], issuer: issuing });
const pinned = makeCertificate({ name: 'pinned' });
const fingerprintOf = ({ certificate }: TestCertificate) => new X509Certificate(certificate).fingerprint256;

const USERS = [
  { id: 'named', certificates: [IDM] },
  { id: 'deep', certificates: [{ subject: 'CN=deep,O=Example', issuer: 'CN=Issuing CA,O=Example' }] },
  { id: 'pinned', certificates: [{ fingerprint: fingerprintOf(pinned) }] },
  { id: 'password', secrets: [{ env: 'CLIENT_SECRET' }] },
];
const AUTHORITIES = {
  'ca.pem': authority.certificate + otherAuthority.certificate,
};
const TRUST = { clientAuthorities: [{ file: 'ca.pem' }] };

const startTls = (more: object = {}, files: Record<string, string> = {}) =>
  startStage({
    server: { tls: { ...SERVER_TLS, ...TRUST, ...more } },
    technicalUsers: USERS,
    files: { ...AUTHORITIES, ...files },
  });
const startBehindRouter = (more: object = {}) =>
  startStage({
    server: { tls: TRUST, forwardedClientCertificates: { from: ['127.0.0.1'] }, ...more },
    technicalUsers: USERS,
    files: AUTHORITIES,
  });

/** A client that shows itself like the one that is let in, but for this. */
const like = (options: Partial<CertificateOptions>) =>
  makeCertificate({ name: SUBJECT, issuer: authority, ...options });
const named = (...name: CertificateOptions['name'] & object) => like({ name });
const below = (options: Partial<CertificateOptions>, more: Partial<CertificateOptions> = {}) => {
  const between = makeCertificate({
    name: [O, CN('Issuing CA')],
    issuer: authority,
    authority: true,
    ...options,
  });
  const shown = makeCertificate({ name: [O, CN('deep')], issuer: between, ...more });
  return { shown, chain: [between] };
};

/** What is tried, what is shown, the reason in the log. */
type Show = readonly [string, () => { shown: TestCertificate; chain?: TestCertificate[] }, RegExp];

const SHOWN: readonly Show[] = [
  [
    'the right subject, by an authority that nobody trusts',
    () => ({ shown: like({ issuer: makeCertificate({ name: 'Anybody', authority: true }) }) }),
    /no technical user has it/,
  ],
  [
    'the right subject, by an authority that calls itself like the trusted one',
    () => ({ shown: like({ issuer: foreignAuthority }), chain: [foreignAuthority] }),
    /not signed by CN=Client CA,O=Example/,
  ],
  [
    'the right subject, signed by itself',
    () => ({ shown: like({ issuer: undefined }) }),
    /no technical user/,
  ],
  [
    'the right subject, by another trusted authority',
    () => ({ shown: like({ issuer: otherAuthority }) }),
    /no technical user has it/,
  ],
  [
    'an authority named like the right one, for which another trusted one vouches',
    () => {
      const between = makeCertificate({
        name: [O, CN('Client CA')],
        issuer: otherAuthority,
        authority: true,
      });
      return { shown: like({ issuer: between }), chain: [between] };
    },
    /not signed by CN=Client CA,O=Example/,
  ],
  ['an expired certificate', () => ({ shown: like({ from: ago(9), to: ago(1) }) }), /has expired on/],
  ['one of tomorrow', () => ({ shown: like({ from: ago(-1), to: ago(-9) }) }), /is not valid before/],
  [
    'the certificate of a server (extendedKeyUsage)',
    () => ({ shown: like({ extendedKeyUsage: ['serverAuth'] }) }),
    /is not for clients/,
  ],
  ['one that is for signing others only (keyUsage)', () => ({ shown: like({ keyUsage: 0x04 }) }), /keyUsage/],
  [
    'a certificate that a client has issued itself with its own',
    () => below({ authority: false }),
    /CN=Issuing CA,O=Example is no authority/,
  ],
  ['an expired authority in between', () => below({ from: ago(9), to: ago(1) }), /Issuing CA.* has expired/],
  [
    'an authority in between that is for servers only',
    () => below({ extendedKeyUsage: ['serverAuth'] }),
    /may not sign certificates of clients/,
  ],
  [
    'an authority in between that may sign nothing',
    () => below({ keyUsage: 0x80 }),
    /may not sign certificates|which is not trusted/,
  ],
  [
    'an authority in between whose names are constrained',
    () => below({ constrained: true }),
    /critical extension that is not known here \(2\.5\.29\.30\)/,
  ],
  [
    'one authority more than there may be',
    () => {
      const first = makeCertificate({
        name: [O, CN('First CA')],
        issuer: authority,
        authority: true,
        pathLength: 0,
      });
      const { shown, chain } = below({ issuer: first });
      return { shown, chain: [...chain, first] };
    },
    /may not have 1 authorities below it/,
  ],
  ['an authority in between that is kept back', () => ({ shown: deep }), /which is not trusted/],
  [
    'the attributes of the name the other way round',
    () => ({ shown: named(...SUBJECT.toReversed()) }),
    /no technical user/,
  ],
  ['the name in capital letters', () => ({ shown: named(O, OU, CN('IDM')) }), /no technical user/],
  [
    'the whole name within its common name',
    () => ({ shown: named(CN('idm,OU=Clients,O=Example')) }),
    /no technical user/,
  ],
  [
    'the rest of the name within the organization',
    () => ({ shown: named({ type: 'O', value: 'Example,OU=Clients' }, CN('idm')) }),
    /no technical user/,
  ],
  ['a NUL behind the name', () => ({ shown: named(O, OU, CN('idm\0')) }), /no technical user/],
  [
    'a NUL and another name behind it',
    () => ({ shown: named(O, OU, CN('idm\0.evil.example')) }),
    /no technical user/,
  ],
  ['a blank behind the name', () => ({ shown: named(O, OU, CN('idm ')) }), /no technical user/],
  ['a letter that looks the same', () => ({ shown: named(O, OU, CN('\u0456dm')) }), /no technical user/],
  [
    'two attributes in one part of the name',
    () => ({ shown: named(O, [OU, CN('idm')]) }),
    /no technical user/,
  ],
  ['a name that goes on', () => ({ shown: named(O, OU, CN('idm'), CN('more')) }), /no technical user/],
  ['a part of the name', () => ({ shown: named(OU, CN('idm')) }), /no technical user/],
  ['no name at all', () => ({ shown: like({ name: [] }) }), /no technical user/],
  [
    'a line break in the name, to forge lines of the log',
    () => ({ shown: named(CN('idm\n{"level":30,"user":"admin"}')) }),
    /no technical user/,
  ],
  [
    'the name and the key of a certificate that is known by its fingerprint',
    () => {
      const { publicKey } = new X509Certificate(pinned.certificate);
      return {
        shown: makeCertificate({
          name: 'pinned',
          keys: { publicKey, privateKey: createPrivateKey(pinned.key) },
        }),
      };
    },
    /no technical user/,
  ],
];

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

describe('on the connection itself', () => {
  it.each([
    ['TLS 1.0', { maxVersion: 'TLSv1', minVersion: 'TLSv1', ciphers: 'DEFAULT@SECLEVEL=0' }],
    ['TLS 1.1', { maxVersion: 'TLSv1.1', minVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' }],
    ['a cipher without forward secrecy', { maxVersion: 'TLSv1.2', ciphers: 'AES128-GCM-SHA256' }],
    ['a cipher of the old kind', { maxVersion: 'TLSv1.2', ciphers: 'ECDHE-ECDSA-AES128-SHA' }],
    ['a cipher without authentication', { maxVersion: 'TLSv1.2', ciphers: 'aNULL@SECLEVEL=0' }],
  ] as const)('%s', async (_what, options) => {
    const proxy = await startTls();
    await expect(proxy.open(options)).rejects.toThrow(/alert|unsupported|no ciphers|handshake/i);
    const line = proxy.lines.find(({ msg }) => msg === 'a TLS handshake with a client failed');
    expect(line).toMatchObject({ address: '127.0.0.1', failed: 1 });
  });

  it('plain HTTP, which gets an answer that says so', async () => {
    const proxy = await startTls();
    const socket = connectPlain(proxy.port, '127.0.0.1');
    socket.write('GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n');
    const answer = scimErrorOf(await text(socket));
    expect(answer.status).toBe(400);
    expect(answer.body.detail).toBe('Only TLS is spoken here: the URL has to begin with https://.');
  });

  it.each(['\0\0\0\0', '\x80\x2e\x01\x03\x01', '\x16\x03\x01\xff\xff'])(
    'bytes that are nothing: %j',
    async (bytes) => {
      const proxy = await startTls();
      const socket = connectPlain(proxy.port, '127.0.0.1');
      socket.end(Buffer.from(bytes, 'latin1'));
      const answer = await text(socket);
      expect(answer).not.toContain('HTTP');
      expect((await proxy.ask({ shows: idm })).status).toBe(LET_IN);
    },
  );

  it('renegotiation, to become somebody else on the same connection', async () => {
    const proxy = await startTls();
    const socket = await proxy.open({ maxVersion: 'TLSv1.2', ...showing(idm) });
    const outcome = await new Promise<string>((resolve) => {
      socket.once('error', ({ message }) => resolve(message));
      socket.renegotiate({}, (error) => resolve(error?.message ?? 'done'));
    });
    expect(outcome).not.toBe('done');
  });

  it.each(['TLSv1.2', 'TLSv1.3'] as const)(
    'a session that is taken up again, with %s',
    async (maxVersion) => {
      const proxy = await startTls();
      const first = await proxy.open({ maxVersion, ...showing(idm) });
      let session = first.getSession();
      first.on('session', (later) => {
        session = later;
      });
      first.write('GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
      await text(first);
      const second = await proxy.open({ maxVersion, session });
      expect(second.isSessionReused()).toBe(false);
      second.write(`GET ${CERTIFICATE_FAMILY}/one/Nothing HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
      expect(scimErrorOf(await text(second)).status).toBe(401);
    },
  );

  it('handshakes that never end: their time is bounded', async () => {
    const proxy = await startStage({ server: { tls: SERVER_TLS, requestTimeout: 0.2 } });
    const silent = connectPlain(proxy.port, '127.0.0.1');
    const begun = connectPlain(proxy.port, '127.0.0.1');
    begun.write(Buffer.from('16030100', 'hex'));
    for (const socket of [silent, begun]) socket.on('error', () => {});
    await Promise.all([once(silent, 'close'), once(begun, 'close')]);
  });

  it('handshakes that have not ended: they keep nobody from stopping', async () => {
    const proxy = await startStage({ server: { tls: SERVER_TLS } });
    const begun = connectPlain(proxy.port, '127.0.0.1');
    begun.on('error', () => {});
    begun.write(Buffer.from('16030100', 'hex'));
    // Its handshake is under way when that of the next one is done.
    await proxy.open();
    const ended = once(begun, 'close');
    await proxy.service.stop();
    await ended;
  });

  it('more connections than one address may have: they are cut before a handshake', async () => {
    const proxy = await startStage({ server: { tls: SERVER_TLS, connectionsPerAddress: 1 } });
    const first = await proxy.open();
    await expect(proxy.open()).rejects.toThrow();
    first.write('GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
    expect(await text(first)).toContain('200 OK');
  });
});

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
