/** What two readers could understand differently. */
import { describe, expect, it } from 'vitest';
import { readObjectIdentifier, readOnly, readTime, TAG } from '../../src/x509/der.ts';

const identifier = (...content: number[]) =>
  readObjectIdentifier(readOnly(Buffer.from([0x06, content.length, ...content])));

describe('an object identifier', () => {
  it.each<[number[], string]>([
    [[0x55, 0x04, 0x03], '2.5.4.3'],
    [[0x2a, 0x81, 0x80, 0x01], '1.2.16385'],
    [[0x88, 0x37, 0x03], '2.999.3'],
    [[0x27], '0.39'],
    [[0x28], '1.0'],
    [[0x4f], '1.39'],
    [[0x50], '2.0'],
  ])('%j is %s', (content, text) => {
    expect(identifier(...content)).toBe(text);
  });

  it.each<[string, number[]]>([
    ['empty', []],
    ['with a number that is longer than it has to be', [0x55, 0x80, 0x04]],
    ['that begins so', [0x80, 0x55]],
    ['that is cut off', [0x55, 0x84]],
  ])('is none: %s', (_, content) => {
    expect(() => identifier(...content)).toThrow('an object identifier is none');
  });
});

describe('a time', () => {
  const time = (tag: number, text: string) =>
    readTime(readOnly(Buffer.concat([Buffer.from([tag, text.length]), Buffer.from(text)])));

  it.each<[number, string, string]>([
    [TAG.utcTime, '491231235959Z', '2049-12-31T23:59:59.000Z'],
    [TAG.utcTime, '500101000000Z', '1950-01-01T00:00:00.000Z'],
    [TAG.generalizedTime, '20500228120000Z', '2050-02-28T12:00:00.000Z'],
    [TAG.generalizedTime, '00500101000000Z', '0050-01-01T00:00:00.000Z'],
  ])('%d %s is %s', (tag, text, expected) => {
    expect(new Date(time(tag, text)).toISOString()).toBe(expected);
  });

  it.each<[string, number, string]>([
    ['with a year of four digits where two are due', TAG.utcTime, '20260101000000Z'],
    ['with more in front', TAG.generalizedTime, '120260101000000Z'],
    ['with more behind', TAG.generalizedTime, '20260101000000Z0'],
    ['of another zone', TAG.utcTime, '260101000000+0100'],
    ['with parts of a second', TAG.generalizedTime, '20260101000000.5Z'],
    ['without seconds', TAG.utcTime, '2601010000Z'],
    ['of a day that there is not', TAG.utcTime, '260230000000Z'],
    ['of a month that there is not', TAG.utcTime, '261301000000Z'],
    ['of an hour that there is not', TAG.utcTime, '260101240000Z'],
    ['of a minute that there is not', TAG.utcTime, '260101006000Z'],
    ['of a second that there is not', TAG.utcTime, '260101000060Z'],
  ])('is none: %s', (_, tag, text) => {
    expect(() => time(tag, text)).toThrow('a time is none');
  });
});
