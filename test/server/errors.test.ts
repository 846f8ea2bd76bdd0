/** What becomes of whatever is thrown while a request is answered. */
import fastify from 'fastify';
import { expect, it } from 'vitest';
import { ScimError } from '../../src/scim/errors.ts';
import { answerErrors } from '../../src/server/errors.ts';
import type { Trail } from '../../src/server/request-state.ts';
import { ERROR_SCHEMA, recordLog } from './helpers.ts';

/** The answer to a request whose handler throws this, and the log. */
async function answerTo(thrown: unknown) {
  const { lines, logger } = recordLog();
  const app = fastify({ genReqId: () => 'request-1' });
  app.addHook('onRequest', (request, _reply, done) => {
    request.trail = { system: 'a' } as Trail;
    done();
  });
  answerErrors(app, logger, () => 'No such URL.');
  app.get('/', () => {
    throw thrown;
  });
  const { statusCode, headers, body } = await app.inject('/');
  await app.close();
  return { statusCode, headers, body, lines };
}

const fastifyError = (code: string, statusCode?: number) =>
  Object.assign(new Error('words of Fastify'), { code, statusCode });
const tooDeep = new RangeError('Maximum call stack size exceeded');
const PROCESSED = 'This request cannot be processed.';
const UNEXPECTED = 'Unexpected error in the proxy; its log says more under request id request-1.';

it.each<[string, unknown, number, string]>([
  ['an error for the client', new ScimError(409, 'Taken.'), 409, 'Taken.'],
  [
    'no credentials',
    fastifyError('FST_BASIC_AUTH_MISSING_OR_BAD_AUTHORIZATION_HEADER', 401),
    401,
    'Basic authentication with a technical user is required.',
  ],
  [
    'a type of content that is none',
    fastifyError('FST_ERR_CTP_INVALID_MEDIA_TYPE', 415),
    415,
    'The Content-Type header is malformed. Send application/scim+json or application/json in UTF-8.',
  ],
  ['what else Fastify refuses', fastifyError('FST_ERR_CTP_BODY_TOO_LARGE', 413), 413, PROCESSED],
  ['the first status of a refusal', fastifyError('FST_ERR_BAD_URL', 400), 400, PROCESSED],
  ['the last status of a refusal', fastifyError('FST_ERR_X', 499), 499, PROCESSED],
  ['what Fastify fails at', fastifyError('FST_ERR_X', 500), 500, UNEXPECTED],
  ['what is no refusal of Fastify', fastifyError('FST_ERR_X', 399), 500, UNEXPECTED],
  ['a failure without a status', fastifyError('FST_ERR_X'), 500, UNEXPECTED],
  ['a refusal of somebody else', fastifyError('UND_ERR_X', 400), 500, UNEXPECTED],
  ['a code that is no text', Object.assign(new Error('x'), { code: 7, statusCode: 400 }), 500, UNEXPECTED],
  ['a text', 'thrown', 500, UNEXPECTED],
  ['nothing', undefined, 500, UNEXPECTED],
  ['another range', new RangeError('Invalid array length'), 500, UNEXPECTED],
])('%s', async (_, thrown, status, detail) => {
  const answer = await answerTo(thrown);
  expect(answer.statusCode).toBe(status);
  expect(JSON.parse(answer.body)).toEqual({ schemas: [ERROR_SCHEMA], status: String(status), detail });
  expect(answer.lines.map(({ msg }) => msg)).toEqual(status === 500 ? ['unexpected error'] : []);
});

it('an entity too deep for the stack is a failure of the backend, of which nobody knows what it did', async () => {
  const { statusCode, body, lines } = await answerTo(tooDeep);
  expect([statusCode, JSON.parse(body).detail]).toEqual([
    502,
    'The backend gave an entity that is nested too deeply to be processed. Whether a change was made is not known: read the entity before you repeat the request.',
  ]);
  expect(lines).toMatchObject([
    { level: 40, msg: 'request failed', requestId: 'request-1', system: 'a', status: 502 },
  ]);
});

it('a 304 has no body', async () => {
  const { statusCode, body } = await answerTo(new ScimError(304, 'Not changed.'));
  expect([statusCode, body]).toEqual([304, '']);
});

it.each([
  [500, ['request failed']],
  [502, ['request failed']],
  [501, []],
  [409, []],
])('a refusal with %d that says itself what is wrong is logged as %j', async (status, messages) => {
  const { lines } = await answerTo(new ScimError(status, 'Words for the administrator.'));
  expect(lines.map(({ msg }) => msg)).toEqual(messages);
});
