/** Certificates that let nobody in, whoever shows them: a client, or a router in its name. */
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { makeCertificate, type TestCertificate } from '../../support/certificates.ts';
import {
  ago,
  authority,
  below,
  CN,
  deep,
  foreignAuthority,
  like,
  named,
  O,
  OU,
  otherAuthority,
  pinned,
  SUBJECT,
} from './client-certificates.ts';

/** What is tried, what is shown, the reason in the log. */
export type Show = readonly [string, () => { shown: TestCertificate; chain?: TestCertificate[] }, RegExp];

export const SHOWN: readonly Show[] = [
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
