/** Whose the certificate is that a client has shown, to the proxy itself or to a router in front that is believed. */
import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { DetailedPeerCertificate, TLSSocket } from 'node:tls';
import type { AddressRanges } from '../../config/address-ranges.ts';
import type { TechnicalUser } from '../../config/technical-users.ts';
import { ScimError } from '../../scim/errors.ts';
import type * as X509 from '../../x509/index.ts';
import { BoundedMap } from '../bounded-map.ts';
import { FORWARDED_CERTIFICATE, parseForwardedCertificate } from '../http/forwarded-certificate.ts';
import { addressOf } from '../http/network.ts';
import { timesGiven } from '../http/origin.ts';

export interface ClientCertificatesOptions {
  readonly users: readonly TechnicalUser[];
  /** Loaded only where somebody needs it. */
  readonly x509: typeof X509;
  /** As it is now: its files are looked at again. */
  readonly trust: () => X509.Trust;
  /** Addresses of routers that are believed. */
  readonly routers: AddressRanges | undefined;
}

/** Of a client that holds its key: that was proved in the handshake, here or at the router. */
export interface ShownCertificate {
  readonly certificate: X509.Certificate;
  /** Of authorities, as the client sent them. */
  readonly others: readonly X509.Certificate[];
}

export type Owner =
  | { readonly user: TechnicalUser }
  | {
      /** Sentences for the client. */
      readonly detail: string;
      /** For the log. */
      readonly reason: string;
    };

/** Headers that were read, as a router sends the same one with every request of a client. */
const MOST_HEADERS = 200;
/** A certificate that is its own issuer would be followed for ever. */
const LONGEST_CHAIN = 8;

export class ClientCertificates {
  readonly #options: ClientCertificatesOptions;
  readonly #byFingerprint = new Map<string, TechnicalUser>();
  /** By issuer and subject. */
  readonly #byName = new Map<string, TechnicalUser>();
  /** Connections on which nothing is shown have `null`. */
  readonly #byConnection = new WeakMap<Socket, ShownCertificate | null>();
  readonly #byHeader = new BoundedMap<ShownCertificate>(MOST_HEADERS);
  /** Under whom a certificate is trusted, and until when. */
  readonly #trusted = new WeakMap<ShownCertificate, { readonly trust: X509.Trust; readonly until: number }>();

  constructor(options: ClientCertificatesOptions) {
    this.#options = options;
    for (const user of options.users) {
      for (const certificate of user.certificates ?? []) {
        if ('fingerprint' in certificate) this.#byFingerprint.set(certificate.fingerprint, user);
        else this.#byName.set(nameKey(certificate), user);
      }
    }
  }

  /** Whether a technical user could log in with one. */
  get isUsed(): boolean {
    return this.#byFingerprint.size > 0 || this.#byName.size > 0;
  }

  /**
   * Of a router, the header alone counts: a certificate that it shows itself is the router's.
   *
   * @returns `undefined` where none is shown
   * @throws ScimError 400 where a router says it in a way that cannot be understood, 401 where it cannot be read
   */
  shownWith(request: IncomingMessage): ShownCertificate | undefined {
    return this.#isRouter(request) ? this.#forwarded(request) : this.#ofConnection(request.socket);
  }

  /** Without reading it. */
  isShown(request: IncomingMessage): boolean {
    if (this.#isRouter(request)) return request.headers[FORWARDED_CERTIFICATE] !== undefined;
    const known = this.#byConnection.get(request.socket);
    if (known !== undefined) return known !== null;
    return (request.socket as Partial<TLSSocket>).getPeerCertificate?.()?.raw !== undefined;
  }

  /** A name of a certificate, for people. */
  printName(canonicalForm: string): string {
    return this.#options.x509.printName(canonicalForm);
  }

  /** @param now milliseconds since the epoch */
  ownerOf(shown: ShownCertificate, now: number): Owner {
    const { certificate } = shown;
    const pinned = this.#byFingerprint.get(certificate.fingerprint);
    if (pinned !== undefined) {
      const trouble = this.#options.x509.troubleOfTime(certificate, now);
      if (trouble === undefined) return { user: pinned };
      return { detail: `This client certificate ${trouble}; use another one.`, reason: `it ${trouble}` };
    }
    const named = this.#byName.get(nameKey(certificate));
    if (named === undefined) return nobody('no technical user has it');
    const reason = this.#distrust(shown, now);
    return reason === undefined ? { user: named } : nobody(reason);
  }

  /** Why it is not trusted, though somebody has the name. */
  #distrust(shown: ShownCertificate, now: number): string | undefined {
    const trust = this.#options.trust();
    const before = this.#trusted.get(shown);
    if (before?.trust === trust && now <= before.until && now >= shown.certificate.notBefore)
      return undefined;
    const verdict = this.#options.x509.verifyPath(shown.certificate, shown.others, trust, now);
    if (!verdict.isTrusted) return verdict.reason;
    this.#trusted.set(shown, { trust, until: verdict.until });
    return undefined;
  }

  #isRouter({ socket }: IncomingMessage): boolean {
    const { routers } = this.#options;
    return routers?.has(addressOf(socket.remoteAddress ?? '') ?? '') === true;
  }

  #forwarded(request: IncomingMessage): ShownCertificate | undefined {
    const header = request.headers[FORWARDED_CERTIFICATE];
    if (typeof header !== 'string') return undefined;
    if (timesGiven(FORWARDED_CERTIFICATE, request) > 1) {
      throw new ScimError(
        400,
        'There is more than one X-Forwarded-Client-Cert header; the router in front of the proxy has to replace what clients send.',
      );
    }
    const known = this.#byHeader.get(header);
    if (known !== undefined) return known;
    const { der, others } = parseForwardedCertificate(header.trim());
    const shown = this.#read(der, others, 400);
    this.#byHeader.set(header, shown);
    return shown;
  }

  #ofConnection(socket: Socket): ShownCertificate | undefined {
    const known = this.#byConnection.get(socket);
    if (known !== undefined) return known ?? undefined;
    const [der, ...others] = 'getPeerCertificate' in socket ? chainOf(socket as TLSSocket) : [];
    const shown = der === undefined ? null : this.#read(der, others, 401);
    this.#byConnection.set(socket, shown);
    return shown ?? undefined;
  }

  #read(der: Buffer, others: readonly Buffer[], status: 400 | 401): ShownCertificate {
    const { readCertificate, DerError } = this.#options.x509;
    try {
      return { certificate: readCertificate(der), others: others.map((each) => readCertificate(each)) };
    } catch (error) {
      if (!(error instanceof DerError)) throw error;
      throw new ScimError(status, `The client certificate cannot be read: ${error.message}.`);
    }
  }
}

function nobody(reason: string): Owner {
  const detail =
    'This client certificate lets nobody in: it is not that of a technical user, or not of a trusted authority. The log line of this request has the reason.';
  return { detail, reason };
}

/** No name has a line break in it. */
function nameKey({ subject, issuer }: { readonly subject: string; readonly issuer: string }): string {
  return `${issuer}\n${subject}`;
}

/** DER; the client's own first. Nothing where it has shown none. */
function chainOf(socket: TLSSocket): Buffer[] {
  const chain: Buffer[] = [];
  let next: DetailedPeerCertificate | undefined = socket.getPeerCertificate(true);
  // Without a certificate it is an empty object, or none at all.
  while (next?.raw !== undefined && chain.length <= LONGEST_CHAIN) {
    chain.push(next.raw);
    next = next.issuerCertificate === next ? undefined : next.issuerCertificate;
  }
  return chain;
}
