/** Those who are let in by certificates, and those who look nearly like them. */
import { X509Certificate } from 'node:crypto';
import {
  type CertificateOptions,
  makeCertificate,
  type NameAttribute,
  type TestCertificate,
} from '../../support/certificates.ts';
import { SERVER_TLS, startStage } from '../../support/tls-stage.ts';

export const DAY = 86_400_000;
export const ago = (days: number) => new Date(Date.now() - days * DAY);
export const CN = (value: string, as?: NameAttribute['as']): NameAttribute => ({ type: 'CN', value, as });
export const O: NameAttribute = { type: 'O', value: 'Example' };
export const OU: NameAttribute = { type: 'OU', value: 'Clients' };

/** Their client is let in by name. */
export const authority = makeCertificate({ name: [O, CN('Client CA')], authority: true });
/** Trusted as well, and nobody's issuer. */
export const otherAuthority = makeCertificate({ name: [O, CN('Other CA')], authority: true });
export const foreignAuthority = makeCertificate({ name: [O, CN('Client CA')], authority: true });
export const issuing = makeCertificate({ name: [O, CN('Issuing CA')], issuer: authority, authority: true });
export const SUBJECT = [O, OU, CN('idm')];
export const IDM = { subject: 'CN=idm,OU=Clients,O=Example', issuer: 'CN=Client CA,O=Example' };
export const idm = makeCertificate({ name: SUBJECT, issuer: authority });
export const deep = makeCertificate({ name: [O, CN('deep')], issuer: issuing });
export const pinned = makeCertificate({ name: 'pinned' });
export const fingerprintOf = ({ certificate }: TestCertificate) =>
  new X509Certificate(certificate).fingerprint256;

export const USERS = [
  { id: 'named', certificates: [IDM] },
  { id: 'deep', certificates: [{ subject: 'CN=deep,O=Example', issuer: 'CN=Issuing CA,O=Example' }] },
  { id: 'pinned', certificates: [{ fingerprint: fingerprintOf(pinned) }] },
  { id: 'password', secrets: [{ env: 'CLIENT_SECRET' }] },
];
export const AUTHORITIES = {
  'ca.pem': authority.certificate + otherAuthority.certificate,
};
export const TRUST = { clientAuthorities: [{ file: 'ca.pem' }] };

export const startTls = (more: object = {}, files: Record<string, string> = {}) =>
  startStage({
    server: { tls: { ...SERVER_TLS, ...TRUST, ...more } },
    technicalUsers: USERS,
    files: { ...AUTHORITIES, ...files },
  });
export const startBehindRouter = (more: object = {}) =>
  startStage({
    server: { tls: TRUST, forwardedClientCertificates: { from: ['127.0.0.1'] }, ...more },
    technicalUsers: USERS,
    files: AUTHORITIES,
  });

/** A client that shows itself like the one that is let in, but for this. */
export const like = (options: Partial<CertificateOptions>) =>
  makeCertificate({ name: SUBJECT, issuer: authority, ...options });
export const named = (...name: CertificateOptions['name'] & object) => like({ name });
export const below = (options: Partial<CertificateOptions>, more: Partial<CertificateOptions> = {}) => {
  const between = makeCertificate({
    name: [O, CN('Issuing CA')],
    issuer: authority,
    authority: true,
    ...options,
  });
  const shown = makeCertificate({ name: [O, CN('deep')], issuer: between, ...more });
  return { shown, chain: [between] };
};
