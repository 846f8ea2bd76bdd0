/** What is said where the code of others fails. */
import type { Logger } from 'pino';
import { ScimError } from '../../scim/errors.ts';
import { SecretMask } from '../http/masking/secret-mask.ts';

/** A connector that cannot be put to work; the message is for the administrator. */
export class ConnectorFailure extends Error {}

const IN_LOG = 'The log says where, and at level debug what it says of it.';

/** A call that failed in the code of others, in a way that it does not explain to clients. */
class CallFailure extends ScimError {
  /** What was thrown and where, without secrets; a sentence for administrators who have no log. */
  readonly thrown: string;

  /** @param what failed, and how: `… failed (TypeError).` */
  constructor(what: string, thrown: string, outcome: string, cause: unknown) {
    super(502, `${what} ${IN_LOG}${outcome}`, { cause });
    this.thrown = `${what} ${thrown}${outcome}`;
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
  const mask = new SecretMask({ headers: {}, secrets });
  return (text) => mask.text(text);
}

/** What an error says of itself, for whoever writes or installs the connector. */
export function wordsOf(error: unknown): string {
  if (!(error instanceof Error)) return `it threw ${error === null ? 'null' : typeof error}`;
  return error.message === '' ? error.name : `${error.name}: ${error.message}`;
}

/**
 * An error that reaches the client. A `ScimError` does, without secrets and with nothing in it that could not be answered; what
 * anything else says may have been made of anything, and stands in the log at level debug only.
 *
 * @param what failed, for people: `System csv: list of connector "csv"`
 * @param outcome what is known of a change that failed, a sentence with a blank in front
 */
export function clientError(
  error: unknown,
  what: string,
  mask: Mask,
  log: Logger,
  outcome: string,
): ScimError {
  if (error instanceof ScimError && isStatus(error.status)) {
    const answerable = answerableError(error, mask, outcome);
    if (answerable !== undefined) return answerable;
  }
  const { name, frames, words } = read(error);
  const stack = mask(frames);
  const message = mask(words).slice(0, LONGEST_MESSAGE);
  const isDebug = log.isLevelEnabled('debug');
  log.error({ err: { type: name, stack, message: isDebug ? message : undefined } }, 'connector failed');
  const [place] = /^at .*/m.exec(stack) ?? [];
  const thrown = [message, place].filter((text) => text).join(', ');
  return new CallFailure(`${what} failed (${name}).`, thrown, outcome, error);
}

/** Characters of what is shown. */
const LONGEST_MESSAGE = 2_000;
const NAME = /^[A-Za-z]\w{0,50}$/;

/** Any of its members may be something else, or fail when it is read. */
function read(error: unknown): { readonly name: string; readonly frames: string; readonly words: string } {
  const kind = typeof error;
  if (!(error instanceof Error)) return { name: kind, frames: '', words: wordsOf(error) };
  try {
    const { name, message, stack = '' } = error;
    const text = String(message);
    const frames = String(stack);
    return {
      name: NAME.test(name) ? name : 'Error',
      frames: frames.slice(frames.indexOf(text) + text.length).trim(),
      words: wordsOf(error),
    };
  } catch {
    return { name: 'Error', frames: '', words: '' };
  }
}

function isStatus(status: unknown): boolean {
  return Number.isInteger(status) && (status === 304 || (Number(status) >= 400 && Number(status) <= 599));
}

/** As with backends: a refusal, and 501, is about what was not done. Who says what was done and what not, has said it. */
function leavesOpen({ status, message, isUndone, extensions }: ScimError): boolean {
  return status >= 500 && status !== 501 && !isUndone && extensions === undefined && !TOLD.test(message);
}

/** What the proxy's own client says of a change, which connectors may use. */
const TOLD = /change was (?:probably )?made/;

/** `undefined` where it cannot be read. */
function answerableError(error: ScimError, mask: Mask, outcome: string): ScimError | undefined {
  try {
    const { status, message, scimType, retryAfter, allow, extensions } = error;
    const detail = mask(String(message).slice(0, LONGEST_READ))
      .replaceAll(/[\p{Cc}\s]+/gu, ' ')
      .trim();
    const shown = detail.length > LONGEST_MESSAGE ? `${detail.slice(0, LONGEST_MESSAGE - 1)}…` : detail;
    // To the client 401 and 407 would mean its own credentials.
    const client = status === 401 || status === 407 ? 502 : status;
    return new ScimError(client, `${shown.toWellFormed()}${leavesOpen(error) ? outcome : ''}`, {
      scimType: typeof scimType === 'string' && NAME.test(scimType) ? scimType : undefined,
      retryAfter: Number.isFinite(retryAfter) && Number(retryAfter) >= 0 ? retryAfter : undefined,
      allow: Array.isArray(allow) && allow.every((each) => METHOD.test(each)) ? allow : undefined,
      extensions: extensions === undefined ? undefined : plain(extensions, mask),
      cause: error,
    });
  } catch {
    return undefined;
  }
}

/** Characters that are searched for secrets. */
const LONGEST_READ = 2 * LONGEST_MESSAGE;
const METHOD = /^[A-Z]{1,20}$/;

/** @throws TypeError, SyntaxError for what is no JSON */
function plain(extensions: NonNullable<ScimError['extensions']>, mask: Mask): ScimError['extensions'] {
  const text = JSON.stringify(extensions);
  if (text.length > LONGEST_MESSAGE) return undefined;
  return JSON.parse(text, (_, value) => (typeof value === 'string' ? mask(value) : value));
}
