/** Values in examples. */
import { expect, it } from 'vitest';
import { exampleObject } from '../../src/openapi/examples/values.ts';
import { attribute } from './support/description.ts';

it('a complex attribute that has to be there has something, though none of its parts has to', () => {
  const parts = [attribute('formatted', { mutability: 'readOnly' }), attribute('city'), attribute('country')];
  expect(
    exampleObject([
      attribute('address', { required: true, subAttributes: parts }),
      attribute('other', { subAttributes: parts }),
    ]),
  ).toEqual({ address: { city: 'example' } });
});
