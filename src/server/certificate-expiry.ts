/** Client certificates expire, and backends then refuse whoever shows them: this is said in time, and again every day. */
import type { Logger } from 'pino';
import type { Runtime, RuntimeHolder } from './runtime.ts';

type UsedCertificate = Runtime['certificates']['used'][number];

const DAY = 24 * 60 * 60 * 1000;
/** Days ahead of the end. */
const AHEAD = 30;
/** Milliseconds between two looks. */
const INTERVAL = 10 * 60 * 1000;

/** @param now milliseconds since the epoch */
export function reportCertificate(certificate: UsedCertificate, now: number, logger: Logger): void {
  const { systemId, subject, expires, property } = certificate;
  const date = new Date(expires).toISOString();
  const fields = { system: systemId, property, subject, expires: date };
  const which = `${systemId} (${subject})`;
  const day = date.slice(0, 10);
  if (expires <= now) {
    logger.error(
      fields,
      `client certificate of system ${which} has expired on ${day}: replace it; until then it is tried nevertheless`,
    );
  } else if (isDue(certificate, now)) {
    const days = Math.floor((expires - now) / DAY);
    logger.warn(
      fields,
      `client certificate of system ${which} expires on ${day}, in ${days} days: replace it`,
    );
  } else {
    logger.info(fields, `client certificate of system ${which} expires on ${day}`);
  }
}

function isDue({ expires }: UsedCertificate, now: number): boolean {
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
    for (const certificate of runtime.current.certificates.used) {
      if (isDue(certificate, now())) this.#said.set(keyOf(certificate), now());
    }
  }

  start(): void {
    setInterval(() => void this.look(), INTERVAL).unref();
  }

  async look(): Promise<void> {
    const { certificates } = this.#runtime.current;
    await certificates.refresh();
    const now = this.#now();
    const said = new Map<string, number>();
    for (const certificate of certificates.used) {
      if (!isDue(certificate, now)) continue;
      const key = keyOf(certificate);
      const before = this.#said.get(key);
      const isRepetition = before !== undefined && now - before < DAY;
      if (!isRepetition) reportCertificate(certificate, now, this.#logger);
      said.set(key, isRepetition ? before : now);
    }
    this.#said = said;
  }
}

function keyOf({ systemId, subject, expires }: UsedCertificate): string {
  return `${systemId} ${expires} ${subject}`;
}
