/** What `server.tls` names, read and checked; once more whenever somebody asks whether its files have changed. */
import type { X509Certificate } from 'node:crypto';
import { joined, KEY_LABEL, readKey } from '../connectors/http/way/key-pair.ts';
import { blocksOf, bytesOf, MaterialError, pemOf, readCertificates } from '../connectors/http/way/pem.ts';
import { type Certificate, readCertificate } from '../x509/certificate.ts';
import type { Trust } from '../x509/certification-path.ts';
import { DerError } from '../x509/der.ts';
import { printName } from '../x509/distinguished-name.ts';
import { type RevocationList, readRevocationList } from '../x509/revocation-list.ts';
import { ConfigurationError, type Problem } from './problem.ts';
import { type ReferenceContext, resolveReference } from './references.ts';
import { whyUnresolved } from './resolved.ts';
import type { ServerSettings } from './schema.ts';
import type { Source } from './source/source.ts';

/** With which the proxy shows who it is. */
export interface ServerIdentity {
  /** PEM; the certificate of the key first. */
  readonly cert: string;
  /** PEM. */
  readonly key: string;
  readonly certificate: X509Certificate;
}

export interface TlsMaterial {
  /** Absent: TLS ends in front of the proxy. */
  readonly identity: ServerIdentity | undefined;
  /** Whom it believes certificates of clients. */
  readonly trust: Trust;
}

export interface LoadedTls {
  readonly material: TlsMaterial;
  /**
   * @returns `undefined` where nothing has changed since it was asked last
   * @throws MaterialError where what there is cannot be used; not once more until it has changed
   */
  readAgain(): Promise<TlsMaterial | undefined>;
}

type TlsEntry = NonNullable<ServerSettings['tls']>;
type Step = 'certificate' | 'key' | 'passphrase' | 'clientAuthorities' | 'revocationLists';
/** Where a text stands in `server.tls`. */
type Place = readonly [Step] | readonly [Step, number];
type Texts = ReadonlyMap<string, string>;

/** What is wrong with one of the texts, which has a place in the file. */
class PlacedError extends MaterialError {
  readonly place: Place;

  constructor(place: Place, message: string) {
    super(nameOf(place), message);
    this.place = place;
  }
}

/**
 * @returns `undefined` where `server.tls` is not set
 * @throws ConfigurationError: a proxy that serves plain HTTP, or believes somebody else than it should, is none
 */
export async function loadTls(
  entry: TlsEntry | undefined,
  source: Source,
  context: ReferenceContext,
): Promise<LoadedTls | undefined> {
  if (entry === undefined) return undefined;
  try {
    let seen = await textsOf(entry, context);
    return {
      material: materialOf(entry, seen, context.withoutSecrets ?? false),
      readAgain: async () => {
        const texts = await textsOf(entry, context);
        if (isSame(texts, seen)) return undefined;
        seen = texts;
        return materialOf(entry, texts, false);
      },
    };
  } catch (error) {
    if (!(error instanceof PlacedError)) throw error;
    const problem: Problem = {
      severity: 'error',
      message: `${error.property} ${error.message}`,
      file: source.file,
      ...source.valueAt(['server', 'tls', ...error.place]),
    };
    throw new ConfigurationError([problem]);
  }
}

function isSame(one: Texts, other: Texts): boolean {
  return one.size === other.size && [...one].every(([name, text]) => other.get(name) === text);
}

/** Those of all that is named, by the names of their places. @throws PlacedError */
async function textsOf(entry: TlsEntry, context: ReferenceContext): Promise<Texts> {
  const texts = new Map<string, string>();
  for (const [place, value] of placesIn(entry)) {
    if (typeof value === 'string') {
      texts.set(nameOf(place), value);
      continue;
    }
    const content = place[0] === 'passphrase' ? 'value' : 'certificates';
    const resolved = await resolveReference(value, context, content);
    if ('value' in resolved) texts.set(nameOf(place), resolved.value);
    else if (!(resolved.missing && context.withoutSecrets)) {
      throw new PlacedError(place, `has no value: ${whyUnresolved(resolved)}`);
    }
  }
  return texts;
}

type Value = NonNullable<TlsEntry['certificate']>;

function placesIn(entry: TlsEntry): (readonly [Place, Value])[] {
  const single = (['certificate', 'key', 'passphrase'] as const).flatMap((step) => {
    const value = entry[step];
    return value === undefined ? [] : [[[step], value] as const];
  });
  const listed = (['clientAuthorities', 'revocationLists'] as const).flatMap((step) =>
    entry[step].map((value, index) => [[step, index], value] as const),
  );
  return [...single, ...listed];
}

function nameOf([step, index]: Place): string {
  return `server.tls.${step}${index === undefined ? '' : `[${index}]`}`;
}

/** @param mayMiss texts that are not there are passed over @throws PlacedError */
function materialOf(entry: TlsEntry, texts: Texts, mayMiss: boolean): TlsMaterial {
  const authorities = entry.clientAuthorities.flatMap((_, index) =>
    authoritiesFrom(['clientAuthorities', index], texts),
  );
  const revocationLists = entry.revocationLists.flatMap((_, index) =>
    revocationListsFrom(['revocationLists', index], texts),
  );
  const isWhole = placesIn(entry).every(([place]) => texts.has(nameOf(place)));
  return {
    identity: entry.certificate === undefined || (mayMiss && !isWhole) ? undefined : identityFrom(texts),
    trust: { authorities, revocationLists },
  };
}

function identityFrom(texts: Texts): ServerIdentity {
  const [certificate, key, passphrase] = (['certificate', 'key', 'passphrase'] as const).map((step) =>
    nameOf([step]),
  ) as [string, string, string];
  return placed(() => {
    const text = texts.get(certificate) ?? '';
    // One file may have both.
    const isKeyAlone =
      blocksOf(pemOf(text) ?? '', KEY_LABEL).length > 0 && !text.includes('BEGIN CERTIFICATE');
    if (isKeyAlone) throw new MaterialError(certificate, `is a private key, which belongs into ${key}`);
    const chain = readCertificates(certificate, text);
    const pair = joined(
      certificate,
      chain,
      readKey(key, texts.get(key) ?? '', passphrase, texts.get(passphrase)),
      key,
    );
    return { ...pair.options, certificate: pair.certificate };
  });
}

function authoritiesFrom(place: Place, texts: Texts): Certificate[] {
  const name = nameOf(place);
  const text = texts.get(name);
  if (text === undefined) return [];
  return placed(() => readCertificates(name, text), place).map((x509) => {
    try {
      const certificate = readCertificate(x509.raw);
      const subject = printName(certificate.subject);
      if (!certificate.extensions.isAuthority) {
        const advice = 'to let in whoever has it, name its file in "certificates" of the technical user';
        throw new PlacedError(place, `has the certificate of ${subject}, which is no authority; ${advice}`);
      }
      return certificate;
    } catch (error) {
      if (!(error instanceof DerError)) throw error;
      throw new PlacedError(place, `has a certificate that cannot be used: ${error.message}`);
    }
  });
}

const LIST_LABEL = /^X509 CRL$/;

function revocationListsFrom(place: Place, texts: Texts): RevocationList[] {
  const text = texts.get(nameOf(place));
  if (text === undefined) return [];
  const pem = pemOf(text);
  const lists =
    pem === undefined
      ? [bytesOf(text)]
      : blocksOf(pem, LIST_LABEL).map((block) => bytesOf(block.replaceAll(/-----[A-Z0-9 ]+-----/g, '')));
  if (lists.length === 0) {
    throw new PlacedError(place, 'is no revocation list: it has to have a line -----BEGIN X509 CRL-----');
  }
  return lists.map((der) => {
    if (der === undefined) throw new PlacedError(place, 'is no revocation list in PEM or DER form');
    try {
      return readRevocationList(der);
    } catch (error) {
      if (!(error instanceof DerError)) throw error;
      throw new PlacedError(place, `is no revocation list that can be used: ${error.message}`);
    }
  });
}

/** Gives a place to what readers of certificates report under a name. */
function placed<Result>(read: () => Result, place?: Place): Result {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof MaterialError)) throw error;
    const step = error.property.replace('server.tls.', '') as Step;
    throw new PlacedError(place ?? [step], error.message);
  }
}
