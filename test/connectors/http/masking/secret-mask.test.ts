import { describe, expect, it } from 'vitest';
import { SecretMask } from '../../../../src/connectors/http/masking/secret-mask.ts';
import { fc, reaching } from '../../../support/property.ts';

const PASSWORD = 'Kq7x/9+=&"\\<é %41Zw2rT';
const credentials = { user: 'admin', password: PASSWORD };
const headers = {
  'x-api-key': 'abcd-1234-efgh-5678',
  'x-tenant': 'production-landscape',
  'x-gateway': 'Key 9f8e7d6c5b4a',
};
const mask = new SecretMask({ credentials, headers });
const base64 = (text: string) => Buffer.from(text).toString('base64');
const hex = (text: string) => Buffer.from(text).toString('hex');
const percentAll = (text: string) => hex(text).replace(/../g, (digits) => `%${digits}`);
const octal = (text: string) =>
  Array.from(Buffer.from(text), (byte) => `\\${byte.toString(8).padStart(3, '0')}`).join('');
const unicode = (text: string) =>
  Array.from(
    { length: text.length },
    (_, index) => `\\u${text.charCodeAt(index).toString(16).padStart(4, '0')}`,
  ).join('');
const html = (text: string) => [...text].map((character) => `&#${character.codePointAt(0)};`).join('');

it('a value of several words is looked for as words, however many digits it has', () => {
  const words = new SecretMask({ credentials, headers: { 'x-route': 'zone-4711-blue de' } });
  expect(words.text('by zone-4711-blue de today')).toBe('by *** today');
  expect(words.text('by zone-4711-blue demand')).toBe('by zone-4711-blue demand');
});

describe('what is masked', () => {
  it.each([
    ['in clear', PASSWORD],
    ['percent-encoded', encodeURIComponent(PASSWORD)],
    ['percent-encoded in lower case', encodeURIComponent(PASSWORD).toLowerCase()],
    ['percent-encoded twice', encodeURIComponent(encodeURIComponent(PASSWORD))],
    ['percent-encoded as a whole', percentAll(PASSWORD)],
    ['form-encoded', new URLSearchParams({ p: PASSWORD }).toString().slice(2)],
    ['JSON-escaped', JSON.stringify(PASSWORD).slice(1, -1).replaceAll('/', '\\/')],
    ['JSON-escaped in JSON', JSON.stringify(JSON.stringify(PASSWORD)).slice(3, -3)],
    ['as code units', unicode(PASSWORD)],
    ['as code units in upper case', unicode(PASSWORD).toUpperCase().replaceAll('\\U', '\\u')],
    ['HTML-escaped', html(PASSWORD)],
    [
      'HTML-escaped by names',
      PASSWORD.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;'),
    ],
    ['as base64', base64(PASSWORD)],
    ['as base64 of the URL', Buffer.from(PASSWORD).toString('base64url')],
    ['as base64 of user and password', base64(`admin:${PASSWORD}`)],
    ['as base64 without padding', base64(`admin:${PASSWORD}`).replace(/=+$/, '')],
    [
      'as base64 in lines',
      base64(`admin:${PASSWORD}`)
        .replace(/=+$/, '')
        .replace(/.{9}(?=.)/g, '$&\r\n  '),
    ],
    ['as base64 of something longer', base64(`x ${PASSWORD}`)],
    ['as base64 of base64', base64(`Authorization: Basic ${base64(`admin:${PASSWORD}`)}`)],
    ['as hexadecimal digits', hex(PASSWORD)],
    ['as dumped bytes', hex(PASSWORD).replace(/..(?=.)/g, '$& ')],
    ['as dumped bytes of base64', hex(base64(`admin:${PASSWORD}`)).replace(/..(?=.)/g, '$&:')],
    ['as dumped bytes of a program', hex(PASSWORD).replace(/../g, '0x$&, ').slice(0, -2)],
    ['as octal digits', octal(PASSWORD)],
    ['as UTF-8 read as Latin-1', Buffer.from(PASSWORD).toString('latin1')],
    ['as Latin-1 read as UTF-8', Buffer.from(PASSWORD, 'latin1').toString('utf8')],
    ['in ASCII', PASSWORD.replace('é', '?')],
    ['as base64 of UTF-16', Buffer.from(PASSWORD, 'utf16le').toString('base64').replace(/=+$/, '')],
    ['in another letter case', PASSWORD.toUpperCase()],
    ['a key of a configured header', headers['x-api-key']],
    ['a key behind a scheme', '9f8e7d6c5b4a'],
  ])('a secret %s', (_, text) => {
    expect(mask.text(`before ${text} after`)).toBe('before *** after');
    expect(mask.text(`before (${text}), after`)).toBe('before (***), after');
  });

  it.each([
    ['Basic eDp5enp5', 'Basic ***'],
    ['Basic YTpi', 'Basic ***'],
    ['bearer 8f14e45f', 'bearer ***'],
    ['Authorization: Basic abc', 'Authorization: Basic ***'],
    ['{"authorization":"Bearer abc"}', '***'],
    ['password=abc', 'password=***'],
    ['password%3Dabc', 'password%3D***'],
    ['userPassword=abc, x', 'userPassword=***, x'],
    ['"password":"a\\"b" is wrong', '"password":"***" is wrong'],
    ['\\"client_secret\\": \\"abc\\" is wrong', '\\"client_secret\\": \\"***\\" is wrong'],
    ['client_secret=abc', 'client_secret=***'],
    ['refresh_token=abc-r', 'refresh_token=***'],
    ['access_token: 4f5a6b7c', 'access_token: ***'],
    ['client_assertion=a.b.c', 'client_assertion=***'],
    ['X-Api-Key: 4f5a6b7c', 'X-Api-Key: ***'],
    ["The password 'Welcome1' is too short", "The password '***' is too short"],
    ['<password>abc</password>', '<password>***</password>'],
    ['https://u:p@host/path', 'https://***host/path'],
    ['Cookie: a=b; c=d', 'Cookie: ***'],
    ['got eyJhbGciOiJub25lIn0.eyJ4IjoxfQ.abc', 'got ***'],
  ])('credentials of anybody: %s', (text, shown) => {
    expect(mask.text(text)).toBe(shown);
  });

  it.each([
    ['cannot read {"userName":"bob","emails":[{"value":"b@x"}]} at all', 'cannot read *** at all'],
    ['cannot read {\\"userName\\":\\"bob\\"} at all', 'cannot read *** at all'],
    ['cannot read %7B%22userName%22%3A%22bob%22%7D at all', 'cannot read *** at all'],
    ['cannot read {"userName":"bob}","x', 'cannot read ***'],
    ['map {userName=bob, x={y=z}}.', 'map ***.'],
    ['form userName=bob&active=true.', 'form ***'],
    ['GET /scim/Users?filter=userName%20eq%20%22bob%22 HTTP/1.1', 'GET /scim/Users?*** HTTP/1.1'],
    ['GET /scim/Users?filter=userName eq "bob" HTTP/1.1', 'GET /scim/Users?*** HTTP/1.1'],
    [`sent ${base64('{"userName":"bob"}')}`, 'sent ***'],
  ])('what repeats a request: %s', (text, shown) => {
    expect(mask.text(text)).toBe(shown);
  });

  it('a token from the moment on that it is known, until many newer ones have come', () => {
    const own = new SecretMask({ credentials, headers: {} });
    const token = 'f52fc722ecb3262a35c4a3f31b42b94e-r';
    expect(own.text(`no ${token}`)).toContain(token);
    own.remember(token);
    expect(own.text(`no ${token}`)).toBe('no ***');
    for (let index = 0; index < 11; index += 1) own.remember(`another-token-${index}-another`);
    expect(own.text(`no ${token}`)).toBe('no ***');
    own.remember('one-more-token-one-more');
    expect(own.text(`no ${token}`)).toContain(token);
  });

  it('both ends of a token of any length', () => {
    const own = new SecretMask({ credentials, headers: {} });
    own.remember(`begin-of-token-${'x'.repeat(5_000_000)}-end-of-the-token`);
    expect(own.text('(begin-of-token) (end-of-the-token)')).toBe('(***) (***)');
  });

  it('the beginning of a secret where a text was cut', () => {
    for (let length = 4; length < PASSWORD.length; length += 1) {
      expect(mask.text(`logon with ${PASSWORD.slice(0, length)}`)).not.toContain(PASSWORD.slice(0, 4));
      expect(mask.text(`logon with ${PASSWORD.slice(0, length)}… failed`)).not.toContain(
        PASSWORD.slice(0, 4),
      );
      expect(mask.text(`logon with ${PASSWORD.slice(0, length)}... failed`)).not.toContain(
        PASSWORD.slice(0, 4),
      );
    }
  });
});

describe('what is not masked', () => {
  it.each([
    'Basic authentication is required.',
    'The production of landscapes takes a while',
    'Bearer tokens are not supported; use Basic Authentication',
    'The Authorization header is missing',
    'password: must have at least 8 characters',
    'Invalid token: expired',
    'The password has expired and must be changed.',
    'passwordStatus=ENABLED',
    'The administrator of the tenant has disabled this',
    'Attribute emails[type eq "work"].value is wrong: urn:ietf:params:scim:schemas:core:2.0:User',
    'User profile with email [a@x.example] already exists',
    'Expected application/json, not application/xml. See https://help.example/scim?topic',
    'id 6892e3f4-0eeb-482c-9736-c4bcee61a2e7 at 2026-03-01T12:00:00.000Z is unknown {0}',
    "User 'a' already has 'organization_auditor' role in organization 'b'.",
  ])('%s', (text) => {
    expect(mask.text(text)).toBe(text);
  });

  describe('of configured headers', () => {
    const shown = (value: string, text: string) =>
      new SecretMask({ credentials, headers: { 'x-header': value } }).text(text);

    it.each([
      ['abcde', 'has abcde', 'has abcde'],
      ['abcdef', 'has abcdef', 'has ***'],
      ['abcdef', 'has xabcdef', 'has xabcdef'],
      // A key is found within words: eight characters, three digits, no blanks.
      ['abcde123', 'has xabcde123x', 'has x***x'],
      ['abcdef12', 'has xabcdef12x', 'has xabcdef12x'],
      ['abcd123', 'has xabcd123x', 'has xabcd123x'],
      // What stands behind the name of a scheme, too.
      ['Key abcdef', 'has abcdef', 'has ***'],
      ['Key abcdef', 'has Key', 'has Key'],
      ['Key abcde123', 'has xabcde123x', 'has x***x'],
      ['Key abcde', 'has abcde', 'has abcde'],
      ['one two abcdef', 'has abcdef', 'has abcdef'],
    ])('%s: %s', (value, text, expected) => {
      expect(shown(value, text)).toBe(expected);
    });
  });

  it('short secrets within words', () => {
    const short = new SecretMask({ credentials: { user: 'T1', password: 'pw1' }, headers: {} });
    expect(short.text('T1 with pw1 at T12 and apw1')).toBe('*** with *** at T12 and apw1');
    expect(mask.text('admin and administrator')).toBe('*** and administrator');
  });
});

const LETTERS = [...'ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789'];
const SPECIAL = [...'/&"\\<>%;:,.!#?$é漢'];
const secret = fc
  .array(fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...LETTERS) }, fc.constantFrom(...SPECIAL)), {
    minLength: 12,
    maxLength: 60,
  })
  .map((characters) => characters.join(''));
const encoding = fc.constantFrom<(text: string) => string>(
  (text) => text,
  encodeURIComponent,
  (text) => encodeURIComponent(encodeURIComponent(text)),
  percentAll,
  unicode,
  html,
  (text) => JSON.stringify(text).slice(1, -1),
  (text) => JSON.stringify(JSON.stringify(text)).slice(3, -3),
  (text) => encodeURIComponent(JSON.stringify(text).slice(1, -1)),
);
const binary = fc.constantFrom<(text: string) => string>(
  base64,
  (text) => Buffer.from(text).toString('base64url'),
  (text) => base64(text).replace(/.{20}/g, '$&\r\n'),
);
/** Of other letters than secrets, so that whatever else is shown comes from the secret. */
const surrounding = fc
  .array(fc.constantFrom(...'αβγδεζηθ   (){}[]'), { maxLength: 40 })
  .map((characters) => characters.join(''));
const rest = (text: string) => text.replaceAll('***', '').replace(/[α-ω\s(){}[\]]/g, '');

describe('any secret', () => {
  it('is masked in every encoding, wherever it stands', () => {
    fc.assert(
      fc.property(
        secret,
        encoding,
        surrounding,
        surrounding,
        reaching((password, encode, before, after) => {
          const own = new SecretMask({ credentials: { user: 'technical-user', password }, headers: {} });
          expect(rest(own.text(`${before} ${encode(password)} ${after}`))).toBe('');
          return encode(password) !== password;
        }),
      ),
      { numRuns: 300 },
    );
  });

  it('is masked as base64 along with the user', () => {
    fc.assert(
      fc.property(secret, binary, surrounding, surrounding, (password, encode, before, after) => {
        const own = new SecretMask({ credentials: { user: 'technical-user', password }, headers: {} });
        const text = `${before} ${encode(`technical-user:${password}`)} ${after}`;
        expect(rest(own.text(text)).replaceAll('=', '')).toBe('');
      }),
      { numRuns: 300 },
    );
  });

  it('shows fewer than four of its characters wherever the text was cut', () => {
    fc.assert(
      fc.property(
        secret,
        encoding,
        surrounding,
        fc.nat(),
        reaching((password, encode, before, at) => {
          const own = new SecretMask({ credentials: { user: 'technical-user', password }, headers: {} });
          const encoded = encode(password);
          const cut = encoded.slice(0, at % encoded.length);
          const four = encode([...password].slice(0, 4).join(''));
          const shown = rest(own.text(`${before} ${cut}`));
          expect(shown.length < rest(four).length || !encoded.startsWith(shown)).toBe(true);
          return cut.length > 3;
        }),
      ),
      { numRuns: 300 },
    );
  });

  it('never makes it throw, nor change a text twice', () => {
    const text = fc
      .array(
        fc.oneof(
          fc.tuple(fc.constantFrom(PASSWORD, ...Object.values(headers)), encoding, fc.nat()).map(
            // Whole, or cut off somewhere.
            ([secret, encode, at]) => encode(secret).slice(0, at % 2 === 0 ? undefined : at),
          ),
          fc.string({ unit: 'binary', maxLength: 60 }),
        ),
        { maxLength: 6 },
      )
      .map((parts) => parts.join(' '));
    fc.assert(
      fc.property(
        text,
        reaching((text) => {
          const once = mask.text(text);
          expect(mask.text(once)).toBe(once);
          return once !== text;
        }),
      ),
      { numRuns: 300 },
    );
  });
});
