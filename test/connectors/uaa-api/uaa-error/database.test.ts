/** Failures of the UAA's database, whatever it is, whoever wraps them, and with whatever status they come. */
import { describe, expect, it } from 'vitest';
import { answerTo, type CallName, INTERNALS, summary } from './support.ts';

/** Around the words of the driver: Spring's prefixes, Java's class names, nothing. */
const WRAPPINGS: Readonly<Record<string, (words: string) => string>> = {
  prepared: (words) =>
    `PreparedStatementCallback; SQL [insert into users (id,username) values (?,?)]; ${words}`,
  twice: (words) =>
    `PreparedStatementCallback; SQL [update users set version=? where id=?]; ${words}; nested exception is org.postgresql.util.PSQLException: ${words}`,
  statement: (words) => `StatementCallback; ${words}; nested exception is java.sql.SQLException: ${words}`,
  callable: (words) => `CallableStatementCallback; uncategorized SQLException; ${words}`,
  connection: (words) => `ConnectionCallback; ${words}`,
  'class name': (words) =>
    `org.springframework.dao.DataIntegrityViolationException: PreparedStatementCallback; ${words}`,
  bare: (words) => words,
  unexpected: (words) => `Unexpected error; nested exception is java.sql.SQLException: ${words}`,
};

const DUPLICATE = [
  'ERROR: duplicate key value violates unique constraint "users_unique_key"\n  Detail: Key (origin, lower(username::text))=(acme, ada) already exists.',
  "Duplicate entry 'ada-acme-uaa' for key 'users.users_unique_key'",
  'Unique index or primary key violation: "PUBLIC.USERS_UNIQUE_KEY ON PUBLIC.USERS(USERNAME)"',
  'integrity constraint violation: unique constraint or index violation; USERS_UNIQUE_KEY table: USERS',
  'SQL state [23505]; error code [0]',
  // The values of the client stand behind what happened.
  'ERROR: duplicate key value violates unique constraint "k"\n  Detail: Key (username)=(Connection refused, value too long) already exists.',
];
const TOO_LONG = [
  'ERROR: value too long for type character varying(255)',
  "Data truncation: Data too long for column 'givenName' at row 1",
  'Value too long for column "GIVENNAME VARCHAR(255)": "\'duplicate key duplicate key\' (300)"; SQL statement:',
  'data exception: string data, right truncation;  table: USERS column: GIVENNAME',
  'SQL state [22001]; error code [0]',
  'ORA-12899: value too large for column "UAA"."USERS"."GIVENNAME" (actual: 300, maximum: 255)',
  'SAP DBTech JDBC: [274]: inserted value too large for column: Failed in "GIVENNAME" column',
];
const NOT_STORABLE = [
  'ERROR: invalid byte sequence for encoding "UTF8": 0x00\n  Where: unnamed portal parameter $5',
  "Incorrect string value: '\\xF0\\x9F\\x98\\x80' for column 'givenName' at row 1",
  'ERROR: unsupported Unicode escape sequence\n  Detail: \\u0000 cannot be converted to text.',
  'ERROR: character with byte sequence 0xf0 0x9f in encoding "UTF8" has no equivalent in encoding "LATIN1"',
  'ERROR: null value in column "email" violates not-null constraint',
  "Column 'email' cannot be null",
  'integrity constraint violation: NOT NULL check constraint; SYS_CT_10042 table: USERS column: EMAIL',
  'ERROR: invalid input syntax for type timestamp: "x"',
];
const AWAY = [
  'Could not get JDBC Connection; nested exception is java.net.ConnectException: Connection refused',
  'Could not open JDBC Connection for transaction; nested exception is java.sql.SQLTransientConnectionException: HikariPool-1 - Connection is not available, request timed out after 30000ms.',
  'Failed to obtain JDBC Connection; nested exception is org.postgresql.util.PSQLException: Connection to db:5432 refused. Check that the hostname and port are correct',
  '[http-nio-8080-exec-3] Timeout: Pool empty. Unable to fetch a connection in 30 seconds, none available[size:100; busy:100]',
  'Cannot get a connection, pool error Timeout waiting for idle object',
  'FATAL: sorry, too many clients already',
  'FATAL: remaining connection slots are reserved for non-replication superuser connections',
  'Data source rejected establishment of connection,  message from server: "Too many connections"',
  'FATAL: the database system is starting up',
  'FATAL: terminating connection due to administrator command',
  'ERROR: deadlock detected\n  Detail: Process 1 waits for ShareLock on transaction 2',
  'Deadlock found when trying to get lock; try restarting transaction',
  'Lock wait timeout exceeded; try restarting transaction',
  'Timeout trying to lock table "USERS"; SQL statement:',
  'ERROR: canceling statement due to statement timeout',
  'ERROR: could not serialize access due to concurrent update',
  'ERROR: cannot execute INSERT in a read-only transaction',
  'The MySQL server is running with the --read-only option so it cannot execute this statement',
  'Communications link failure\n\nThe last packet sent successfully to the server was 0 milliseconds ago.',
  'An I/O error occurred while sending to the backend.',
  'This connection has been closed.',
  'The connection attempt failed.',
  'connection exception: connection failure: java.net.SocketException: Connection reset',
  'SQL state [08006]; error code [0]',
  'java.net.SocketTimeoutException: Read timed out',
  'java.net.UnknownHostException: db.internal',
  'HikariPool-1 - Connection is not available, request timed out after 30000ms.',
  'Connection to 10.0.0.5:5432 timed out',
  'Transaction timed out: deadline was Tue Mar 03 10:00:00 UTC 2026',
  'ERROR: could not obtain lock on row in relation "users"',
];
const OTHER = [
  'bad SQL grammar [select x from users]; nested exception is org.postgresql.util.PSQLException: ERROR: column "x" does not exist',
  'ERROR: permission denied for table users',
  'ERROR: insert or update on table "users" violates foreign key constraint "fk"',
  'integrity constraint violation: foreign key no parent; FK table: USERS',
  "Unknown column 'alias_id' in 'field list'",
  'ERROR: column "x" does not exist at character 12',
  'ERROR: could not extend file "base/16384/16385": No space left on device',
  'FATAL: password authentication failed for user "uaa"',
  'select id, username from users where id = ?',
  'select * from users',
  'insert into users (id,created) values (?,?)',
  'update users set version = ? where id = ?',
  'delete from users where id = ?',
  'General error: "out of memory"; SQL state [HY000]; error code [50000]',
];

const SENTENCES = {
  duplicate: DUPLICATE,
  'too long': TOO_LONG,
  'not storable': NOT_STORABLE,
  away: AWAY,
  other: OTHER,
} as const;

/** By what happened, and by what was asked for. */
const EXPECTED: Readonly<Record<keyof typeof SENTENCES, Readonly<Record<CallName, string>>>> = {
  duplicate: {
    create: '409 uniqueness',
    replace: '409 uniqueness',
    list: '502',
    get: '502',
    delete: '502',
  },
  'too long': {
    create: '400 invalidValue',
    replace: '400 invalidValue',
    list: '502',
    get: '502',
    delete: '502',
  },
  'not storable': {
    create: '400 invalidValue',
    replace: '400 invalidValue',
    list: '400 invalidFilter',
    get: '502',
    delete: '502',
  },
  away: {
    create: '503 after 30',
    replace: '503 after 30',
    list: '503 after 30',
    get: '503 after 30',
    delete: '503 after 30',
  },
  other: { create: '502', replace: '502', list: '502', get: '502', delete: '502' },
};

const STATUSES = [400, 401, 404, 409, 422, 500, 503];
const cases = Object.entries(SENTENCES).flatMap(([kind, sentences]) =>
  sentences.map((sentence) => [kind as keyof typeof SENTENCES, sentence] as const),
);

describe('a failure of the database', () => {
  it.each(cases)('is %s whoever wraps it, with any status: %s', (kind, sentence) => {
    for (const [wrapping, wrap] of Object.entries(WRAPPINGS)) {
      for (const status of STATUSES) {
        for (const [name, expected] of Object.entries(EXPECTED[kind])) {
          const words = wrap(sentence);
          const body = JSON.stringify({ error: 'scim', message: words, error_description: words });
          const error = answerTo(name as CallName, status, body);
          expect([wrapping, status, name, summary(error)]).toEqual([wrapping, status, name, expected]);
          expect(error.message).not.toMatch(INTERNALS);
          expect(error.message).not.toContain('wrong version');
        }
      }
    }
  });

  it('is told by its own code where the UAA has one', () => {
    const message = 'PreparedStatementCallback; ERROR: duplicate key value violates unique constraint';
    const error = answerTo('create', 400, JSON.stringify({ error: 'scim_resource_already_exists', message }));
    expect(error.message).toBe(
      'UAA (system cf, https://uaa.example.com) answered POST /Users with 400: its database refused a duplicate. The request has userName "ada".',
    );
  });

  it('is told in sentences that say what to do', () => {
    const told = (name: CallName, message: string) =>
      answerTo(name, 400, JSON.stringify({ error: 'scim', message })).message.replace(/^.*? with 400: /, '');
    const [long = ''] = TOO_LONG;
    expect(told('create', `PreparedStatementCallback; ${long}`)).toBe(
      'one of the values is longer than the 255 characters that its database takes. Longer than 255 characters: name.givenName. Shorten it where it comes from, or in the write transformation.',
    );
    expect(told('create', 'ERROR: value too long for type character varying(36)')).toContain(
      'longer than the 36 characters',
    );
    expect(told('create', 'ERROR: value too long for type character(36)')).toContain(
      'than the 36 characters',
    );
    // Of those that do not say how long it may be.
    for (const words of [TOO_LONG[1], TOO_LONG[3], TOO_LONG[4]]) {
      expect(told('create', `PreparedStatementCallback; ${words}`)).toContain('than the 255 characters');
    }
    expect(
      told('create', 'ORA-12899: value too large for column "EMAIL" (actual: 99, maximum: 48)'),
    ).toContain('than the 48 characters');
    expect(told('replace', `PreparedStatementCallback; ${long}`)).toBe(
      'one of the values is longer than the 255 characters that its database takes. Shorten it where it comes from, or in the write transformation.',
    );
    expect(told('list', `PreparedStatementCallback; ${NOT_STORABLE[0]}`)).toBe(
      'its database cannot compare with the values of the filter.',
    );
    expect(told('create', `PreparedStatementCallback; ${DUPLICATE[0]}`)).toBe(
      'its database refused a duplicate. The request has userName "ada".',
    );
    expect(told('create', `PreparedStatementCallback; ${NOT_STORABLE[0]}`)).toBe(
      'its database cannot store one of the values. A character such as NUL may be in it.',
    );
    expect(told('list', `${AWAY[0]}`)).toBe(
      'its database cannot be reached or is overloaded. Nothing is wrong with the request: repeat it later.',
    );
    expect(told('delete', `${AWAY[0]}`)).toContain('Whether the change was made is not known');
    expect(told('list', `PreparedStatementCallback; ${OTHER[0]}`)).toBe(
      'its database failed. The failure is its own: repeat later.',
    );
  });

  it('says after how long to repeat where the answer does', () => {
    const [words = ''] = AWAY;
    const error = answerTo('get', 503, words, { 'retry-after': '7' });
    expect(summary(error)).toBe('503 after 7');
  });

  it('is found in any shape of a body', () => {
    const words = `PreparedStatementCallback; SQL [insert]; ${TOO_LONG[0]}`;
    for (const body of [
      words,
      JSON.stringify(words),
      JSON.stringify([{ error: 'scim', message: words }]),
      JSON.stringify([words]),
      JSON.stringify({ detail: words }),
      JSON.stringify({ error: words }),
      JSON.stringify({ error: 'scim', error_description: '', message: words }),
      `{"error":"scim","message":"${words}`,
      `<html><body><h1>HTTP Status 400</h1><p>${words}</p></body></html>`,
    ]) {
      const error = answerTo('create', 400, body);
      expect([body, summary(error)]).toEqual([body, '400 invalidValue']);
      expect(error.message).not.toMatch(INTERNALS);
    }
  });
});

describe('what a client sent, repeated by the UAA', () => {
  it.each([
    [409, 'scim_resource_already_exists', 'Username already in use: Connection refused', '409 uniqueness'],
    [409, 'scim_resource_already_exists', 'Username already in use: wrong version', '409 uniqueness'],
    [
      409,
      'scim_resource_already_exists',
      'Username already in use: SQL [deadlock detected]',
      '409 uniqueness',
    ],
    [
      400,
      'scim',
      'Invalid filter expression: [userName eq &quot;value too long for jdbc&quot;]',
      '400 invalidFilter',
    ],
    [
      400,
      'invalid_scim_resource',
      'Invalid origin java.sql.deadlock in Identity Zone uaa',
      '400 invalidValue',
    ],
    [404, 'scim_resource_not_found', 'User duplicate-key-value-jdbc does not exist', '404'],
  ])('is no failure of the database: %d %s %s', (status, error, message, expected) => {
    const answer = answerTo('create', status, JSON.stringify({ error, message, error_description: message }));
    expect(summary(answer)).toBe(expected);
  });
});
