/** Why there is no TLS connection to a backend, and which property helps. */
import type { X509Certificate } from 'node:crypto';
import { nameOf } from './key-pair.ts';
import { CERTIFICATE, KEY_STORE, TRUST_STORE } from './names.ts';
import { peerOf, type ShownCertificate, shownTo } from './peer.ts';

/** Whom the host's certificate comes from is not known, or nobody that is trusted. */
const UNKNOWN_ISSUER: ReadonlySet<string> = new Set([
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'CERT_UNTRUSTED',
  'INVALID_CA',
]);
/** Alerts that a server sends when it looks at the client's certificate (RFC 8446 §6.2). */
const CERTIFICATE_REFUSED =
  /ALERT_(?:BAD_CERTIFICATE|UNSUPPORTED_CERTIFICATE|CERTIFICATE_(?:REVOKED|EXPIRED|UNKNOWN)|UNKNOWN_CA|ACCESS_DENIED|DECRYPT_ERROR)$/;
const CERTIFICATE_MISSING = /ALERT_CERTIFICATE_REQUIRED$/;
const HANDSHAKE_REFUSED = /ALERT_HANDSHAKE_FAILURE$/;
const OTHER_PROTOCOL =
  /(?:ALERT_PROTOCOL_VERSION|UNSUPPORTED_PROTOCOL|WRONG_VERSION_NUMBER|NO_PROTOCOLS_AVAILABLE|VERSION_TOO_LOW|HTTP_REQUEST|PACKET_LENGTH_TOO_LONG)$/;
const TLS = /^(?:ERR_TLS|ERR_SSL|CERT_|CRL_|UNABLE_TO_|DEPTH_ZERO|SELF_SIGNED|INVALID_CA|HOSTNAME_|EPROTO)/;

export function isTlsFailure(reason: string): boolean {
  return TLS.test(reason);
}

/** The server ended the handshake for the client's certificate: whatever was sent by then, it has not looked at (TLS 1.3). */
export function isCertificateAlert(reason: string): boolean {
  return CERTIFICATE_REFUSED.test(reason) || CERTIFICATE_MISSING.test(reason);
}

export const SET_CERTIFICATE = `set a client certificate that it takes (${KEY_STORE}, or ${CERTIFICATE})`;
const CHECK_CERTIFICATE = 'see whether that has expired, and whether the host trusts its issuer';

/** @param shown where it is known */
export function certificateRefused(shown: ShownCertificate | undefined): string {
  return shown === undefined
    ? `it does not accept the client certificate: ${SET_CERTIFICATE}, and ${CHECK_CERTIFICATE}`
    : `it does not accept the client certificate (${described(shown)}): ${CHECK_CERTIFICATE}`;
}

/** `"CN=client", property KeyStoreLocation`. */
function described({ subject, property }: ShownCertificate): string {
  return `"${subject}", property ${property}`;
}

/**
 * @param whom the host, with its system
 * @param address what to do where the host is the wrong one: `check the property URL`
 * @returns a sentence, without its full stop
 */
export function tlsAdvice(reason: string, cause: unknown, whom: string, address: string): string {
  const chain = peerOf(cause);
  const [own] = chain;
  const last = chain.at(-1);
  if (UNKNOWN_ISSUER.has(reason)) {
    if (last === undefined || own === undefined) {
      return `the issuer of its certificate is not trusted: set ${TRUST_STORE} to the certificate of the authority`;
    }
    if (reason === 'DEPTH_ZERO_SELF_SIGNED_CERT') {
      return `its certificate (${nameOf(own)}) is signed by itself: if it is meant to be that one, set ${TRUST_STORE} to it`;
    }
    return `the issuer of its certificate is not trusted: set ${TRUST_STORE} to the certificate of "${nameOf(last, 'issuer')}"`;
  }
  if (reason === 'CERT_HAS_EXPIRED' || reason === 'CERT_NOT_YET_VALID') {
    const wrong = chain.find((each) => !isValidNow(each)) ?? own;
    const which = wrong === undefined ? 'its certificate' : `its certificate "${nameOf(wrong)}"`;
    const period =
      wrong === undefined ? '' : ` (valid from ${day(wrong.validFromDate)} to ${day(wrong.validToDate)})`;
    return `${which} ${reason === 'CERT_HAS_EXPIRED' ? 'has expired' : 'is not valid yet'}${period}: whoever runs the host has to replace it; check the clock of this machine, too`;
  }
  if (reason === 'ERR_TLS_CERT_ALTNAME_INVALID' || reason === 'HOSTNAME_MISMATCH') {
    const names = own === undefined ? '' : `, but for ${hostsOf(own)}`;
    return `its certificate is not for this host${names}: ${address}`;
  }
  const shown = shownTo(cause);
  if (CERTIFICATE_MISSING.test(reason)) return `it asks for a client certificate: ${SET_CERTIFICATE}`;
  if (CERTIFICATE_REFUSED.test(reason)) return certificateRefused(shown);
  if (HANDSHAKE_REFUSED.test(reason)) {
    const why =
      shown === undefined
        ? `that ask for a client certificate: ${SET_CERTIFICATE}`
        : `that do not accept the client certificate (${described(shown)}): ${CHECK_CERTIFICATE}`;
    return `it broke off the handshake, as hosts do ${why}; else there is no cipher that both know`;
  }
  if (OTHER_PROTOCOL.test(reason)) {
    return `it speaks no TLS there, or no version from 1.2 on: ${address}, its scheme and its port`;
  }
  return `${address}, the certificate of ${whom} and whether its issuer is trusted`;
}

function isValidNow({ validFromDate, validToDate }: X509Certificate): boolean {
  const now = Date.now();
  return validFromDate.getTime() <= now && now < validToDate.getTime();
}

/** `api.example.com, *.example.org`, bounded. */
function hostsOf(certificate: X509Certificate): string {
  const names = (certificate.subjectAltName ?? '')
    .split(', ')
    .map((name) => name.replace(/^(?:DNS|IP Address):/, ''));
  const shown = names.filter((name) => name !== '');
  if (shown.length === 0) return `"${nameOf(certificate)}"`;
  return shown.length <= 5 ? shown.join(', ') : `${shown.slice(0, 5).join(', ')} and others`;
}

function day(date: Date): string {
  return date.toISOString().slice(0, 10);
}
