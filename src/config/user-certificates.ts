/** By which certificates technical users are known. */
import { MaterialError, readCertificates } from '../connectors/http/way/pem.ts';
import { type Certificate, readCertificate } from '../x509/certificate.ts';
import { DerError } from '../x509/der.ts';
import { NameError, parseName, printName } from '../x509/distinguished-name.ts';
import type { Report } from './problem.ts';
import { type ReferenceContext, resolveReference } from './references.ts';
import { whyUnresolved } from './resolved.ts';
import type { ServerSettings } from './schema.ts';
import type { CertificateEntry } from './technical-user-schema.ts';

/** One certificate, or all that a trusted authority issues for one name. */
export type UserCertificate =
  | {
      /** SHA-256, 64 hexadecimal digits in lower case. */
      readonly fingerprint: string;
    }
  | {
      /** Canonical form (x509/distinguished-name.ts). */
      readonly subject: string;
      /** Canonical form; of the authority that signed it. */
      readonly issuer: string;
    };

/** Of the technical users of one configuration, none of which may have one of another. */
export class UserCertificates {
  readonly #context: ReferenceContext;
  readonly #server: ServerSettings;
  readonly #owners = new Map<string, string>();

  constructor(server: ServerSettings, context: ReferenceContext) {
    this.#server = server;
    this.#context = context;
  }

  /** @returns those that can be used; what is wrong with others is reported */
  async load(
    { id, certificates }: { readonly id: string; readonly certificates: readonly CertificateEntry[] },
    report: Report,
  ): Promise<UserCertificate[]> {
    const loaded: UserCertificate[] = [];
    for (const [index, entry] of certificates.entries()) {
      const path = ['certificates', index];
      const read = await this.#read(entry, (message, severity) => report(severity ?? 'error', path, message));
      if (read === undefined) continue;
      const owner = this.#owners.get(keyOf(read));
      if (owner !== undefined && owner !== id) {
        report(
          'error',
          path,
          `this certificate is that of technical user "${owner}" above; leave it to one of them`,
        );
        continue;
      }
      this.#owners.set(keyOf(read), id);
      loaded.push(read);
    }
    const warning = this.#uselessness(loaded);
    if (warning !== undefined) report('warning', ['certificates'], warning);
    return loaded;
  }

  #uselessness(loaded: readonly UserCertificate[]): string | undefined {
    const { tls, forwardedClientCertificates } = this.#server;
    if (loaded.length === 0) return undefined;
    if (tls?.certificate === undefined && forwardedClientCertificates === undefined) {
      return 'its certificates cannot be shown to the proxy; set server.tls.certificate and server.tls.key, or server.forwardedClientCertificates where a router in front ends TLS';
    }
    const isByName = loaded.some((certificate) => 'subject' in certificate);
    return isByName && (tls?.clientAuthorities ?? []).length === 0
      ? 'subject and issuer of a certificate let nobody in without server.tls.clientAuthorities; set that to the authority that is the issuer'
      : undefined;
  }

  async #read(
    entry: CertificateEntry,
    refuse: (message: string, severity?: 'warning') => void,
  ): Promise<UserCertificate | undefined> {
    if ('fingerprint' in entry) {
      return { fingerprint: entry.fingerprint.replaceAll(':', '').toLowerCase() };
    }
    if ('file' in entry) return this.#readFile(entry, refuse);
    const names = (['subject', 'issuer'] as const).map((which) => {
      try {
        return parseName(entry[which]);
      } catch (error) {
        if (!(error instanceof NameError)) throw error;
        refuse(`the ${which} of a certificate cannot be read: ${error.message}`);
        return undefined;
      }
    });
    const [subject, issuer] = names;
    return subject === undefined || issuer === undefined ? undefined : { subject, issuer };
  }

  async #readFile(
    reference: { readonly file: string },
    refuse: (message: string, severity?: 'warning') => void,
  ): Promise<UserCertificate | undefined> {
    const resolved = await resolveReference(reference, this.#context, 'certificates');
    if (!('value' in resolved)) {
      if (!(resolved.missing && this.#context.withoutSecrets)) {
        refuse(`a certificate is missing: ${whyUnresolved(resolved)}`);
      }
      return undefined;
    }
    let certificate: Certificate;
    try {
      certificate = readOne(reference.file, resolved.value);
    } catch (error) {
      if (!(error instanceof MaterialError || error instanceof DerError)) throw error;
      refuse(`the certificate in "${reference.file}" cannot be used: ${error.message}`);
      return undefined;
    }
    if (certificate.notAfter < Date.now()) {
      const day = new Date(certificate.notAfter).toISOString().slice(0, 10);
      refuse(
        `the certificate of ${printName(certificate.subject)} has expired on ${day}; replace it`,
        'warning',
      );
    }
    return { fingerprint: certificate.fingerprint };
  }
}

/** @throws MaterialError @throws DerError */
function readOne(file: string, text: string): Certificate {
  const isText = text.includes('-----BEGIN');
  // What is no text comes as base64.
  if (!isText) return readCertificate(Buffer.from(text, 'base64'));
  const [own, another] = readCertificates(file, text);
  if (another !== undefined) {
    throw new DerError('there are several in the file, and only that of the client belongs there');
  }
  return readCertificate((own as NonNullable<typeof own>).raw);
}

function keyOf(certificate: UserCertificate): string {
  return 'fingerprint' in certificate
    ? certificate.fingerprint
    : `${certificate.subject} by ${certificate.issuer}`;
}
