/** What stands behind the escapes of a text, and where in the text it stands. */
import { describe, expect, it } from 'vitest';
import { layersOf } from '../../../../src/connectors/http/masking/layer.ts';

/** The readings behind the text itself. */
const readings = (text: string) =>
  layersOf(text)
    .slice(1)
    .map((layer) => layer.text);

describe('an escape is read', () => {
  it.each([
    ['&amp;', '&'],
    ['&lt;', '<'],
    ['&gt;', '>'],
    ['&quot;', '"'],
    ['&apos;', "'"],
    ['&nbsp;', '\u00a0'],
    ['&plus;', '+'],
    ['&equals;', '='],
    ['&colon;', ':'],
    ['&sol;', '/'],
    ['&bsol;', '\\'],
    ['&lbrace;', '{'],
    ['&lcub;', '{'],
    ['&num;', '#'],
    ['&percnt;', '%'],
    ['&commat;', '@'],
    ['&excl;', '!'],
    ['&dollar;', '$'],
    ['&AMP;', '&'],
    ['&#65;', 'A'],
    ['&#0000065;', 'A'],
    ['&#x41;', 'A'],
    ['&#X1f600;', '😀'],
    ['&#x10ffff;', '\u{10ffff}'],
    ['\\u0041', 'A'],
    ['\\U0041', 'A'],
    ['%u0041', 'A'],
    ['\\u{41}', 'A'],
    ['\\u{1F600}', '😀'],
    ['%41', 'A'],
    ['%C3%A9', 'é'],
    ['%f0%9f%98%80', '😀'],
    ['%E0%A0%80', '\u0800'],
    ['%DF%BF', '\u07ff'],
    ['%EF%BF%BC', '\ufffc'],
    ['%C2%80', '\u0080'],
    ['%E2%82%AC%C3%A9', '€é'],
    ['%F0%9F%98%80%E2%82%AC', '😀€'],
    // Cut in the middle of a character.
    ['%C3%A9%C3', 'éÃ'],
    ['%F0%9F%98', 'ð\u009f\u0098'],
    ['\\x41', 'A'],
    ['\\xc3\\xa9', 'é'],
    ['\\101', 'A'],
    ['\\303\\251', 'é'],
    ['\\/', '/'],
    ['\\"', '"'],
    ['\\\\', '\\'],
    ['\\n', '\n'],
    ['\\t', '\n'],
    ['\\r', '\n'],
    ['\\b', '\n'],
    ['\\f', '\n'],
    ['\\v', '\n'],
    ['\\0', '\n'],
    ['\\a', 'a'],
    // No UTF-8: each byte for itself.
    ['%E9', 'é'],
    ['%E9A', 'éA'],
    ['%C3%41', 'ÃA'],
    ['%E2%82', 'â\u0082'],
    ['%BF', '¿'],
    ['%80%C3%A9', '\u0080é'],
  ])('%s as %s', (written, character) => {
    expect(readings(`<${written}>`)).toContain(`<${character}>`);
  });

  it.each([
    '&unknown;',
    '&#1114112;',
    '&#x110000;',
    '&toolongname;',
    '&a;',
    '%4',
    '%zz',
    '\\u12',
    '\\x1',
    'a&b;',
  ])('not where there is none: %s', (text) => {
    for (const reading of readings(`(${text})`)) expect(reading).toContain(text.replace('\\', ''));
  });

  it('of a number without its semicolon, but not at the end, where it may be cut', () => {
    expect(readings('&#65 &#x41!')).toEqual(['A A!']);
    expect(readings('&#65')).toEqual([]);
    expect(readings('&#x41')).toEqual([]);
  });
});

describe('a text', () => {
  it('without escapes has one reading', () => {
    expect(layersOf('plain')).toEqual([{ text: 'plain', starts: [0, 1, 2, 3, 4, 5] }]);
    expect(layersOf('')).toEqual([{ text: '', starts: [0] }]);
  });

  it('knows of each character where it came from', () => {
    const [, layer] = layersOf('a%41b&amp;c\\u0042%F0%9F%98%80d');
    expect(layer).toEqual({
      text: 'aAb&cB😀d',
      //       a  A  b  &  c   B   😀      d   end
      starts: [0, 1, 4, 5, 10, 11, 17, 17, 29, 30],
    });
    // The place within the text itself, however often it was read.
    expect(layersOf('x%2541y')).toMatchObject([
      { text: 'x%2541y' },
      { text: 'x%41y', starts: [0, 1, 4, 5, 6, 7] },
      { text: 'xAy', starts: [0, 1, 6, 7] },
    ]);
    expect(layersOf('\\x41\\x42')[1]).toEqual({ text: 'AB', starts: [0, 4, 8] });
    expect(layersOf('abc%41%42def&amp;ghi\\u{1F600}jkl')[1]).toEqual({
      text: 'abcABdef&ghi😀jkl',
      starts: [0, 1, 2, 3, 6, 9, 10, 11, 12, 17, 18, 19, 20, 20, 29, 30, 31, 32],
    });
    expect(layersOf('%78%2541yz%2542&amp;amp;')[2]).toEqual({
      text: 'xAyzB&',
      starts: [0, 3, 8, 9, 10, 15, 24],
    });
  });

  it('keeps what it cannot read between what it can', () => {
    expect(readings('&unknown;%41&unknown;%42')).toEqual(['&unknown;A&unknown;B']);
  });

  it('is read four times at most', () => {
    const escaped = (times: number) => `%${'25'.repeat(times)}41`;
    expect(readings(escaped(3))).toEqual([escaped(2), escaped(1), '%41', 'A']);
    expect(readings(escaped(4))).toEqual([escaped(3), escaped(2), escaped(1), '%41']);
  });
});
