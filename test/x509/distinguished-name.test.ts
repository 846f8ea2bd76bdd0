/** Names of certificates, and as people write them. */
import { expect, it } from 'vitest';
import { readCertificate } from '../../src/x509/certificate.ts';
import { NameError, parseName, printName } from '../../src/x509/distinguished-name.ts';
import { derOf, makeCertificate, type NameAttribute } from '../support/certificates.ts';
import { fc } from '../support/property.ts';

const subjectOf = (name: readonly (NameAttribute | readonly NameAttribute[])[]) =>
  readCertificate(derOf(makeCertificate({ name }))).subject;

it.each([
  ['CN=idm,O=Example', '2.5.4.3=idm,2.5.4.10=Example'],
  ['cn = idm , o=Example', '2.5.4.3=idm,2.5.4.10=Example'],
  ['2.5.4.3=idm', '2.5.4.3=idm'],
  ['CN=a+OU=b', '2.5.4.11=b+2.5.4.3=a'],
  ['OU=b+CN=a', '2.5.4.11=b+2.5.4.3=a'],
  ['CN=a\\,b\\+c\\=d', '2.5.4.3=a\\,b\\+c\\=d'],
  ['CN=a=b', '2.5.4.3=a\\=b'],
  ['CN=\\C3\\A9', '2.5.4.3=é'],
  ['CN=é', '2.5.4.3=é'],
  ['CN=\\ a\\ ', '2.5.4.3=\\ a\\ '],
  ['CN=  a  ', '2.5.4.3=a'],
  ['CN=\\#a', '2.5.4.3=\\#a'],
  ['CN=#0C0161', '2.5.4.3=a'],
  ['CN=#020107', '2.5.4.3=#020107'],
  ['CN=a\\00b', '2.5.4.3=a\\00b'],
  ['CN=a\\0Ab', '2.5.4.3=a\\0ab'],
  ['CN=', '2.5.4.3='],
  [
    'emailAddress=a@b.c,serialNumber=7,DC=example,UID=x',
    '1.2.840.113549.1.9.1=a@b.c,2.5.4.5=7,0.9.2342.19200300.100.1.25=example,0.9.2342.19200300.100.1.1=x',
  ],
])('reads %j', (text, canonical) => {
  expect(parseName(text)).toBe(canonical);
  expect(parseName(printName(canonical))).toBe(canonical);
});

it.each([
  ['idm', /"idm" is no attribute/],
  ['CN=idm,', /an attribute has to follow/],
  ['CN=idm+', /an attribute has to follow/],
  ['CN=idm,Example', /"Example" is no attribute/],
  ['XY=idm', /type of attribute "XY" is not known/],
  ['/C=DE/CN=idm', /written with slashes; write it with commas/],
  ['1=idm', /is not known/],
  ['CN=a\\', /a backslash at the end/],
  ['CN=a\\x', /a backslash stands before/],
  ['CN="a"', /" in a value has to be escaped/],
  ['CN=a;O=b', /; in a value has to be escaped/],
  ['CN=\\FF', /no UTF-8/],
  ['CN=#0C02', /no value in DER/],
  ['CN=#0C01610C0161', /no value in DER/],
  [`CN=${'a'.repeat(5000)}`, /longer than 4096/],
])('refuses %j', (text, message) => {
  expect(() => parseName(text)).toThrow(NameError);
  expect(() => parseName(text)).toThrow(message);
});

it.each<[string, NameAttribute['as']]>([
  ['idm', 'printable'],
  ['idm', 'bmp'],
  ['Müller', 'bmp'],
])('%s is the same name as %s', (value, as) => {
  expect(subjectOf([{ type: 'CN', value, as }])).toBe(parseName(`CN=${value}`));
});

it('every name of a certificate, printed, is read as what it is, and only as that', () => {
  const attribute = fc.record({
    type: fc.constantFrom('CN', 'O', 'OU', 'C', 'DC'),
    value: fc.string({ unit: 'grapheme', minLength: 0, maxLength: 12 }),
  }) satisfies fc.Arbitrary<NameAttribute>;
  const name = fc.array(
    fc.uniqueArray(attribute, { minLength: 1, maxLength: 2, selector: ({ type }) => type }),
    { minLength: 1, maxLength: 4 },
  );
  fc.assert(
    fc.property(name, name, (one, other) => {
      const [first, second] = [subjectOf(one), subjectOf(other)];
      expect(parseName(printName(first))).toBe(first);
      const normal = (each: typeof one) =>
        JSON.stringify(each.map((relative) => relative.map(({ type, value }) => `${type} ${value}`).sort()));
      expect(first === second).toBe(normal(one) === normal(other));
    }),
    { numRuns: 200 },
  );
});
