/* biome-ignore-all lint/suspicious/noTemplateCurlyInString: references to groups */
import { describe, expect, it } from 'vitest';
import {
  compileRegex,
  compileReplacement,
  literalReplacement,
} from '../../../src/transformation/regex/index.ts';

const regex = compileRegex('(?<name>a)(b)?');

describe('compileReplacement', () => {
  it('parses references and escapes', () => {
    expect(compileReplacement('x$1-${name}\\$\\\\$2', regex).parts).toEqual(['x', 1, '-', 1, '$\\', 2]);
    expect(compileReplacement('$12', regex).parts).toEqual([1, '2']);
    expect(compileReplacement('$0', regex).parts).toEqual([0]);
  });

  it.each([
    ['a$', 1],
    ['$x', 0],
    ['a$3', 1],
    ['${nope}', 0],
    ['${name', 0],
    ['a\\', 1],
  ])('refuses %s at %i', (text, position) => {
    let error: unknown;
    try {
      compileReplacement(text, regex);
    } catch (caught) {
      error = caught;
    }
    expect(error).toMatchObject({ code: 'TRANSFORMATION_EXPRESSION', expression: text, position });
  });
});

describe('literalReplacement', () => {
  it('inserts text as it is', () => {
    expect(regex.replaceAll('ab', literalReplacement('$1\\'))).toBe('$1\\');
    expect(regex.replaceAll('ab', literalReplacement(''))).toBe('');
  });
});
