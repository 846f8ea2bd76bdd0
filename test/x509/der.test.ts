/** What two readers could understand differently. */
import { describe, expect, it } from 'vitest';
import { readObjectIdentifier, readOnly } from '../../src/x509/der.ts';

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
