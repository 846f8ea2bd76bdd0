/** What is said where the code of others fails. */
import type { Logger } from 'pino';
import { ScimError } from '../../scim/errors.ts';

/** A connector that cannot be put to work; the message is for the administrator. */
export class ConnectorFailure extends Error {}

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
  const words = isDebug ? mask(wordsOf(error)) : undefined;
  log.error({ err: { type: name, stack: frames, message: words } }, 'connector failed');
  const detail = `${what} failed (${name}). The log says where, and at level debug what it says of it.`;
  return new ScimError(502, detail, { cause: error });
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
