/** Certificates expire, and whoever shows them is then refused: this is said in time, and again every day. */
import type { Logger } from 'pino';
import type { Runtime, RuntimeHolder } from './runtime.ts';

/** One that the proxy shows to backends, or to its clients. */
interface ShownCertificate extends Omit<Runtime['certificates']['used'][number], 'systemId'> {
  /** Absent: it is the proxy's own. */
  readonly systemId?: string | undefined;
}

/** Those of a configuration. */
export function shownCertificates({
  certificates,
  tls,
}: Pick<Runtime, 'certificates' | 'tls'>): ShownCertificate[] {
  const own = tls?.material.identity?.certificate;
  if (own === undefined) return [...certificates.used];
  const subject = (own.subject ?? '').trim().split('\n').toReversed().join(', ') || 'no name';
  const expires = own.validToDate.getTime();
  return [...certificates.used, { property: 'server.tls.certificate', subject, expires }];
}

const DAY = 24 * 60 * 60 * 1000;
/** Days ahead of the end. */
const AHEAD = 30;
/** Milliseconds between two looks. */
const INTERVAL = 10 * 60 * 1000;

/** @param now milliseconds since the epoch */
export function reportCertificate(certificate: ShownCertificate, now: number, logger: Logger): void {
  const { systemId, subject, expires, property } = certificate;
  const date = new Date(expires).toISOString();
  const fields = { system: systemId, property, subject, expires: date };
  const kind = systemId === undefined ? 'certificate' : 'client certificate';
  const which = `${systemId === undefined ? 'the proxy' : `system ${systemId}`} (${subject})`;
  const day = date.slice(0, 10);
  if (expires <= now) {
    const meanwhile = systemId === undefined ? 'clients refuse it' : 'it is tried nevertheless';
    logger.error(fields, `${kind} of ${which} has expired on ${day}: replace it; until then ${meanwhile}`);
  } else if (isDue(certificate, now)) {
    const days = Math.floor((expires - now) / DAY);
    logger.warn(fields, `${kind} of ${which} expires on ${day}, in ${days} days: replace it`);
  } else {
    logger.info(fields, `${kind} of ${which} expires on ${day}`);
  }
}

function isDue({ expires }: ShownCertificate, now: number): boolean {
  return expires - now < AHEAD * DAY;
}

/** Looks at the certificates in use, and at their files, for as long as the process runs. */
export class CertificateExpiry {
  readonly #runtime: Pick<RuntimeHolder, 'current'>;
  readonly #logger: Logger;
  readonly #now: () => number;
  /** When it was last said. */
  #said = new Map<string, number>();

  /** What is due now was said at the start. */
  constructor(runtime: Pick<RuntimeHolder, 'current'>, logger: Logger, now: () => number = Date.now) {
    this.#runtime = runtime;
    this.#logger = logger;
    this.#now = now;
    for (const certificate of shownCertificates(runtime.current)) {
      if (isDue(certificate, now())) this.#said.set(keyOf(certificate), now());
    }
  }

  start(): void {
    setInterval(() => void this.look(), INTERVAL).unref();
  }

  async look(): Promise<void> {
    await this.#runtime.current.certificates.refresh();
    const now = this.#now();
    const said = new Map<string, number>();
    for (const certificate of shownCertificates(this.#runtime.current)) {
      if (!isDue(certificate, now)) continue;
      const key = keyOf(certificate);
      const before = this.#said.get(key);
      const isRepetition = before !== undefined && now - before < DAY;
      if (!isRepetition) reportCertificate(certificate, now, this.#logger);
      said.set(key, isRepetition ? before : now);
    }
    this.#reportLists(now, said);
    this.#said = said;
  }

  /** Once a day, of lists that are too old: without them nobody of their authorities is let in. */
  #reportLists(now: number, said: Map<string, number>): void {
    const { tls, clientCertificates } = this.#runtime.current;
    const lists = tls?.material.trust.revocationLists ?? [];
    for (const { issuer, nextUpdate } of lists) {
      const isReplaced = lists.some((other) => other.issuer === issuer && other.nextUpdate > nextUpdate);
      if (nextUpdate >= now || isReplaced) continue;
      const key = `list ${nextUpdate} ${issuer}`;
      const before = this.#said.get(key);
      const isRepetition = before !== undefined && now - before < DAY;
      said.set(key, isRepetition ? before : now);
      if (isRepetition) continue;
      const name = clientCertificates?.printName(issuer);
      const day = new Date(nextUpdate).toISOString().slice(0, 10);
      this.#logger.error(
        { property: 'server.tls.revocationLists', issuer: name, expires: new Date(nextUpdate).toISOString() },
        `revocation list of ${name} should have been renewed on ${day}: replace it; until then nobody is let in by name whom it is about`,
      );
    }
  }
}

function keyOf({ systemId, subject, expires }: ShownCertificate): string {
  return `${systemId} ${expires} ${subject}`;
}
