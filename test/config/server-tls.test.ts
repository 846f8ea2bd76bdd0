/** What is wrong with TLS and with certificates of technical users, and where. */
import { generateKeyPairSync, X509Certificate } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { makeCertificate, makeRevocationList } from '../support/certificates.ts';
import { fakeOptions, load } from './helpers.ts';

const server = makeCertificate({ name: 'server' });
const authority = makeCertificate({ name: 'ca', authority: true });
const client = makeCertificate({ name: 'client', issuer: authority });
const other = makeCertificate({ name: 'other' });
const encrypted = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({
  type: 'pkcs8',
  format: 'pem',
  cipher: 'aes-256-cbc',
  passphrase: 'right',
});

const FILES = {
  'server.pem': server.certificate,
  'server.key': server.key,
  'ca.pem': authority.certificate,
  'client.pem': client.certificate,
  'two.pem': client.certificate + other.certificate,
  'other.key': other.key,
  'encrypted.key': String(encrypted),
  'ca.crl': makeRevocationList({ issuer: authority }),
  'text.txt': 'no certificate.',
  'wrong.txt': 'wrong',
};
const PAIR = { certificate: { file: 'server.pem' }, key: { file: 'server.key' } };

async function problemsOf(configuration: object, options = fakeOptions): Promise<string[]> {
  const text = JSON.stringify({ systems: [], ...configuration });
  const { problems, refused } = await load({ ...FILES, 'c.json': text }, options, 'c.json');
  return (refused ?? problems).map((problem) => problem.replace(/^c\.json:1:\d+: /, ''));
}

describe('server.tls', () => {
  it.each<[string, object, RegExp]>([
    [
      'a certificate without key',
      { certificate: { file: 'server.pem' } },
      /server\.tls must be an object with both "certificate" and "key"/,
    ],
    ['a key in clear', { ...PAIR, key: server.key }, /server\.tls\.key must be \{"env": "NAME"\}/],
    [
      'a file that is not there',
      { ...PAIR, certificate: { file: 'no.pem' } },
      /^error: server\.tls\.certificate has no value: it cannot be taken from "no\.pem": the file does not exist/,
    ],
    [
      'no certificate',
      { ...PAIR, certificate: { file: 'text.txt' } },
      /^error: server\.tls\.certificate is no certificate in PEM form/,
    ],
    [
      'the key alone',
      { ...PAIR, certificate: { file: 'server.key' } },
      /^error: server\.tls\.certificate is a private key, which belongs into server\.tls\.key/,
    ],
    [
      'the key of another one',
      { ...PAIR, key: { file: 'other.key' } },
      /^error: server\.tls\.key is the key of another certificate than that of CN=server/,
    ],
    [
      'no passphrase',
      { ...PAIR, key: { file: 'encrypted.key' } },
      /^error: server\.tls\.passphrase is missing: server\.tls\.key is encrypted/,
    ],
    [
      'a wrong passphrase',
      { ...PAIR, key: { file: 'encrypted.key' }, passphrase: { file: 'wrong.txt' } },
      /^error: server\.tls\.passphrase is not the passphrase of server\.tls\.key/,
    ],
    [
      'an authority that is none',
      { clientAuthorities: [{ file: 'ca.pem' }, { file: 'client.pem' }] },
      /^error: server\.tls\.clientAuthorities\[1\] has the certificate of CN=client, which is no authority/,
    ],
    [
      'a list that is none',
      { revocationLists: [{ file: 'ca.pem' }] },
      /^error: server\.tls\.revocationLists\[0\] is no revocation list/,
    ],
    [
      'a list of nothing',
      { revocationLists: [{ file: 'text.txt' }] },
      /^error: server\.tls\.revocationLists\[0\] is no revocation list in PEM or DER form/,
    ],
  ])('says what is wrong: %s', async (_what, tls, message) => {
    expect(await problemsOf({ server: { tls } })).toEqual([expect.stringMatching(message)]);
  });

  it('may be anything that is right', async () => {
    for (const tls of [
      PAIR,
      { clientAuthorities: [{ file: 'ca.pem' }] },
      { ...PAIR, clientAuthorities: [authority.certificate], revocationLists: [{ file: 'ca.crl' }] },
    ]) {
      expect(await problemsOf({ server: { tls } })).toEqual([]);
    }
  });

  it('needs no secrets where nobody has them', async () => {
    const tls = {
      certificate: { env: 'CERTIFICATE' },
      key: { env: 'KEY' },
      clientAuthorities: [{ file: 'no.pem' }],
    };
    expect(await problemsOf({ server: { tls } }, { ...fakeOptions, withoutSecrets: true })).toEqual([]);
  });

  it.each<[string, object, RegExp]>([
    [
      'an address that is none',
      { forwardedClientCertificates: { from: ['router'] } },
      /an IP address or a range/,
    ],
    ['no address', { forwardedClientCertificates: { from: [] } }, /a list like/],
    ['no host', { host: [] }, /an address or host name/],
    ['a host that is none', { host: ['127.0.0.1', 'a b'] }, /an address or host name/],
    ['management without port', { management: {} }, /server\.management\.port/],
    [
      'management at the same port',
      { port: 8443, management: { port: 8443 } },
      /^error: server\.management\.port is 8443, as server\.port is, and both are for 127\.0\.0\.1: the proxy could not start; set another one$/,
    ],
    ['the usual port', { host: '0.0.0.0', management: { port: 8080 } }, /is 8080, as server\.port is/],
    ['all addresses', { management: { host: '::', port: 8080 } }, /both are for ::/],
    ['one of several', { host: ['127.0.0.2', '::1'], management: { host: '::1', port: 8080 } }, /for ::1/],
  ])('and its neighbours: %s', async (_what, settings, message) => {
    expect(await problemsOf({ server: settings })).toEqual([expect.stringMatching(message)]);
  });
});

it.each<[string, object, Record<string, string>]>([
  ['ports', { port: 8080, management: { port: 9090 } }, {}],
  ['addresses', { host: '127.0.0.2', management: { port: 8080 } }, {}],
  ['kinds of addresses', { host: ['::', '::1'], management: { port: 8080 } }, {}],
  ['free ports', { port: 0, management: { port: 0 } }, {}],
  ['ports, by PORT', { management: { port: 8080 } }, { PORT: '9090' }],
  ['addresses, by HOST', { management: { port: 8080 } }, { HOST: '127.0.0.2' }],
])('management may have other %s', async (_what, settings, environment) => {
  expect(await problemsOf({ server: settings }, { ...fakeOptions, environment })).toEqual([]);
});

it('management at the port of PORT is a mistake', async () => {
  const server = { management: { port: 9090 } };
  expect(await problemsOf({ server }, { ...fakeOptions, environment: { PORT: '9090' } })).toEqual([
    expect.stringContaining('server.management.port is 9090, as the environment variable PORT is'),
  ]);
});

describe('certificates of technical users', () => {
  const settings = { tls: { ...PAIR, clientAuthorities: [{ file: 'ca.pem' }] } };
  const NAME = { subject: 'CN=client', issuer: 'CN=ca' };
  const { fingerprint256 } = new X509Certificate(client.certificate);
  const usersOf = (...certificates: object[][]) =>
    certificates.map((each, index) => ({ id: `user ${index}`, certificates: each }));

  it.each<[string, object[][], RegExp[]]>([
    ['no fingerprint', [[{ fingerprint: 'abc' }]], [/the SHA-256 fingerprint of a certificate/]],
    [
      'a name without issuer',
      [[{ subject: 'CN=client' }]],
      [/\{"fingerprint": "…"\}, \{"file": "client\.pem"\} or/],
    ],
    [
      'a name that is none',
      [[NAME, { ...NAME, subject: 'client' }]],
      [
        /^error: technical user "user 0": the subject of a certificate cannot be read: "client" is no attribute/,
      ],
    ],
    [
      'a file that is not there',
      [[NAME, { file: 'no.pem' }]],
      [/^error: technical user "user 0": a certificate is missing: .*the file does not exist/],
    ],
    ['a file with several', [[NAME, { file: 'two.pem' }]], [/there are several in the file/]],
    ['a file with none', [[NAME, { file: 'text.txt' }]], [/the certificate in "text\.txt" cannot be used/]],
    [
      'a file with a key',
      [[NAME, { file: 'other.key' }]],
      [/the certificate in "other\.key" cannot be used: is a private key: a certificate belongs here/],
    ],
    [
      'one certificate of two users',
      [[{ file: 'client.pem' }], [NAME, { fingerprint: fingerprint256 }]],
      [/^error: technical user "user 1": this certificate is that of technical user "user 0" above/],
    ],
    [
      'one name of two users, written in two ways',
      [[NAME], [{ subject: 'cn = client', issuer: '2.5.4.3=ca' }]],
      [
        /^error: technical user "user 1": has no usable certificate and cannot log in/,
        /this certificate is that of technical user "user 0"/,
      ],
    ],
  ])('are refused: %s', async (_what, certificates, messages) => {
    const problems = await problemsOf({ server: settings, technicalUsers: usersOf(...certificates) });
    expect(problems.toSorted()).toEqual(messages.map((message) => expect.stringMatching(message)));
  });

  it('may be of one user in several ways', async () => {
    const [user] = usersOf([NAME, { file: 'client.pem' }, { fingerprint: fingerprint256 }]);
    expect(await problemsOf({ server: settings, technicalUsers: [user] })).toEqual([]);
  });

  it.each<[string, object, object[], RegExp]>([
    [
      'nobody can show them',
      {},
      [{ fingerprint: fingerprint256 }],
      /its certificates cannot be shown to the proxy/,
    ],
    ['nobody is trusted', { tls: PAIR }, [NAME], /let nobody in without server\.tls\.clientAuthorities/],
  ])('are useless where %s', async (_what, server, certificates, message) => {
    const problems = await problemsOf({ server, technicalUsers: usersOf(certificates) });
    expect(problems).toEqual([expect.stringMatching(message)]);
    expect(problems[0]).toMatch(/^warning: /);
  });
});
