/**
 * What the token endpoint means by refusing a logon. The UAA relays whatever the identity provider answers with 4xx as a
 * 401, its body as a text in `error_description` (RFC 6749 §5.2), so that throttling looks like a wrong password until
 * somebody reads it.
 */
import { isJsonObject, type JsonObject } from '../../../scim/json.ts';
import { databaseFailure } from '../../uaa-api/database-error.ts';

export type LogonKind =
  /** The identity provider looked at the password. */
  | 'wrong-credentials'
  | 'locked'
  | 'not-verified'
  /** The request had no user or password. */
  | 'incomplete'
  /** The UAA has no active identity provider of this origin for platform users. */
  | 'origin'
  /** The identity provider does not take the UAA for a client, or gives it too little. */
  | 'trust'
  | 'throttled'
  /** The identity provider, or what the UAA itself needs, is away. */
  | 'unavailable'
  /** The UAA does not take the client `cf`, or the form of the request. */
  | 'client'
  /** Nobody can say whether the password was looked at. */
  | 'unclear';

export interface LogonRefusal {
  readonly kind: LogonKind;
  /** As it came; absent where nobody should see it. */
  readonly text: string | undefined;
}

interface Words {
  /** Code of the answer, or of the identity provider's own one (RFC 6749 §5.2). */
  readonly code: string;
  /** All of them, as far as they are searched. */
  readonly text: string;
  /** The one for people. */
  readonly shown: string;
  readonly status: number | undefined;
  readonly from: 'uaa' | 'provider' | 'page';
}

/** Of the UAA's own machinery: names of classes, statements and hosts are nobody's business. */
const INTERNAL = /\bJDBC\b|\bSQL\b|nested exception|\b[a-z]\w*(?:\.\w+)+(?:Exception|Error)\b|I\/O error on/;
const ORIGIN = /login_hint|user's identity provider|must be pre-created/i;
const INCOMPLETE = /missing username or password|username and password are missing/i;
const LOCKED =
  /\block(?:ed|out)\b|too many (?:failed|wrong|invalid|unsuccessful|\w* ?(?:attempts|failures))/i;
const THROTTLED = /too[\s_-]?many|rate[\s_-]?limit|throttl|slow[\s_-]?down/i;
const NOT_VERIFIED = /not (?:been )?verified|unverified/i;
const CLIENT = /client auth|client[\s_]?(?:id|secret)\b|grant[\s_]?type/i;
const CREDENTIALS =
  /authenticat\w* (?:has )?failed|bad credentials|passcode|\b(?:invalid|wrong|incorrect|unknown|expired|no such)\b[^.]{0,40}\b(?:user|username|password|credentials?|log[io]n)\b|\b(?:user|account|password|credentials?)\b[^.]{0,40}\b(?:invalid|wrong|incorrect|unknown|expired|disabled|deactivated|inactive|blocked|not found|not match|not exist|changed?|reset|required)\b/i;
const AWAY =
  /unavailable|temporar|time[ds]?[\s-]?out|server[\s_]error|bad gateway|maintenance|not found|connection (?:refused|reset)|unreachable|try again later/i;
/** What a provider says about the password, or about who asks it (RFC 6749 §5.2). */
const CREDENTIAL_CODES: ReadonlySet<string> = new Set(['invalid_grant', 'access_denied', 'unauthorized']);
const CLIENT_CODES: ReadonlySet<string> = new Set([
  'invalid_client',
  'invalid_request',
  'invalid_scope',
  'unauthorized_client',
  'unsupported_grant_type',
]);
/** The UAA gives these for nearly everything. */
const VAGUE: ReadonlySet<string> = new Set(['invalid_client', 'unauthorized', 'access_denied']);

type Rule = readonly [LogonKind, (words: Words) => boolean];

const says =
  (pattern: RegExp) =>
  ({ text }: Words) =>
    pattern.test(text);

/** The first one that holds: what may be a wrong password stands before what is away. */
const RULES: readonly Rule[] = [
  ['origin', ({ from, text }) => from === 'uaa' && ORIGIN.test(text)],
  ['incomplete', ({ from, text }) => from === 'uaa' && INCOMPLETE.test(text)],
  ['locked', says(LOCKED)],
  ['throttled', (words) => words.status === 429 || says(THROTTLED)(words)],
  ['not-verified', says(NOT_VERIFIED)],
  ['trust', ({ text }) => /id_token/.test(text)],
  ['client', ({ from, text }) => from === 'uaa' && CLIENT.test(text)],
  ['trust', ({ from, text }) => from === 'provider' && CLIENT.test(text)],
  ['wrong-credentials', says(CREDENTIALS)],
  ['wrong-credentials', ({ from, code }) => from === 'provider' && CREDENTIAL_CODES.has(code)],
  ['wrong-credentials', ({ from, code }) => from === 'uaa' && code === 'invalid_grant'],
  ['trust', ({ from, code }) => from === 'provider' && CLIENT_CODES.has(code)],
  ['client', ({ from, code }) => from === 'uaa' && CLIENT_CODES.has(code) && !VAGUE.has(code)],
  ['unavailable', ({ from, text }) => from === 'provider' && text === ''],
  ['unavailable', ({ text, status = 0 }) => status >= 500 || status === 404 || AWAY.test(text)],
];
/** Characters that are searched. */
const MOST_READ = 2_000;

/** @param body of an answer 400, 401 or 403 that has an `error` */
export function readLogonRefusal(body: JsonObject): LogonRefusal {
  const { error, error_description: description = error } = body;
  const said = typeof description === 'string' ? description : '';
  const start = said.slice(0, MOST_READ);
  if (INTERNAL.test(start) || databaseFailure(start) !== undefined)
    return { kind: 'unavailable', text: undefined };
  const words = wordsOf(typeof error === 'string' ? error : '', said);
  const [kind] = RULES.find(([, holds]) => holds(words)) ?? ['unclear' as const];
  return { kind, text: words.shown === '' ? undefined : words.shown };
}

function wordsOf(code: string, description: string): Words {
  const json = parsed(description);
  if (json !== undefined) return providersWords(json);
  const isPage = /<\w/.test(description);
  const text = description.trim();
  return {
    code,
    text: text.slice(0, MOST_READ),
    shown: text,
    status: undefined,
    from: isPage ? 'page' : 'uaa',
  };
}

function providersWords(json: JsonObject): Words {
  const nested = isJsonObject(json['error']) ? json['error'] : json;
  const texts = ['error_description', 'message', 'detail', 'error', 'title'].flatMap((name) => {
    const value = nested[name];
    return typeof value === 'string' && value.trim() !== '' ? [value] : [];
  });
  const numbers = [nested['status'], nested['statusCode'], nested['code'], json['status']].map(Number);
  const code = nested['error'] ?? nested['code'];
  return {
    code: typeof code === 'string' ? code.toLowerCase() : '',
    text: texts.join(' ').slice(0, MOST_READ),
    shown: texts[0] ?? '',
    status: numbers.find((number) => number >= 400 && number <= 599),
    from: 'provider',
  };
}

function parsed(text: string): JsonObject | undefined {
  try {
    const json: unknown = JSON.parse(text);
    return isJsonObject(json) ? json : undefined;
  } catch {
    return undefined;
  }
}
