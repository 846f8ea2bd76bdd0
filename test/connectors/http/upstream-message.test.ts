import { describe, expect, it } from 'vitest';
import { SecretMask } from '../../../src/connectors/http/masking/secret-mask.ts';
import { readUpstreamMessage } from '../../../src/connectors/http/upstream-message.ts';
import { ERROR_SCHEMA } from '../../../src/scim/errors.ts';
import { fc, reaching } from '../../support/property.ts';

const mask = new SecretMask({
  credentials: { user: 'technical-user', password: 'Secret-0815-abc' },
  headers: {},
});
const read = (body: unknown) =>
  readUpstreamMessage(Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)), mask);

describe('readUpstreamMessage', () => {
  it('reads a SCIM error', () => {
    const body = {
      schemas: [ERROR_SCHEMA],
      status: '409',
      scimType: 'uniqueness',
      detail: 'already exists!',
    };
    expect(read(body)).toEqual({ text: 'already exists!', scimType: 'uniqueness', isScimError: true });
  });

  it('joins an array of SCIM errors, each once', () => {
    const error = (detail: string, scimType?: string) => ({ schemas: [ERROR_SCHEMA], detail, scimType });
    expect(read([error('one'), error('two', 'mutability'), error('one'), 'noise', null])).toEqual({
      text: 'one; two',
      scimType: 'mutability',
      isScimError: true,
    });
  });

  it.each([
    [{ message: 'from a gateway' }, 'from a gateway'],
    [{ error: 'invalid_client', error_description: 'Bad credentials' }, 'Bad credentials'],
    [{ error: 'Not Found' }, 'Not Found'],
    [{ error: { code: 1, message: 'nested' } }, 'nested'],
    ['"a JSON string"', 'a JSON string'],
    [
      'Missing required attribute in name - [familyName].',
      'Missing required attribute in name - [familyName].',
    ],
    [
      'User profile with email [a@x.example] already exists',
      'User profile with email [a@x.example] already exists',
    ],
    ['names must not contain <, > or :', 'names must not contain <, > or :'],
    ['two\r\n  lines\u0000', 'two lines'],
  ])('reads %j', (body, text) => {
    expect(read(body)).toEqual({ text, scimType: undefined, isScimError: false });
  });

  it.each([
    '<html><body><h1>503 Service Unavailable</h1></body></html>',
    '<!DOCTYPE html>\n<title>x</title>',
    '<?xml version="1.0"?><error>secret</error>',
    JSON.stringify({ detail: 'an <HTML> page' }),
    '',
    '   ',
    '{}',
    '[]',
    'null',
    '{"detail": {"nested": true}}',
    '{"detail": "cut off in the mid',
    '[1, 2',
  ])('shows nothing of %j', (body) => {
    expect(read(body)).toEqual({ text: undefined, scimType: undefined, isScimError: false });
  });

  it('cuts stack traces off', () => {
    const java =
      'java.lang.IllegalStateException: no tenant\n\tat com.sap.Foo.bar(Foo.java:12)\n\tat x.Y.z(Y.java:1)';
    expect(read(java).text).toBe('java.lang.IllegalStateException: no tenant');
    expect(read({ detail: java }).text).toBe('java.lang.IllegalStateException: no tenant');
    expect(read('Traceback (most recent call last):\n  File "/srv/app.py", line 1').text).toBeUndefined();
    expect(read('Error: x\n    at file:///srv/app.js:10:5').text).toBe('Error: x');
    expect(read('Error: x\n    at run (/srv/app.js:10:5)').text).toBe('Error: x');
    expect(read('Meet me at noon (or later)').text).toBe('Meet me at noon (or later)');
  });

  it.each([
    'PG::ConnectionBad: could not connect to server',
    "Mysql2::Error: Duplicate entry 'ada' for key 'x'",
    'Sequel::DatabaseError: ERROR: relation "roles" does not exist',
    '/var/vcap/cloud_controller_ng/lib/x.rb:12:in `run',
    'could not execute statement; SQL [n/a]; constraint [k]',
    'PreparedStatementCallback; bad grammar',
    'ERROR: duplicate key value violates unique constraint "k"',
    'ERROR: value too long for type character varying(255)',
    'ORA-00001: unique constraint (X.Y) violated',
    'SQLSTATE[HY000]: General error',
    'SELECT * FROM "roles"',
    'select id, name from roles where id = 1',
    'INSERT INTO users (id) VALUES (?)',
    'update users set version = ? where id = ?',
    'DELETE FROM users WHERE id = 1',
  ])('shows nothing of databases: %s', (words) => {
    expect(read(words).text).toBeUndefined();
    expect(read({ detail: words }).text).toBeUndefined();
  });

  it.each([
    "User 'ada' already has 'organization_user' role in organization 'SQL Team'.",
    'Select a group from the list.',
    'The update of users is set to run at night.',
    'Insert into the body what is missing (see documentation).',
    'The value is too long.',
  ])('shows what only sounds like them: %s', (words) => {
    expect(read({ detail: words }).text).toBe(words);
  });

  it('reads no more messages than are ever shown', () => {
    const looked: string[] = [];
    const watched = new SecretMask({ credentials: { user: 'u', password: 'p' }, headers: {} });
    const text = watched.text.bind(watched);
    watched.text = (given) => {
      looked.push(given);
      return text(given);
    };
    const long = (letter: string, length: number) => ({ detail: letter.repeat(length) });
    const body = (...errors: object[]) => Buffer.from(JSON.stringify(errors));
    // After 4,096 characters in all, nothing more is looked at.
    readUpstreamMessage(body(long('a', 2_048), long('b', 2_047), long('c', 9), long('d', 9)), watched);
    expect(looked.map((given) => given.charAt(0))).toEqual(['a', 'b', 'c']);
    looked.length = 0;
    readUpstreamMessage(body(long('a', 2_048), long('b', 2_048), long('c', 9)), watched);
    expect(looked.map((given) => given.charAt(0))).toEqual(['a', 'b']);
    looked.length = 0;
    // Each of them up to 2,048.
    readUpstreamMessage(body(long('a', 3_000)), watched);
    expect(looked.map(({ length }) => length)).toEqual([2_048]);
  });

  it.each([
    [500, 500],
    [501, 500],
  ])('shows %d characters as %d', (length, shown) => {
    const { text } = read('x'.repeat(length));
    expect(text).toHaveLength(shown);
    expect(text?.endsWith('…')).toBe(length > shown);
    const joined = read(['a', 'b'].map((letter) => ({ detail: letter.repeat((length - 2) / 2 + 1) }))).text;
    expect(joined?.length).toBeLessThanOrEqual(500);
  });

  it('takes no scimType but those of the RFC', () => {
    expect(
      read({ schemas: [ERROR_SCHEMA], detail: 'x', scimType: 'invalidEverything' }).scimType,
    ).toBeUndefined();
    expect(read({ detail: 'x', scimType: ['uniqueness'] }).scimType).toBeUndefined();
  });

  it('is bounded, one line, well-formed, and never throws', () => {
    const words = fc
      .array(fc.oneof(fc.lorem(), fc.constantFrom('\n', '\r\n', '\u0007', '\u2028', '😀', '\ud83d', ' ')), {
        minLength: 20,
        maxLength: 60,
      })
      .map((parts) => parts.join(' '));
    const message = fc.oneof(
      { weight: 3, arbitrary: words },
      fc.string({ unit: 'binary', maxLength: 2_000 }),
    );
    const body = fc.oneof(
      { weight: 3, arbitrary: message },
      {
        weight: 3,
        arbitrary: fc
          .constantFrom('detail', 'message', 'error_description', 'error')
          .chain((name) => fc.record({ [name]: message })),
      },
      {
        weight: 2,
        arbitrary: fc.array(
          message.map((detail) => ({ detail })),
          { maxLength: 5 },
        ),
      },
      fc.json(),
    );
    fc.assert(
      fc.property(
        body,
        reaching((sent) => {
          const { text } = read(sent);
          if (text === undefined) return false;
          expect(text.length).toBeLessThanOrEqual(500);
          expect(text.isWellFormed()).toBe(true);
          expect(text).not.toMatch(/\p{Cc}|^\s*$/u);
          return !JSON.stringify(sent).includes(JSON.stringify(text).slice(1, -1));
        }),
      ),
      { numRuns: 200 },
    );
    expect(read('😀'.repeat(10_000)).text).toMatch(/…$/);
    expect(read('x'.repeat(10_000_000)).text).toHaveLength(500);
  });
});
