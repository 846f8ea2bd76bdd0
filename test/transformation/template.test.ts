/* biome-ignore-all lint/suspicious/noTemplateCurlyInString: the texts under test */

import { describe, expect, it } from 'vitest';
import { compileTemplate } from '../../src/transformation/template.ts';
import type { Variables } from '../../src/transformation/types.ts';
import { fc, reaching } from '../support/property.ts';

const render = (text: string, variables: Variables = {}) => compileTemplate(text).render(variables);

describe('compileTemplate', () => {
  it('leaves a text without variables alone', () => {
    const template = compileTemplate('a $ { } \\d{2}$');
    expect(template.constant).toBe('a $ { } \\d{2}$');
    expect(template.variables).toEqual([]);
    expect(template.render({})).toBe('a $ { } \\d{2}$');
  });

  it('names its variables once and is not constant', () => {
    const template = compileTemplate('${a}-${b}-${a}');
    expect(template.constant).toBeUndefined();
    expect(template.variables).toEqual(['a', 'b']);
    expect(template.render({ a: 'x', b: 'y' })).toBe('x-y-x');
  });

  it('puts nothing where a variable is unset', () => {
    expect(render('<${a}>')).toBe('<>');
    expect(render('<${a}${b}>', { b: null })).toBe('<>');
  });

  it('writes other values as JSON', () => {
    expect(render('${n} ${t} ${l} ${o}', { n: 1.5, t: true, l: [1, 'a'], o: { k: 'v' } })).toBe(
      '1.5 true [1,"a"] {"k":"v"}',
    );
  });

  it('does not look into values for further variables', () => {
    expect(render('${a}', { a: '${b}', b: 'x' })).toBe('${b}');
  });

  it('keeps what is no variable', () => {
    expect(render('${} ${a{b}} $a {a} ${', { a: 'x' })).toBe('${} ${a{b}} $a {a} ${');
  });

  it('gives texts between variables as they are', () => {
    const part = fc.record({
      literal: fc.string().filter((text) => !/[${}]/.test(text)),
      value: fc.string(),
    });
    fc.assert(
      fc.property(
        fc.array(part),
        reaching((parts) => {
          const variables = Object.fromEntries(parts.map(({ value }, i) => [`v${i}`, value]));
          const text = parts.map(({ literal }, i) => `${literal}\${v${i}}`).join('');
          expect(render(text, variables)).toBe(parts.map(({ literal, value }) => literal + value).join(''));
          return parts.length > 1;
        }),
      ),
    );
  });
});
