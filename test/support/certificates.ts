/** Certificates for tests, made when they are needed: X.509 (RFC 5280) with keys on the curve P-256. */
import {
  createPrivateKey,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
  sign,
  X509Certificate,
} from 'node:crypto';

export interface TestCertificate {
  /** PEM. */
  readonly certificate: string;
  /** PEM, PKCS#8. */
  readonly key: string;
}

export interface CertificateOptions {
  readonly name: string;
  /** Default: it signs itself. */
  readonly issuer?: TestCertificate | undefined;
  /** It may sign others. Default: false. */
  readonly authority?: boolean | undefined;
  /** Names of hosts. Default: none. */
  readonly hosts?: readonly string[] | undefined;
  readonly addresses?: readonly string[] | undefined;
  readonly from?: Date | undefined;
  readonly to?: Date | undefined;
}

const ECDSA_WITH_SHA256 = sequence(oid(0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02));
const YEAR = 365 * 24 * 60 * 60 * 1000;

export function makeCertificate(options: CertificateOptions): TestCertificate {
  const { name, issuer, authority = false, hosts = [], addresses = [] } = options;
  const { from = new Date(Date.now() - YEAR), to = new Date(Date.now() + YEAR) } = options;
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const signer: KeyObject = issuer === undefined ? privateKey : createPrivateKey(issuer.key);
  const issuerName = issuer === undefined ? name : commonNameOf(issuer);
  const alternatives = [
    ...hosts.map((host) => der(0x82, Buffer.from(host))),
    ...addresses.map((address) => der(0x87, Buffer.from(address.split('.').map(Number)))),
  ];
  const extensions = [
    // basicConstraints, critical
    sequence(
      oid(0x55, 0x1d, 0x13),
      der(0x01, Buffer.from([0xff])),
      octets(sequence(...(authority ? [der(0x01, Buffer.from([0xff]))] : []))),
    ),
    ...(alternatives.length === 0
      ? []
      : [sequence(oid(0x55, 0x1d, 0x11), octets(sequence(...alternatives)))]),
  ];
  const content = sequence(
    der(0xa0, integer(Buffer.from([2]))),
    integer(Buffer.concat([Buffer.from([1]), randomBytes(8)])),
    ECDSA_WITH_SHA256,
    distinguished(issuerName),
    sequence(time(from), time(to)),
    distinguished(name),
    publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, sequence(...extensions)),
  );
  const signature = der(0x03, Buffer.concat([Buffer.from([0]), sign('sha256', content, signer)]));
  const certificate = new X509Certificate(sequence(content, ECDSA_WITH_SHA256, signature));
  return {
    certificate: certificate.toString(),
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
}

export function derOf({ certificate }: TestCertificate): Buffer {
  return new X509Certificate(certificate).raw;
}

function commonNameOf({ certificate }: TestCertificate): string {
  return new X509Certificate(certificate).subject.replace(/^CN=/, '');
}

function der(tag: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  const head =
    length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...head]), content]);
}

function sequence(...parts: readonly Buffer[]): Buffer {
  return der(0x30, ...parts);
}

function octets(content: Buffer): Buffer {
  return der(0x04, content);
}

function integer(bytes: Buffer): Buffer {
  return der(0x02, bytes);
}

function oid(...bytes: readonly number[]): Buffer {
  return der(0x06, Buffer.from(bytes));
}

/** GeneralizedTime. */
function time(date: Date): Buffer {
  return der(0x18, Buffer.from(date.toISOString().replace(/[-:T]|\.\d+/g, '')));
}

function distinguished(commonName: string): Buffer {
  return sequence(der(0x31, sequence(oid(0x55, 0x04, 0x03), der(0x0c, Buffer.from(commonName)))));
}
