/**
 * What a backend says about a failure, made fit for a SCIM error: SCIM errors, arrays of them, other JSON, plain
 * text. HTML pages, stack traces and the words of databases are never shown, nor secrets and repeated requests (see
 * {@link SecretMask}).
 */
import { ERROR_SCHEMA, type ScimType } from '../../scim/errors.ts';
import { isJsonObject, type JsonObject } from '../../scim/json.ts';
import type { SecretMask } from './masking/secret-mask.ts';

export interface UpstreamMessage {
  /** One line, at most 500 characters; `undefined` where there is nothing fit to be shown. */
  readonly text: string | undefined;
  readonly scimType: ScimType | undefined;
  /** The body is a SCIM error, so that the backend itself answered and nothing in front of it. */
  readonly isScimError: boolean;
}

const MAX_LENGTH = 500;
/** Characters of a body that are looked at. */
const MAX_READ = 64 * 1024;
/** Characters of a text, without needless white space, that are searched for secrets; more than are ever shown. */
const MAX_MASKED = 2_048;
/** Characters of all messages of a body together from which on the rest of them is left out. */
const ENOUGH = 2 * MAX_MASKED;
const SCIM_TYPES: ReadonlySet<unknown> = new Set<ScimType>([
  'invalidFilter',
  'tooMany',
  'uniqueness',
  'mutability',
  'invalidSyntax',
  'invalidPath',
  'noTarget',
  'invalidValue',
  'invalidVers',
  'sensitive',
]);
const MARKUP = /<(?:!doctype|\?xml|html|head|body|title|center|div|script|h[1-6]|p)\b/i;
/** Frames of Java and Node.js, and how Python begins. */
const STACK_TRACE =
  /(?:^|\s)(?:at\s+[\w.$<>/]+\s?\((?:[^()\s]*:\d|Native Method|Unknown Source)|at\s+[^\s()]+:\d+:\d+|Traceback \(most recent)/;
/** Words of databases, of their drivers, and statements: they help nobody who cannot see the backend's source. */
const DATABASE =
  /\b(?:PG|Mysql2|Sequel|ActiveRecord)::[A-Z]|\bSQLSTATE\b|\bSQL (?:state )?\[|\bSQL\w{0,50}Exception\b|\b\w{0,20}(?:Statement|Connection)Callback\b|\bJDBC\b|\bORA-\d{5}\b|\bselect .{1,300}? from ["`\w.]{1,60} where\b|\bselect \* from\b|\binsert into ["`\w.]{1,60} ?\(|\bupdate ["`\w.]{1,60} set ["`\w.]{1,60} ?=|\bdelete from ["`\w.]{1,60} where\b|\bviolates (?:unique|foreign key|check|not-null) constraint\b|\bvalue too long for type\b|\.rb:\d{1,6}:in\b/i;

export function readUpstreamMessage(body: Buffer, mask: SecretMask): UpstreamMessage {
  const text = body.toString('utf8', 0, MAX_READ);
  const errors = parseErrors(text);
  if (errors === undefined) return { text: presentable(text, mask), scimType: undefined, isScimError: false };
  const unique = new Set<string>();
  let read = 0;
  for (const message of new Set(errors.map(messageOf))) {
    if (read >= ENOUGH) break;
    read += message.length;
    const shown = presentable(message, mask);
    if (shown !== undefined) unique.add(shown);
  }
  return {
    text: unique.size === 0 ? undefined : shortened([...unique].join('; ')),
    scimType: errors.map((error) => error['scimType']).find(isScimType),
    isScimError: errors.some(isScimError),
  };
}

/**
 * One line without secrets, markup, stack trace and SQL, bounded; `undefined` where nothing remains. Every text of a backend
 * that is shown or logged goes through this.
 */
export function presentable(text: string, mask: SecretMask): string | undefined {
  const head = text.slice(0, MAX_READ);
  if (MARKUP.test(head)) return undefined;
  // Secrets are found as long as they are whole, and wrapped ones by their line breaks.
  const dense = head.replace(/[\s\p{Cc}]+/gu, (blanks) => (/[\r\n]/.test(blanks) ? '\n' : ' ')).trim();
  const masked = mask.text(dense.slice(0, MAX_MASKED)).replaceAll('\n', ' ');
  const trace = masked.search(STACK_TRACE);
  const line = (trace < 0 ? masked : masked.slice(0, trace)).trim();
  return line === '' || DATABASE.test(line) ? undefined : shortened(line);
}

function shortened(line: string): string {
  return line.length <= MAX_LENGTH ? line.toWellFormed() : `${line.slice(0, MAX_LENGTH - 1).toWellFormed()}…`;
}

/** The error objects of a JSON body (none where it is broken), or `undefined` where the body is plain text. */
function parseErrors(text: string): readonly JsonObject[] | undefined {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return /^\s*[[{]/.test(text) ? [] : undefined;
  }
  if (typeof json === 'string') return [{ message: json }];
  // Identity Directory answers several validation failures with an array of SCIM errors, Cloud Controller with `errors`.
  const several = isJsonObject(json) && json['detail'] === undefined ? json['errors'] : undefined;
  return (Array.isArray(json) ? json : Array.isArray(several) ? several : [json]).filter(isJsonObject);
}

/** SCIM first, then what gateways and OAuth servers write. */
function messageOf(error: JsonObject): string {
  const nested = error['error'];
  const candidates = [
    error['detail'],
    error['message'],
    error['error_description'],
    isJsonObject(nested) ? nested['message'] : nested,
  ];
  return candidates.find((candidate) => typeof candidate === 'string') ?? '';
}

function isScimError(error: JsonObject): boolean {
  const schemas = error['schemas'];
  return Array.isArray(schemas) && schemas.includes(ERROR_SCHEMA);
}

function isScimType(value: unknown): value is ScimType {
  return SCIM_TYPES.has(value);
}
