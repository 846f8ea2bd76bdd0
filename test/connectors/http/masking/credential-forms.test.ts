/** Each name and each scheme behind which a credential may stand. */
import { describe, expect, it } from 'vitest';
import { findCredentialForms } from '../../../../src/connectors/http/masking/credential-forms.ts';
import { layersOf } from '../../../../src/connectors/http/masking/layer.ts';

/** What would not be shown. */
function found(text: string): string[] {
  return layersOf(text)
    .slice(0, 1)
    .flatMap((layer) => findCredentialForms(layer).map(({ start, end }) => layer.text.slice(start, end)));
}

const NAMES = [
  'password',
  'passwd',
  'passphrase',
  'passcode',
  'pwd',
  'secret',
  'assertion',
  'token',
  'jwt',
  'apikey',
  'api_key',
  'api-key',
  'api.key',
  'privatekey',
  'private_key',
  'accesskey',
  'access-key',
  'credential',
  'credentials',
  'sessionid',
  'session_id',
];

describe('a value', () => {
  it.each(NAMES.flatMap((name) => [name, name.toUpperCase()]))('behind %s', (name) => {
    for (const text of [
      `${name}=x`,
      `${name} = x`,
      `client_${name}=x&y`,
      `"${name}":"x"`,
      `"${name}" : "x"`,
      `'${name}':'x'`,
      `${name}: "x"`,
      `${name}: 'x'`,
      `${name}: “x”`,
      `${name}: „x“`,
      `${name}: «x»`,
      `${name} "x"`,
      `${name} is 'x'`,
      `<${name}>x</${name}>`,
    ]) {
      expect(found(text), text).toContain('x');
    }
    expect(found(`${name}: 4f5a6b7c`)).toContain('4f5a6b7c');
    expect(found(`${name}: wrong`)).toEqual([]);
  });

  it.each(['basic', 'bearer', 'negotiate', 'digest', 'token', 'apikey', 'dpop', 'ntlm'])(
    'behind the scheme %s',
    (scheme) => {
      for (const name of [scheme, scheme.toUpperCase()]) {
        expect(found(`${name} 4f5a6b7c`)).toContain('4f5a6b7c');
        expect(found(`${name} authentication`)).toEqual([]);
        expect(found(`Authorization: ${name} x`)).toContain('x');
        expect(found(`AUTHORIZATION=${name} x`)).toContain('x');
      }
    },
  );

  it.each([
    ['twenty-four letters', 'bearer abcdefghijklmnopqrstuvwx', ['abcdefghijklmnopqrstuvwx']],
    ['twenty-three letters', 'bearer abcdefghijklmnopqrstuvw', []],
    ['six characters with a digit', 'bearer abcde1', ['abcde1']],
    ['five characters with a digit', 'bearer abcd1', []],
    ['a capital in its middle', 'bearer abcdEf', ['abcdEf']],
    ['a capital at its beginning', 'bearer Abcdef', []],
    ['a user and a password', 'Basic YTpi', ['YTpi']],
    ['neither', 'Basic YWJj', []],
    ['a user and a password behind another scheme', 'Bearer YTpi', []],
  ])('that looks like one: %s', (_, text, values) => {
    expect(found(text)).toEqual(values);
  });

  it('of cookies, of addresses and of JSON web tokens', () => {
    expect(found('Cookie: a=b; c=d')).toContain('a=b; c=d');
    expect(found('COOKIE2 : a=b')).toContain('a=b');
    expect(found('https://u:p@host')).toContain('u:p@');
    expect(found('eyJhbGciOi.x')).toContain('eyJhbGciOi.x');
    expect(found('eyJhbGciOi.x.y')).toContain('eyJhbGciOi.x.y');
    expect(found('eyJhbGc')).toEqual([]);
    expect(found('xeyJhbGciOi.x')).toEqual([]);
  });

  it('may have quotation marks in it', () => {
    expect(found('"password":"a\\"b"')).toContain('a\\"b');
    expect(found('password=""')).toEqual([]);
  });
});
