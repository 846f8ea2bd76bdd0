import { describe, expect, it } from 'vitest';
import { encodeId, encodeQuery, parseBaseUrl } from '../../../src/connectors/http/base-url.ts';
import { fc, reaching } from '../../support/property.ts';

const api = { path: '/scim', pasted: ['/service/scim', '/scim'] };

describe('parseBaseUrl', () => {
  it.each([
    ['https://tenant.example', 'https://tenant.example', '/scim', 0],
    ['https://tenant.example/', 'https://tenant.example', '/scim', 0],
    ['https://tenant.example//', 'https://tenant.example', '/scim', 0],
    ['https://TENANT.example:443/', 'https://tenant.example', '/scim', 0],
    ['https://gateway.example:8443/ias/', 'https://gateway.example:8443', '/ias/scim', 0],
    ['https://tenant.example/scim', 'https://tenant.example', '/scim', 1],
    ['https://tenant.example/scim/', 'https://tenant.example', '/scim', 1],
    ['https://tenant.example/service/scim', 'https://tenant.example', '/scim', 1],
    ['https://gateway.example/ias/scim', 'https://gateway.example', '/ias/scim', 1],
    ['https://tenant.example/noscim', 'https://tenant.example', '/noscim/scim', 0],
    ['http://localhost:8080', 'http://localhost:8080', '/scim', 0],
    ['http://127.0.0.1:8080', 'http://127.0.0.1:8080', '/scim', 0],
    ['http://[::1]:8080', 'http://[::1]:8080', '/scim', 0],
    ['http://localhost.evil.example', 'http://localhost.evil.example', '/scim', 1],
    ['http://tenant.example', 'http://tenant.example', '/scim', 1],
    ['https://gateway.example/a b/ü', 'https://gateway.example', '/a%20b/%C3%BC/scim', 0],
    ['https://gateway.example/x/../y', 'https://gateway.example', '/y/scim', 0],
  ])('reads %s', (text, origin, path, notices) => {
    const parsed = parseBaseUrl(text, api);
    expect(parsed).toMatchObject({ status: 'ok', base: { origin, path } });
    expect(parsed.status === 'ok' && parsed.notices.length).toBe(notices);
  });

  it('says that http is not safe', () => {
    const parsed = parseBaseUrl('http://tenant.example', api);
    expect(parsed).toMatchObject({
      notices: [{ property: 'URL', message: expect.stringContaining('unencrypted') }],
    });
  });

  it.each([
    ['tenant.example', 'absolute URL'],
    ['', 'absolute URL'],
    ['ftp://tenant.example', 'absolute URL'],
    ['file:///etc/passwd', 'absolute URL'],
    ['https://', 'absolute URL'],
    ['https://user:secret@tenant.example', 'user or a password'],
    ['https://tenant.example/?a=1', 'query'],
    ['https://tenant.example/#a', 'fragment'],
  ])('refuses %s', (text, expected) => {
    const parsed = parseBaseUrl(text, api);
    expect(parsed).toMatchObject({ status: 'problem', message: expect.stringContaining(expected) });
    expect(JSON.stringify(parsed)).not.toContain('secret');
  });
});

describe('encodeId', () => {
  it.each([
    ['0d6f3a44-7f0e', '0d6f3a44-7f0e'],
    ['a b/c#d?e%f&g+h', 'a%20b%2Fc%23d%3Fe%25f%26g%2Bh'],
    ['ü😀', '%C3%BC%F0%9F%98%80'],
    ['%2e%2e', '%252e%252e'],
    ['...', '...'],
    ['a..b', 'a..b'],
    ['__proto__', '__proto__'],
  ])('encodes %s', (id, expected) => {
    expect(encodeId(id)).toBe(expected);
  });

  it.each(['', '.', '..', '../Groups', '..\\Groups', 'a/../b', 'a/.', 'a\0b', 'a\nb', '\u0085', '\ud800'])(
    'refuses %j',
    (id) => {
      expect(encodeId(id)).toBeUndefined();
    },
  );

  it('gives one path segment that means the id, or nothing', () => {
    const special = fc.constantFrom(
      '/',
      '?',
      '#',
      '%',
      '%2F',
      '&',
      '+',
      ' ',
      '.',
      '..',
      ':',
      ';',
      '@',
      'ü',
      '😀',
      'a',
    );
    const id = fc.oneof(
      { weight: 3, arbitrary: fc.string({ unit: special, minLength: 1 }) },
      fc.string({ unit: 'binary' }),
    );
    fc.assert(
      fc.property(
        id,
        reaching((id) => {
          const encoded = encodeId(id);
          if (encoded === undefined) return false;
          const { pathname } = new URL(`https://host/scim/Users/${encoded}?x`);
          expect(pathname).toBe(`/scim/Users/${encoded}`);
          expect(decodeURIComponent(pathname.split('/')[3] ?? '')).toBe(id);
          expect(encoded).toMatch(/^[\w.!~*'()%-]+$/);
          return encoded !== id;
        }),
      ),
    );
  });
});

describe('encodeQuery', () => {
  it('encodes values and leaves out what is not given', () => {
    expect(encodeQuery({})).toBe('');
    expect(encodeQuery({ a: undefined })).toBe('');
    expect(encodeQuery({ startIndex: 1, filter: 'a eq "b&c+d%e ü"', x: undefined })).toBe(
      '?startIndex=1&filter=a%20eq%20%22b%26c%2Bd%25e%20%C3%BC%22',
    );
  });
});
