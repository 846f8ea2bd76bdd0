/** Errors of version 1, which come as plain text. */
import { describe, expect, it } from 'vitest';
import type { CallDescription } from '../../../../src/connectors/http/backend.ts';
import type { OutboundRequest, ResponseHeaders } from '../../../../src/connectors/http/exchange.ts';
import { deletedBefore, version1Error } from '../../../../src/connectors/identity-authentication/v1/error.ts';
import { exampleBackend } from '../../support/example-backend.ts';
import { answered, outboundRequest } from '../../support/outbound.ts';

const WHO = 'Example Directory (system system-1, https://directory.example)';
const GET: CallDescription = {
  method: 'GET',
  path: '/service/scim/Users/P1',
  template: '/service/scim/Users/{id}',
  resource: 'Users',
  target: 'entity',
  filtered: false,
  hint: 'A hint.',
};
const LIST: CallDescription = { ...GET, path: '/service/scim/Users', target: 'collection', hint: undefined };
const POST: CallDescription = { ...LIST, method: 'POST', identifiers: 'userName "ada"' };

const HTML = { 'content-type': 'text/HTML; charset=utf-8' };
const PAGES: readonly (readonly [ResponseHeaders, string])[] = [
  [HTML, 'Not Found'],
  [{}, '<p>Not Found</p>'],
  [{}, ' \n <?xml version="1.0"?>'],
  [{}, 'Not Found <HTML>'],
  [{}, `${'x'.repeat(1_995)}<html>`],
];
const NO_PAGES: readonly (readonly [ResponseHeaders, string])[] = [
  [{}, ''],
  [{ 'content-type': 'text/plain' }, 'User <P1> not found'],
  [{}, `${'x'.repeat(1_996)}<html>`],
];

function read(call: CallDescription, status: number, headers: ResponseHeaders, body: string) {
  return version1Error(exampleBackend(), call, answered(status, headers, body));
}

describe('a 404', () => {
  it('for an entity says that there is none, in the words that came, with the hint', () => {
    expect(read(GET, 404, {}, 'User P1 not found')).toMatchObject({
      status: 404,
      message: `${WHO} answered GET /service/scim/Users/P1 with 404: User P1 not found. A hint.`,
    });
    expect(read({ ...GET, hint: undefined }, 404, {}, '').message).toBe(
      `${WHO} answered GET /service/scim/Users/P1 with 404.`,
    );
  });

  it.each(NO_PAGES)('is no page: %j', (headers, body) => {
    expect(read(GET, 404, headers, body).status).toBe(404);
  });

  it.each(PAGES)('that is a page is a wrong URL: %j', (headers, body) => {
    expect(read(GET, 404, headers, body)).toMatchObject({
      status: 502,
      message: expect.stringContaining('This is not how it says that an entity does not exist'),
    });
  });

  it('for all entities is a wrong URL', () => {
    expect(read(LIST, 404, {}, 'Not found').status).toBe(502);
    expect(read(POST, 404, {}, 'Not found').status).toBe(502);
  });
});

describe('a 400 of a collision', () => {
  it.each(['Group A already exists', 'It ALREADY EXISTS.'])('is 409: %s', (text) => {
    expect(read(POST, 400, {}, text)).toMatchObject({
      status: 409,
      scimType: 'uniqueness',
      message: `${WHO} answered POST /service/scim/Users with 400: ${text.replace(/\.?$/, '.')}`,
    });
  });

  it('is none of a read, of another text, or of another status', () => {
    expect(read(LIST, 400, {}, 'It already exists').status).toBe(400);
    expect(read(POST, 400, {}, 'xalready existsx').status).toBe(400);
    expect(read(POST, 400, {}, '')).toMatchObject({ status: 400, scimType: 'invalidValue' });
    expect(read(POST, 500, {}, 'It already exists').status).toBe(502);
  });
});

describe('a DELETE that is sent again', () => {
  const conclude = (
    status: number,
    headers: ResponseHeaders,
    body: string,
    more: Partial<OutboundRequest> = {},
  ) => {
    const answer = deletedBefore(
      outboundRequest({ method: 'DELETE', ...more }),
      answered(status, headers, body),
    );
    return [answer.status, answer.body.toString()];
  };

  it.each(NO_PAGES)('has been done where the entity is gone: %j', (headers, body) => {
    expect(conclude(404, headers, body)).toEqual([204, '']);
  });

  it('is answered as it is otherwise', () => {
    for (const [headers, body] of PAGES) expect(conclude(404, headers, body)).toEqual([404, body]);
    expect(conclude(403, {}, 'x')).toEqual([403, 'x']);
    expect(conclude(404, {}, 'x', { method: 'PUT' })).toEqual([404, 'x']);
  });
});
