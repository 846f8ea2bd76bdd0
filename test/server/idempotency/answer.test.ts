import { describe, expect, it } from 'vitest';
import type { ProxyResponse } from '../../../src/proxy/types.ts';
import { ScimError } from '../../../src/scim/errors.ts';
import {
  answerAgain,
  isFinal,
  LARGEST,
  printError,
  printResponse,
} from '../../../src/server/idempotency/answer.ts';

const CREATED: ProxyResponse = {
  status: 201,
  body: { schemas: ['urn:user'], id: '1', meta: { location: 'https://proxy/Users/1' }, userName: 'ada' },
  location: 'https://proxy/Users/1',
  version: '3',
  warnings: ['active was asked true and is false'],
};

describe('an answer', () => {
  it.each<[string, ProxyResponse]>([
    ['a create', CREATED],
    ['a deletion', { status: 204, warnings: [] }],
  ])('comes back as it was: %s', (_, response) => {
    expect(answerAgain(printResponse(response), false)).toEqual(response);
  });

  it('that is too large says which entity it is', () => {
    const body = { ...CREATED.body, title: 'x'.repeat(LARGEST) };
    const text = printResponse({ ...CREATED, body });
    expect(text.length).toBeLessThan(1000);
    const { userName: _, ...few } = CREATED.body ?? {};
    expect(answerAgain(text, false)).toEqual({
      ...CREATED,
      body: few,
      warnings: [expect.stringContaining('too large')],
    });
  });

  it('to a Bulk request that is too large is a 409 that is no collision', () => {
    const body = { schemas: ['urn:bulk'], Operations: ['x'.repeat(LARGEST)] };
    const again = () => answerAgain(printResponse({ status: 200, body, warnings: [] }), true);
    expect(again).toThrow(expect.objectContaining({ status: 409, scimType: undefined }));
    expect(again).toThrow(/was done.*too large/);
  });

  it('that is an error is the same error', () => {
    const extensions = { 'urn:outcome': { applied: 3 } };
    const error = new ScimError(409, 'There is one.', { scimType: 'uniqueness', extensions });
    const again = () => answerAgain(printError(error), false);
    expect(again).toThrow(error);
    try {
      again();
    } catch (found) {
      expect((found as ScimError).toBody()).toEqual(error.toBody());
      expect((found as ScimError).code).toBe(error.code);
    }
  });
});

it.each<[number, object, boolean]>([
  [400, {}, true],
  [404, {}, true],
  [409, {}, true],
  [409, { retryAfter: 1 }, false],
  [409, { isPartlyDone: true }, false],
  [412, {}, true],
  [413, {}, true],
  [401, {}, false],
  [403, {}, false],
  [408, {}, false],
  [429, { retryAfter: 1 }, false],
  [500, {}, false],
  [501, {}, false],
  [502, {}, false],
  [503, {}, false],
  [504, {}, false],
])('whether %i %o is the last word: %s', (status, options, expected) => {
  expect(isFinal(new ScimError(status, 'x', options))).toBe(expected);
});
