import { describe, expect, it } from 'vitest';
import { parseEntityTag, printEntityTag } from '../../src/scim/entity-tag.ts';
import { fc, reaching } from '../support/property.ts';

describe('entity tags', () => {
  it.each<[string | undefined, string | undefined]>([
    ['3', '"3"'],
    ['a-!~#[]', '"a-!~#[]"'],
    [undefined, undefined],
    ['', undefined],
    ['a"b', undefined],
    ['a b', undefined],
    [' a', undefined],
    ['a\n', undefined],
    ['ü', undefined],
    ['\x7f', undefined],
    ['\x20', undefined],
  ])('of the version %j are %j', (version, printed) => {
    expect(printEntityTag(version)).toBe(printed);
  });

  it.each([
    ['"3"', '3'],
    ['W/"3"', '3'],
    [' W/"3"\t', '3'],
    ['""', ''],
    ['"a"b"', 'a"b'],
    ['3', '3'],
    [' 3 ', '3'],
    ['w/"3"', 'w/"3"'],
    ['x"3"', 'x"3"'],
    ['"3"x', '"3"x'],
    [' "3', '"3'],
    ['3"', '3"'],
    ['W/3', 'W/3'],
  ])('%j stands for the version %j', (text, version) => {
    expect(parseEntityTag(text)).toBe(version);
  });

  it('give back what was printed', () => {
    const visible = fc.string({
      minLength: 1,
      unit: fc.integer({ min: 0x21, max: 0x7e }).map((code) => String.fromCharCode(code)),
    });
    fc.assert(
      fc.property(
        visible,
        reaching((version) => {
          const printed = printEntityTag(version);
          expect(printed).toBe(version.includes('"') ? undefined : `"${version}"`);
          if (printed !== undefined)
            expect([parseEntityTag(printed), parseEntityTag(`W/${printed}`)]).toEqual([version, version]);
          return printed !== undefined;
        }),
      ),
    );
  });

  it('are of a length that headers have room for', () => {
    expect(printEntityTag('x'.repeat(512))).toBe(`"${'x'.repeat(512)}"`);
    expect(printEntityTag('x'.repeat(513))).toBeUndefined();
  });
});
