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
  /** Its name: DER. */
  readonly subject: Buffer;
  /** Hexadecimal digits. */
  readonly serialNumber: string;
}

/** An attribute of a name; by default it is UTF8String. */
export interface NameAttribute {
  readonly type: keyof typeof ATTRIBUTE_TYPES;
  readonly value: string;
  readonly as?: 'utf8' | 'printable' | 'bmp' | undefined;
}

export interface CertificateOptions {
  /** The common name, or all attributes, those of one RDN in a list. */
  readonly name: string | readonly (NameAttribute | readonly NameAttribute[])[];
  /** Default: it signs itself. */
  readonly issuer?: TestCertificate | undefined;
  /** It may sign others. Default: false. */
  readonly authority?: boolean | undefined;
  /** Names of hosts. Default: none. */
  readonly hosts?: readonly string[] | undefined;
  readonly addresses?: readonly string[] | undefined;
  readonly from?: Date | undefined;
  readonly to?: Date | undefined;
  /** Authorities that may stand below it. Default: any number. */
  readonly pathLength?: number | undefined;
  /** Bits of the first byte (RFC 5280 §4.2.1.3). Default: none is said. */
  readonly keyUsage?: number | undefined;
  readonly extendedKeyUsage?: readonly (keyof typeof PURPOSES)[] | undefined;
  /** Name constraints, which forbid everything. */
  readonly constrained?: boolean | undefined;
  /** Default: a new one on the curve P-256. */
  readonly keys?: { readonly publicKey: KeyObject; readonly privateKey: KeyObject } | undefined;
}

const ATTRIBUTE_TYPES = {
  CN: [0x55, 0x04, 0x03],
  C: [0x55, 0x04, 0x06],
  O: [0x55, 0x04, 0x0a],
  OU: [0x55, 0x04, 0x0b],
  DC: [0x09, 0x92, 0x26, 0x89, 0x93, 0xf2, 0x2c, 0x64, 0x01, 0x19],
} as const;

const PURPOSES = {
  serverAuth: [0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x03, 0x01],
  clientAuth: [0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x03, 0x02],
} as const;

const ECDSA_WITH_SHA256 = sequence(oid(0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02));
const CRITICAL = der(0x01, Buffer.from([0xff]));
const YEAR = 365 * 24 * 60 * 60 * 1000;

export function makeCertificate(options: CertificateOptions): TestCertificate {
  const { name, issuer, authority = false, hosts = [], addresses = [] } = options;
  const { from = new Date(Date.now() - YEAR), to = new Date(Date.now() + YEAR) } = options;
  const { publicKey, privateKey } = options.keys ?? generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const signer: KeyObject = issuer === undefined ? privateKey : createPrivateKey(issuer.key);
  const subject = distinguished(typeof name === 'string' ? [{ type: 'CN', value: name }] : name);
  const serialNumber = Buffer.concat([Buffer.from([1]), randomBytes(8)]);
  const { pathLength, keyUsage, extendedKeyUsage, constrained = false } = options;
  const alternatives = [
    ...hosts.map((host) => der(0x82, Buffer.from(host))),
    ...addresses.map((address) => der(0x87, Buffer.from(address.split('.').map(Number)))),
  ];
  const extensions = [
    // basicConstraints, critical
    sequence(
      oid(0x55, 0x1d, 0x13),
      der(0x01, Buffer.from([0xff])),
      octets(
        sequence(
          ...(authority ? [der(0x01, Buffer.from([0xff]))] : []),
          ...(pathLength === undefined ? [] : [integer(Buffer.from([pathLength]))]),
        ),
      ),
    ),
    ...(alternatives.length === 0
      ? []
      : [sequence(oid(0x55, 0x1d, 0x11), octets(sequence(...alternatives)))]),
    ...(keyUsage === undefined
      ? []
      : [sequence(oid(0x55, 0x1d, 0x0f), CRITICAL, octets(der(0x03, Buffer.from([0, keyUsage]))))]),
    ...(extendedKeyUsage === undefined
      ? []
      : [
          sequence(
            oid(0x55, 0x1d, 0x25),
            octets(sequence(...extendedKeyUsage.map((purpose) => oid(...PURPOSES[purpose])))),
          ),
        ]),
    // nameConstraints: excludedSubtrees with the empty directoryName
    ...(constrained
      ? [
          sequence(
            oid(0x55, 0x1d, 0x1e),
            CRITICAL,
            octets(sequence(der(0xa1, sequence(der(0xa4, sequence()))))),
          ),
        ]
      : []),
  ];
  const content = sequence(
    der(0xa0, integer(Buffer.from([2]))),
    integer(serialNumber),
    ECDSA_WITH_SHA256,
    issuer?.subject ?? subject,
    sequence(time(from), time(to)),
    subject,
    publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, sequence(...extensions)),
  );
  const signature = der(0x03, Buffer.concat([Buffer.from([0]), sign('sha256', content, signer)]));
  const certificate = new X509Certificate(sequence(content, ECDSA_WITH_SHA256, signature));
  return {
    certificate: certificate.toString(),
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    subject,
    serialNumber: serialNumber.toString('hex'),
  };
}

export interface RevocationListOptions {
  readonly issuer: TestCertificate;
  readonly revoked?: readonly TestCertificate[] | undefined;
  readonly from?: Date | undefined;
  readonly to?: Date | undefined;
  /** Only the changes since another one (RFC 5280 §5.2.4). */
  readonly changesOnly?: boolean | undefined;
}

/** PEM. */
export function makeRevocationList(options: RevocationListOptions): string {
  const {
    issuer,
    revoked = [],
    from = new Date(Date.now() - YEAR),
    to = new Date(Date.now() + YEAR),
  } = options;
  const content = sequence(
    integer(Buffer.from([1])),
    ECDSA_WITH_SHA256,
    issuer.subject,
    time(from),
    time(to),
    ...(revoked.length === 0
      ? []
      : [
          sequence(
            ...revoked.map(({ serialNumber }) =>
              sequence(integer(Buffer.from(serialNumber, 'hex')), time(from)),
            ),
          ),
        ]),
    ...(options.changesOnly
      ? [der(0xa0, sequence(sequence(oid(0x55, 0x1d, 0x1b), CRITICAL, octets(integer(Buffer.from([1]))))))]
      : []),
  );
  const signature = sign('sha256', content, createPrivateKey(issuer.key));
  const list = sequence(content, ECDSA_WITH_SHA256, der(0x03, Buffer.concat([Buffer.from([0]), signature])));
  const lines = list.toString('base64').replace(/.{64}/g, '$&\n');
  return `-----BEGIN X509 CRL-----\n${lines}\n-----END X509 CRL-----\n`;
}

export function derOf({ certificate }: TestCertificate): Buffer {
  return new X509Certificate(certificate).raw;
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

function distinguished(name: Exclude<CertificateOptions['name'], string>): Buffer {
  return sequence(...name.map((relative) => der(0x31, ...[relative].flat().map(attribute))));
}

function attribute({ type, value, as = 'utf8' }: NameAttribute): Buffer {
  const forms = {
    utf8: () => der(0x0c, Buffer.from(value)),
    printable: () => der(0x13, Buffer.from(value, 'latin1')),
    bmp: () => der(0x1e, Buffer.from(value, 'utf16le').swap16()),
  };
  return sequence(oid(...ATTRIBUTE_TYPES[type]), forms[as]());
}
