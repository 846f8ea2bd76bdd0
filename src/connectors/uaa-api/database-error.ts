/**
 * Failures of the UAA's database. The UAA hands them on with whatever status, 400 most of all, in the words of Spring, of
 * the JDBC driver and of the database: PostgreSQL and MySQL in production, H2 and HSQLDB elsewhere. What happened is
 * found by the sentence that comes first, since the values of the request may be quoted behind it.
 */

export type DatabaseFailure =
  | { readonly kind: 'duplicate' }
  /** A text is longer than its column. @param limit characters of the column, where the database says */
  | { readonly kind: 'tooLong'; readonly limit: number | undefined }
  /** A value that the column cannot hold, such as a text with NUL. */
  | { readonly kind: 'notStorable' }
  /** It cannot be reached, or cannot do the work at the moment: the same request may succeed later. */
  | { readonly kind: 'away' }
  /** Nothing the client can do anything about, such as bad SQL. */
  | { readonly kind: 'other' };

type Kind = DatabaseFailure['kind'];

/** Sentences of the UAA itself that repeat what the client sent, so that anything can be in them. */
const QUOTES_CLIENT =
  /^\s*(?:Username already in use|Invalid (?:filter|attributes|origin|version)|User .{1,300} does not exist|Attempt to \w+ a user)/i;

/** By SQLSTATE (SQL:2011; PostgreSQL documentation, appendix A), then by the words of drivers and databases. */
const SIGNS: readonly (readonly [kind: Kind, sign: RegExp])[] = [
  [
    'duplicate',
    /duplicate (?:key|entry)|DuplicateKey|unique (?:constraint|index|key)|integrity constraint violation(?!: *(?:not null|foreign|check))|SQL ?state:? ?\[?'?23505|error code \[1062\]/i,
  ],
  [
    'tooLong',
    /(?:value|data) too long|too large for column|right truncation|would be truncated|Data truncated|SQL ?state:? ?\[?'?22001/i,
  ],
  [
    'notStorable',
    /byte sequence|incorrect \w+ value|\\u0000|0x00|untranslatable character|invalid input syntax|out of range|not[- ]null constraint|not null check|null value in column|cannot be null|null not allowed|SQL ?state:? ?\[?'?(?:22(?!001)|23502)/i,
  ],
  [
    'away',
    /JDBC Connection|connection (?:to .{1,200}? )?(?:was )?(?:refused|reset|exception|failure|timed out|attempt failed|has been closed|is closed|is not available|does not exist)|(?:connect|read|query|transaction|connect(?:ion)? to .{1,200}?) timed out|communications link|after connection closed|I\/O error|broken pipe|no route to host|too many (?:clients|connections)|connection slots|pool (?:is )?(?:empty|exhausted|error)|cannot get a connection|fetch a connection|deadlock|lock wait timeout|could not obtain lock|lock timeout|timeout trying to lock|statement timeout|canceling statement|could not serialize|serialization failure|terminating connection|database (?:system )?(?:is|has been) (?:starting|shutting|not yet|in recovery|already closed|closed)|shutdown in progress|read-only (?:transaction|option|mode)|--(?:super-)?read-only|UnknownHost|(?:Connect|SocketTimeout|Socket|EOF)Exception|SQL(?:Transient|Timeout|Recoverable|NonTransientConnection)|RecoverableDataAccess|DataAccessResourceFailure|CannotGetJdbc|CannotCreateTransaction|CannotAcquireLock|CannotSerialize|QueryTimeout|SQL ?state:? ?\[?'?(?:08|40|53|57|25006|HYT)/i,
  ],
];

/** Without one of these, a text is not about the database; those of the end are clear without Java around them. */
const SOURCE =
  /(?:Statement|Connection)Callback|\bSQL\b|SQL ?state|SQL\w{0,50}Exception|bad SQL|\bjdbc\b|springframework\.(?:dao|jdbc|orm|transaction)|javax?\.sql|java\.net|org\.(?:postgresql|h2|hsqldb|mariadb)|com\.(?:mysql|zaxxer)|DataAccess|DataIntegrity|violates .{1,200} constraint|duplicate (?:key value|entry)|unique constraint|(?:value|data) too long for|byte sequence for encoding|connection (?:to .{1,200}? )?refused|connection slots|too many (?:clients|connections)|communications link|deadlock (?:detected|found)|lock wait timeout|statement timeout|the database system is|terminating connection|could not serialize|unable to fetch a connection/i;
/** Others that say it in their own words. None of them can be what an identity provider says about a password. */
const DRIVER =
  /HikariPool|pool error|\bORA-\d{5}|connection attempt failed|connection has been closed|connect(?:ion)? to .{1,200}? timed out|I\/O error occurred|transaction timed out|unique index|integrity constraint violation|string data, right truncation|too large for column|incorrect (?:string|integer|decimal|double|date|time|datetime) value: |column '\w{1,60}' cannot be null|unknown column '|--(?:super-)?read-only/i;
/** How PostgreSQL begins. */
const SEVERITY =
  /^\s*(?:(?:FATAL|PANIC): |ERROR: {1,2}(?:column|relation|function|operator|type|permission denied for|null value|syntax error at|(?:could not|cannot) (?:execute|extend|open|read|write|access|obtain lock)|current transaction|out of|numeric|integer|character with|invalid input|unsupported Unicode|insert or update on)\b)/;
/** Statements that nobody announces. */
const STATEMENTS =
  /\bselect [\w"`.,()* ]{1,300} from ["`\w.]{1,60}(?: where\b|\s*$)|\binsert into ["`\w.]{1,60} ?\(|\bupdate ["`\w.]{1,60} set ["`\w.]{1,60} ?=|\bdelete from ["`\w.]{1,60} where\b/i;
const SOURCES = [SOURCE, DRIVER, SEVERITY, STATEMENTS];

const STATEMENT = /SQL \[[^[\]]*\]/g;
const LIMIT = /(?:(?:varying|varchar|char|character)\(|maximum: )(\d{1,6})\)/i;

/** @returns `undefined` where the text is about something else */
export function databaseFailure(text: string): DatabaseFailure | undefined {
  if (QUOTES_CLIENT.test(text)) return undefined;
  if (!SOURCES.some((source) => source.test(text))) return undefined;
  const words = text.replace(STATEMENT, '');
  let kind: Kind = 'other';
  let first = Number.POSITIVE_INFINITY;
  for (const [candidate, sign] of SIGNS) {
    const at = words.search(sign);
    if (at < 0 || at >= first) continue;
    kind = candidate;
    first = at;
  }
  if (kind !== 'tooLong') return { kind };
  const limit = LIMIT.exec(words)?.[1];
  return { kind, limit: limit === undefined ? undefined : Number(limit) };
}
