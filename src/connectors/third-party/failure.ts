/** What is said where the code of others fails. */
import type { Logger } from 'pino';
import { ScimError } from '../../scim/errors.ts';

/** A connector that cannot be put to work; the message is for the administrator. */
export class ConnectorFailure extends Error {}

const IN_LOG = 'The log says where, and at level debug what it says of it.';

/** A call that failed in the code of others, in a way that it does not explain to clients. */
class CallFailure extends ScimError {
  /** What was thrown and where, without secrets; a sentence for administrators who have no log. */
  readonly thrown: string;

  /** @param what failed, and how: `… failed (TypeError).` */
  constructor(what: string, thrown: string, cause: unknown) {
    super(502, `${what} ${IN_LOG}`, { cause });
    this.thrown = `${what} ${thrown}`;
  }
}

/** The error for an administrator who has no log to look into. */
export function withoutLog(error: unknown): unknown {
  return error instanceof CallFailure
    ? new ScimError(error.status, error.thrown, { cause: error.cause })
    : error;
}

/** Takes secrets out of a text. */
export type Mask = (text: string) => string;

export function textMask(secrets: readonly string[] = []): Mask {
  const known = secrets.filter((secret) => secret !== '').sort((one, other) => other.length - one.length);
  return (text) => known.reduce((masked, secret) => masked.replaceAll(secret, '***'), text);
}

/** What an error says of itself, for whoever writes or installs the connector. */
export function wordsOf(error: unknown): string {
  if (!(error instanceof Error)) return `it threw ${error === null ? 'null' : typeof error}`;
  return error.message === '' ? error.name : `${error.name}: ${error.message}`;
}

/**
 * An error that reaches the client. A `ScimError` does as it is, without secrets; what anything else says may have been made
 * of anything, and stands in the log at level debug only.
 *
 * @param what failed, for people: `System csv: list of connector "csv"`
 */
export function clientError(error: unknown, what: string, mask: Mask, log: Logger): ScimError {
  if (error instanceof ScimError && isStatus(error.status)) return withoutSecrets(error, mask);
  const isDebug = log.isLevelEnabled('debug');
  const { name, stack = '', message } = error instanceof Error ? error : { name: typeof error, message: '' };
  const frames = mask(stack.slice(stack.indexOf(message) + message.length).trim());
  const words = mask(wordsOf(error));
  log.error({ err: { type: name, stack: frames, message: isDebug ? words : undefined } }, 'connector failed');
  const [place = ''] = /^at .*/m.exec(frames) ?? [];
  return new CallFailure(`${what} failed (${name}).`, place === '' ? words : `${words}, ${place}`, error);
}

function isStatus(status: unknown): boolean {
  return Number.isInteger(status) && (status === 304 || (Number(status) >= 400 && Number(status) <= 599));
}

function withoutSecrets(error: ScimError, mask: Mask): ScimError {
  const message = mask(error.message);
  if (message === error.message) return error;
  const { status, scimType, retryAfter, allow, extensions } = error;
  return new ScimError(status, message, { scimType, retryAfter, allow, extensions });
}
