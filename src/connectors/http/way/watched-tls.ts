/** Certificates whose files are looked at before each new connection: there are few, and none can be too old then. */
import { createSecureContext, type SecureContext } from 'node:tls';
import type { Logger } from 'pino';
import type { ReferencedFile } from '../../definition.ts';
import { type ClientCertificate, readClientCertificate, type Texts } from './client-certificate.ts';
import type { CertificateHolder, UsedCertificate } from './client-certificates.ts';
import { nameOf } from './key-pair.ts';
import { TRUST_STORE } from './names.ts';
import { MaterialError, readCertificates } from './pem.ts';
import { onTop } from './surroundings.ts';
import type { Tls } from './way.ts';

export interface TlsSource {
  readonly texts: Texts;
  /** Of these properties, by their names. */
  readonly files: ReadonlyMap<string, ReferencedFile>;
  readonly certificate: ClientCertificate | undefined;
  /** Those that are trusted for all systems. */
  readonly authorities: readonly string[];
  readonly systemId: string;
  readonly log: Logger;
}

export class WatchedTls implements Tls, CertificateHolder {
  readonly #source: TlsSource;
  #certificate: ClientCertificate | undefined;
  /** What is in use. */
  #texts: Texts;
  #context: SecureContext | undefined;
  /** What was last looked at, fit for use or not. */
  #seen: Texts;
  /** What was last said of the files. */
  #trouble: string | undefined;
  #refreshing: Promise<void> | undefined;

  constructor(source: TlsSource) {
    this.#source = source;
    this.#texts = source.texts;
    this.#seen = source.texts;
    this.#certificate = source.certificate;
  }

  get used(): UsedCertificate | undefined {
    if (this.#certificate === undefined) return undefined;
    const { certificate, property } = this.#certificate;
    const subject = nameOf(certificate);
    return { systemId: this.#source.systemId, property, subject, expires: certificate.validToDate.getTime() };
  }

  async current(): Promise<SecureContext> {
    await this.refresh();
    this.#context ??= this.#contextOf(this.#texts, this.#certificate);
    return this.#context;
  }

  /** Connections that are opened at the same time look once. */
  refresh(): Promise<void> {
    if (this.#source.files.size === 0) return Promise.resolve();
    this.#refreshing ??= this.#look().finally(() => {
      this.#refreshing = undefined;
    });
    return this.#refreshing;
  }

  async #look(): Promise<void> {
    const { files, log } = this.#source;
    try {
      const texts = { ...this.#seen };
      for (const [property, file] of files) texts[property] = await file.read();
      if (isSame(texts, this.#seen)) return;
      this.#seen = texts;
      const certificate = readClientCertificate(texts);
      this.#context = this.#contextOf(texts, certificate);
      this.#certificate = certificate;
      this.#texts = texts;
      this.#trouble = undefined;
      const { used } = this;
      const which = used === undefined ? '' : `: ${used.subject}, which expires on ${dayOf(used.expires)}`;
      log.info(`certificates have changed, new connections use them${which}`);
    } catch (error) {
      const trouble = `${error instanceof MaterialError ? `${error.property} ` : ''}${error instanceof Error ? error.message : String(error)}`;
      if (trouble === this.#trouble) return;
      this.#trouble = trouble;
      log.warn(
        `certificates cannot be used as they are now, new connections use those from before: ${trouble}`,
      );
    }
  }

  #contextOf(texts: Texts, certificate: ClientCertificate | undefined): SecureContext {
    const own = texts[TRUST_STORE];
    const ownAuthorities =
      own === undefined ? [] : readCertificates(TRUST_STORE, own).map((each) => each.toString());
    return createSecureContext({
      ...certificate?.options,
      ...onTop([...this.#source.authorities, ...ownAuthorities]),
    });
  }
}

function isSame(one: Texts, other: Texts): boolean {
  return Object.keys(one).every((property) => one[property] === other[property]);
}

/** `2026-11-30`. */
function dayOf(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}
