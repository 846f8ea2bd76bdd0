/** Who is asked what, in the words that error messages and log lines need. */
import type { Method } from './exchange.ts';
import type { SecretMask } from './masking/secret-mask.ts';

export interface Backend {
  /** For people: `Identity Authentication`. */
  readonly name: string;
  readonly systemId: string;
  /** Scheme, host and port. */
  readonly origin: string;
  /** What every text that comes from it goes through. */
  readonly mask: SecretMask;
  /** Which authorization the technical user needs for a call, e.g. `the role "Manage Users"`. */
  requiredRole(call: CallDescription): string;
  /** How the proxy logs on, for what is said about a logon that failed. Default: by Basic. */
  readonly logon?: LogonWords | undefined;
  /** What follows from refused credentials, e.g. after how many failed logons the user is locked; a sentence. */
  readonly lockout: string;
  /** Seconds to wait after a 429 that does not say. */
  readonly retryAfter: number;
  /** What to check where the host cannot be reached. Default: `check the property URL`. */
  readonly addressAdvice?: string | undefined;
  /** The property that sets the content type of bodies. Default: there is none. */
  readonly contentTypeProperty?: string | undefined;
}

export interface LogonWords {
  /** Who lacks an authorization: `the technical user (property User)`. */
  readonly whom: string;
  /** What to check after a 401; a sentence. */
  readonly refused: string;
}

export interface CallDescription {
  readonly method: Method;
  /** As sent, without the query, which may hold personal data. */
  readonly path: string;
  /** Like `path`, without the id, for log lines. */
  readonly template: string;
  /** Below the API's path: `Users`. */
  readonly resource: string;
  /** Whether one entity is addressed, or all of them. */
  readonly target: 'entity' | 'collection';
  /** Whether the query has a filter. */
  readonly filtered: boolean;
  /** Added where the backend says that there is no such entity or that the request is wrong; a sentence. */
  readonly hint?: string | undefined;
  /** A POST that changes nothing, such as one for a token. Default: false. */
  readonly changesNothing?: boolean | undefined;
  /** What a 409 is about: the identifiers of the entity that was sent. */
  readonly identifiers?: string | undefined;
}

/** `Identity Authentication (system 1111…, https://tenant)`. */
export function describeBackend(backend: Backend): string {
  return `${backend.name} (system ${backend.systemId}, ${backend.origin})`;
}

export function addressAdvice(backend: Backend): string {
  return backend.addressAdvice ?? 'check the property URL';
}

/** `GET /scim/Users`, bounded. */
export function describeCall(call: CallDescription): string {
  const path = call.path.length <= 300 ? call.path : `${call.path.slice(0, 299)}…`;
  return `${call.method} ${path}`;
}

export function isWrite({ method, changesNothing = false }: CallDescription): boolean {
  return method !== 'GET' && !changesNothing;
}

/** A call for what the proxy itself needs: a token, or the document that names all services, which has no name. */
export function isOwnBusiness({ resource, changesNothing = false }: CallDescription): boolean {
  return changesNothing || resource === '';
}

const UNKNOWN_OUTCOME =
  ' Whether the change was made is not known: read the entity before you repeat the request.';

/** What to do about a write of which nobody knows whether it was done; empty for a read. */
export function unknownOutcome(call: CallDescription): string {
  return isWrite(call) ? UNKNOWN_OUTCOME : '';
}

/** The text with other words in place of those of {@link unknownOutcome}, by somebody who knows more. */
export function tellOutcome(text: string, words: string): string {
  return text.replace(UNKNOWN_OUTCOME, words);
}
