/** What a client is told of a status that backends document. */
import { describe, expect, it } from 'vitest';
import type { Backend, CallDescription } from '../../../src/connectors/http/backend.ts';
import type { ResponseHeaders } from '../../../src/connectors/http/exchange.ts';
import { sentence, upstreamError } from '../../../src/connectors/http/upstream-error.ts';
import { ERROR_SCHEMA } from '../../../src/scim/errors.ts';
import { exampleBackend, LIST_CALL, EXAMPLE as WHO } from '../support/example-backend.ts';
import { answered } from '../support/outbound.ts';

const LIST = LIST_CALL;
const FIND: CallDescription = { ...LIST, filtered: true };
const GET: CallDescription = { ...LIST, target: 'entity' };
const POST: CallDescription = { ...LIST, method: 'POST', identifiers: 'userName "ada"', hint: 'A hint.' };
const PUT: CallDescription = {
  ...POST,
  method: 'PUT',
  target: 'entity',
  identifiers: undefined,
  hint: undefined,
};
const TOKEN: CallDescription = { ...LIST, method: 'POST', changesNothing: true };
const OUTCOME = ' Whether the change was made is not known: read the entity before you repeat the request.';
const IN_ORDER = 'Check whether https://directory.example (property URL) is in order.';

const scim = (detail: string, scimType?: string) => ({
  schemas: [ERROR_SCHEMA],
  detail,
  ...(scimType === undefined ? {} : { scimType }),
});

function read(
  call: CallDescription,
  status: number,
  body: unknown,
  headers: ResponseHeaders = {},
  more: Partial<Backend> = {},
) {
  const error = upstreamError(exampleBackend(more), call, answered(status, headers, body));
  const { scimType, retryAfter, message } = error;
  expect(message.startsWith(`${WHO} answered ${call.method} /scim/Users with ${status}`)).toBe(true);
  return {
    status: error.status,
    scimType,
    retryAfter,
    words: message.slice(message.indexOf(` with ${status}`) + ` with ${status}`.length),
  };
}

describe('a status', () => {
  it.each<[number, CallDescription, unknown, number, string | undefined, string]>([
    [400, POST, '', 400, 'invalidValue', '. A hint.'],
    [400, POST, scim('No.', 'mutability'), 400, 'mutability', ': No. A hint.'],
    [400, FIND, 'No!', 400, 'invalidFilter', ': No!'],
    [400, LIST, 'No', 400, undefined, ': No.'],
    [400, TOKEN, 'No', 400, undefined, ': No.'],
    [
      401,
      LIST,
      'Bad credentials',
      502,
      undefined,
      ': Bad credentials. The backend does not take the credentials of the proxy: check the properties User and Password. Five failures lock the user. The next attempt is made in 15 minutes, or when the configuration is loaded again (SIGHUP).',
    ],
    [403, LIST, '', 502, undefined, '. Give the technical user (property User) the role "Keeper".'],
    [404, GET, scim('Gone.'), 404, undefined, ': Gone.'],
    [404, POST, scim('Gone.'), 404, undefined, ': Gone. A hint.'],
    [
      404,
      LIST,
      scim('Gone.'),
      502,
      undefined,
      ': Gone. This is not how it says that an entity does not exist: check the property URL.',
    ],
    [
      404,
      GET,
      'Gone.',
      502,
      undefined,
      ': Gone. This is not how it says that an entity does not exist: check the property URL.',
    ],
    [409, POST, 'No.', 409, 'uniqueness', ': No. The request has userName "ada". A hint.'],
    [409, PUT, scim('No.', 'mutability'), 409, 'mutability', ': No.'],
    [
      422,
      POST,
      scim('No.', 'uniqueness'),
      409,
      'uniqueness',
      ': No. The request has userName "ada". A hint.',
    ],
    [422, PUT, 'It Already Exists', 409, 'uniqueness', ': It Already Exists.'],
    [422, PUT, 'It is already in use', 409, 'uniqueness', ': It is already in use.'],
    [422, PUT, 'It is already taken', 409, 'uniqueness', ': It is already taken.'],
    [422, PUT, 'A duplicate', 409, 'uniqueness', ': A duplicate.'],
    [422, PUT, 'It is not unique', 409, 'uniqueness', ': It is not unique.'],
    [422, PUT, 'It must be unique', 409, 'uniqueness', ': It must be unique.'],
    [422, POST, 'No.', 400, 'invalidValue', ': No. A hint.'],
    [422, POST, scim('No.', 'mutability'), 400, 'mutability', ': No. A hint.'],
    [422, POST, '', 400, 'invalidValue', '. A hint.'],
    [500, LIST, 'Broken', 502, undefined, `: Broken. ${IN_ORDER}`],
    [500, POST, '', 502, undefined, `. ${IN_ORDER}${OUTCOME}`],
    [599, PUT, '', 502, undefined, `. ${IN_ORDER}${OUTCOME}`],
    [503, TOKEN, '', 502, undefined, `. ${IN_ORDER}`],
  ])('%d of %o with %j is %d %s', (status, call, body, client, scimType, words) => {
    expect(read(call, status, body)).toEqual({ status: client, scimType, retryAfter: undefined, words });
  });

  it('429 says when to repeat', () => {
    const words = (seconds: number) =>
      `. The backend's limit of requests is reached: repeat in ${seconds} seconds.`;
    const common = { status: 429, scimType: undefined };
    expect(read(LIST, 429, '')).toEqual({ ...common, retryAfter: 60, words: words(60) });
    expect(read(LIST, 429, '', {}, { retryAfter: 9 })).toEqual({ ...common, retryAfter: 9, words: words(9) });
    expect(read(LIST, 429, '', { 'retry-after': '7' })).toEqual({
      ...common,
      retryAfter: 7,
      words: words(7),
    });
  });

  it('500 does where it is told', () => {
    expect(read(LIST, 500, '', { 'retry-after': '7' }).retryAfter).toBe(7);
  });
});

it.each([
  [['a', 'b'], 'a. b'],
  [['a.', 'b'], 'a. b'],
  [['a!'], 'a!'],
  [['a?'], 'a?'],
  [['a…', 'b'], 'a… b'],
  [['a', '', undefined, 'b', 'c'], 'a. b c'],
  [['a', undefined], 'a.'],
] as const)('%j is joined as %s', ([what, ...advice], joined) => {
  expect(sentence(what, ...advice)).toBe(joined);
});
