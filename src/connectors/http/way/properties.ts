/** The properties that say how a system is reached. */
import { z } from 'zod';
import { ASSUMED } from '../../assumed.ts';
import type { Notice } from '../../definition.ts';
import { passwordProblem } from '../basic-authentication.ts';
import { type ClientCertificate, readClientCertificate, type Texts } from './client-certificate.ts';
import { nameOf } from './key-pair.ts';
import { CERTIFICATE, KEY_STORE, KEY_STORE_PASSWORD, PASSPHRASE, PRIVATE_KEY, TRUST_STORE } from './names.ts';
import { MaterialError, readCertificates } from './pem.ts';
import type { WebProxy } from './way.ts';
import { parseWebProxy } from './web-proxy.ts';

const WEB_PROXY = 'ipsproxy.webproxy';
const WEB_PROXY_USER = 'ipsproxy.webproxy.user';
const WEB_PROXY_PASSWORD = 'ipsproxy.webproxy.password';
/** The value with which none is used. */
const NO_WEB_PROXY = 'none';

const TLS_PROPERTIES = [CERTIFICATE, PRIVATE_KEY, PASSPHRASE, KEY_STORE, KEY_STORE_PASSWORD, TRUST_STORE];

export interface WaySettings {
  /** The TLS properties that are set. */
  readonly texts: Texts;
  readonly certificate: ClientCertificate | undefined;
  /** `environment`: what that names. */
  readonly webProxy: WebProxy | 'environment' | 'none';
}

const text = z.string().optional();

export const wayProperties = {
  ProxyType: z
    .enum(['Internet', 'OnPremise'], { error: 'must be Internet or OnPremise (values are case-sensitive)' })
    .optional()
    .meta({
      description:
        'How the backend is reached. `OnPremise`: directly from where this proxy stands, without the web proxy of the environment.',
      default: 'Internet',
    }),
  [KEY_STORE]: text.meta({
    description: 'Client certificate with its private key: PKCS#12, or PEM with both.',
    value: 'PKCS#12 file',
  }),
  [KEY_STORE_PASSWORD]: text.describe('Password of the key store.'),
  [CERTIFICATE]: text.meta({
    description: 'Client certificate in PEM form, those of its issuers behind it.',
    value: 'PEM',
  }),
  [PRIVATE_KEY]: text.meta({
    description: 'Private key of the client certificate in PEM form.',
    value: 'PEM',
  }),
  [PASSPHRASE]: text.describe('Passphrase of the private key, where it is encrypted.'),
  [TRUST_STORE]: text.meta({
    description:
      'Certificates of authorities in PEM form that are trusted for this system, on top of those that Node.js trusts.',
    value: 'PEM',
  }),
  TrustAll: z
    .literal('false', {
      error: `must be false: certificates of backends are always verified. To trust an authority of your own, set ${TRUST_STORE}`,
    })
    .optional()
    .meta({
      description: 'Accepted without effect: certificates of backends are always verified.',
      default: 'false',
    }),
  [WEB_PROXY]: text.meta({
    description:
      'Web proxy through which this system is reached, such as `http://proxy.example.com:8080`; `none`: none, whatever the environment says.',
    value: 'URL',
    defaultText: 'that of `HTTPS_PROXY` or `HTTP_PROXY`, unless `NO_PROXY` has the host',
  }),
  [WEB_PROXY_USER]: text.describe('User at the web proxy.'),
  [WEB_PROXY_PASSWORD]: text.describe('Password at the web proxy.'),
};

type Report = (message: string, property: string) => void;

/**
 * @param properties of one system, those among them that are set
 * @param report told what is wrong, for one property after the other
 * @returns `undefined` after having reported something
 */
export function readWay(
  properties: Readonly<Record<string, unknown>>,
  report: Report,
): { readonly way: WaySettings; readonly notices: readonly Notice[] } | undefined {
  const texts: Record<string, string> = {};
  for (const name of TLS_PROPERTIES) {
    const value = properties[name];
    if (typeof value === 'string' && value !== '') texts[name] = value;
  }
  let isFine = true;
  const refuse: Report = (...problem) => {
    isFine = false;
    report(...problem);
  };
  const certificate = readTls(texts, refuse);
  const isLogon = properties['Authentication'] === 'ClientCertificateAuthentication';
  if (isLogon && isFine && certificate === undefined && !Object.values(texts).includes(ASSUMED)) {
    refuse(
      `ClientCertificateAuthentication needs a certificate: set ${KEY_STORE} and ${KEY_STORE_PASSWORD}, or ${CERTIFICATE} and ${PRIVATE_KEY}`,
      'Authentication',
    );
  }
  const webProxy = readWebProxy(properties, refuse);
  if (!isFine) return undefined;
  return { way: { texts, certificate, webProxy }, notices: certificate ? expired(certificate) : [] };
}

/** Reads what files and properties have now. Reports what is wrong with it. */
function readTls(texts: Texts, refuse: Report): ClientCertificate | undefined {
  if (Object.values(texts).includes(ASSUMED)) return undefined;
  try {
    if (texts[TRUST_STORE] !== undefined) readCertificates(TRUST_STORE, texts[TRUST_STORE]);
    return readClientCertificate(texts);
  } catch (error) {
    if (!(error instanceof MaterialError)) throw error;
    refuse(error.message, error.property);
    return undefined;
  }
}

function readWebProxy(
  properties: Readonly<Record<string, unknown>>,
  refuse: Report,
): WaySettings['webProxy'] {
  const [value, user, password] = [WEB_PROXY, WEB_PROXY_USER, WEB_PROXY_PASSWORD].map((name) => {
    const property = properties[name];
    return typeof property === 'string' && property !== '' ? property : undefined;
  });
  if (value === undefined || value === NO_WEB_PROXY) {
    const alone = user === undefined ? password && WEB_PROXY_PASSWORD : WEB_PROXY_USER;
    if (alone) refuse(`is set without a web proxy: set ${WEB_PROXY} as well, or remove it`, alone);
    if (value === NO_WEB_PROXY) return 'none';
    return properties['ProxyType'] === 'OnPremise' ? 'none' : 'environment';
  }
  const parsed = parseWebProxy(value, `the property ${WEB_PROXY}`);
  if (typeof parsed === 'string') {
    refuse(parsed, WEB_PROXY);
    return 'none';
  }
  if (parsed.credentials !== undefined) {
    refuse(
      `must not contain a user or a password; they belong into the properties ${WEB_PROXY_USER} and ${WEB_PROXY_PASSWORD}`,
      WEB_PROXY,
    );
  }
  if (user === undefined && password === undefined) return parsed;
  if (user === undefined) refuse(`is missing: the user whose ${WEB_PROXY_PASSWORD} is set`, WEB_PROXY_USER);
  // RFC 7617 §2
  else if (user.includes(':'))
    refuse('must not have a colon (":"), at which Basic authentication ends it', WEB_PROXY_USER);
  if (password === undefined)
    refuse(`is missing: the password of the user whom ${WEB_PROXY_USER} names`, WEB_PROXY_PASSWORD);
  for (const [name, text = ''] of [
    [WEB_PROXY_USER, user],
    [WEB_PROXY_PASSWORD, password],
  ] as const) {
    const problem = passwordProblem(text);
    if (problem !== undefined) refuse(problem, name);
  }
  return { ...parsed, credentials: { user: user ?? '', password: password ?? '' } };
}

/** It is tried nevertheless: the clock may be wrong, and the backend decides. */
function expired({ certificate, property }: ClientCertificate): Notice[] {
  if (certificate.validToDate.getTime() > Date.now()) return [];
  const message = `has a certificate that has expired: ${nameOf(certificate)}, on ${certificate.validToDate.toISOString().slice(0, 10)}; replace it`;
  return [{ property, message }];
}
