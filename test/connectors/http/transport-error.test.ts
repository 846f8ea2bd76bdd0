/** What a client is told where no complete answer came. */
import { describe, expect, it } from 'vitest';
import { NO_MEMORY } from '../../../src/connectors/http/answer-memory.ts';
import type { CallDescription } from '../../../src/connectors/http/backend.ts';
import { type Progress, TOO_LARGE, TransportFailure } from '../../../src/connectors/http/exchange.ts';
import { ENDLESS_INTERIM, UNASKED_UPGRADE } from '../../../src/connectors/http/interim-answers.ts';
import { transportError } from '../../../src/connectors/http/transport-error.ts';
import { ScimError } from '../../../src/scim/errors.ts';
import { RequestEnded } from '../../../src/scim/request-ended.ts';
import { exampleBackend, LIST_CALL, EXAMPLE as WHO } from '../support/example-backend.ts';

const backend = exampleBackend({ addressAdvice: 'check the property LANDSCAPE' });
const GET = LIST_CALL;
const POST: CallDescription = { ...GET, method: 'POST' };
const NOT_KNOWN = ' Whether the change was made is not known: read the entity before you repeat the request.';
/** Where nothing may have been changed. */
const REPEAT = ' Repeat the request; if it stays so, look at the backend and what stands in front of it.';
const NOT_SENT = ' Nothing was sent, so nothing was changed.';

const failed = (
  reason: string,
  progress: Progress = 'sent',
  more: { readonly status?: number; readonly cause?: unknown } = {},
) => new TransportFailure(reason, { progress, ...more });

const tls = (reason: string, advice: string) =>
  [reason, 502, `No TLS connection to ${WHO} (CALL; ${reason}): ${advice}.`] as const;
/** Where nothing is known of the certificate. */
const UNTRUSTED =
  'the issuer of its certificate is not trusted: set TrustStoreLocation to the certificate of the authority';
const OTHER_HOST = 'its certificate is not for this host: check the property LANDSCAPE';
const ANY = `check the property LANDSCAPE, the certificate of ${WHO} and whether its issuer is trusted`;
const inTime = (reason: string) =>
  [reason, 504, `${WHO} did not answer in time (CALL; ${reason}).<again>`] as const;
const noAddress = (reason: string) =>
  [
    reason,
    502,
    `The host of ${WHO} has no address (CALL; ${reason}): check the property LANDSCAPE and the name service.`,
  ] as const;
const noConnection = (reason: string) =>
  [
    reason,
    502,
    `${WHO} takes no connection (CALL; ${reason}): check the property LANDSCAPE, and whether the host is up.`,
  ] as const;
const closed = (reason: string) =>
  [
    reason,
    503,
    `The connections to ${WHO} are closed, because the proxy stops or loads its configuration (CALL; ${reason}): repeat the request.`,
  ] as const;

describe('a failure', () => {
  it.each([
    noAddress('ENOTFOUND'),
    noAddress('EAI_AGAIN'),
    noAddress('EAI_FAIL'),
    noAddress('EAI_NODATA'),
    noConnection('ECONNREFUSED'),
    noConnection('EHOSTUNREACH'),
    noConnection('ENETUNREACH'),
    tls('ERR_TLS_CERT_ALTNAME_INVALID', OTHER_HOST),
    tls(
      'ERR_SSL_WRONG_VERSION_NUMBER',
      'it speaks no TLS there, or no version from 1.2 on: check the property LANDSCAPE, its scheme and its port',
    ),
    tls(
      'CERT_HAS_EXPIRED',
      'its certificate has expired: whoever runs the host has to replace it; check the clock of this machine, too',
    ),
    tls('CRL_HAS_EXPIRED', ANY),
    tls('UNABLE_TO_VERIFY_LEAF_SIGNATURE', UNTRUSTED),
    tls('DEPTH_ZERO_SELF_SIGNED_CERT', UNTRUSTED),
    tls('SELF_SIGNED_CERT_IN_CHAIN', UNTRUSTED),
    tls('INVALID_CA', UNTRUSTED),
    tls('HOSTNAME_MISMATCH', OTHER_HOST),
    tls('EPROTO', ANY),
    inTime('UND_ERR_CONNECT_TIMEOUT'),
    inTime('UND_ERR_HEADERS_TIMEOUT'),
    inTime('UND_ERR_BODY_TIMEOUT'),
    inTime('ETIMEDOUT'),
    closed('UND_ERR_CLOSED'),
    closed('UND_ERR_DESTROYED'),
    [
      NO_MEMORY,
      502,
      `The answer of ${WHO} was not read, because the proxy has as many large requests and answers in work as its memory allows, or this system's part of it (server.workMemory) (CALL; ${NO_MEMORY}).`,
    ],
    [
      TOO_LARGE,
      502,
      `The answer of ${WHO} is too large (CALL; ${TOO_LARGE}): ask for fewer entities (count) or leave out members.`,
    ],
    [
      UNASKED_UPGRADE,
      502,
      `${WHO} changed the protocol (101), which nobody asked for, and did not answer (CALL; ${UNASKED_UPGRADE}): check the property LANDSCAPE.`,
    ],
    [
      ENDLESS_INTERIM,
      502,
      `${WHO} sent one interim answer (1xx) after the other, and no answer (CALL; ${ENDLESS_INTERIM}): check the property LANDSCAPE, and what stands in front of it.`,
    ],
    ['ECONNRESET', 502, `${WHO} closed the connection without an answer (CALL; ECONNRESET).<again>`],
    ['NOT_A_CERT_', 502, `${WHO} closed the connection without an answer (CALL; NOT_A_CERT_).<again>`],
  ] as const)('%s is %d', (reason, status, text) => {
    const told = (call: CallDescription, progress: Progress) => {
      const failure = failed(reason, progress);
      const error = transportError(backend, call, failure);
      expect(error.cause).toBe(failure);
      expect(error.retryAfter).toBeUndefined();
      return [error.status, error.message];
    };
    const said = (call: string, again = '') => text.replace('CALL', call).replace('<again>', again);
    expect(told(GET, 'sent')).toEqual([status, said('GET /scim/Users', REPEAT)]);
    expect(told(GET, 'unsent')).toEqual([status, said('GET /scim/Users', REPEAT)]);
    expect(told(POST, 'sent')).toEqual([status, `${said('POST /scim/Users')}${NOT_KNOWN}`]);
    expect(told(POST, 'unsent')).toEqual([status, `${said('POST /scim/Users')}${NOT_SENT}`]);
  });

  it('of an answer that had begun says what is known of the change', () => {
    const told = (call: CallDescription, status?: number) =>
      transportError(backend, call, failed('ECONNRESET', 'answering', status === undefined ? {} : { status }))
        .message;
    const what = (call: string) =>
      `The answer of ${WHO} broke off or is not valid HTTP (${call} /scim/Users; ECONNRESET).`;
    const made = (status: number) =>
      ` It had begun to answer ${status}, so the change was made: read the entity before you repeat the request.`;
    expect(told(GET, 200)).toBe(what('GET') + REPEAT);
    expect(told(POST, 201)).toBe(what('POST') + made(201));
    expect(told(POST, 299)).toBe(what('POST') + made(299));
    expect(told(POST, 300)).toBe(what('POST') + NOT_KNOWN);
    expect(told(POST)).toBe(what('POST') + NOT_KNOWN);
  });

  it('of a call that changes nothing leaves nothing open', () => {
    const call = { ...POST, changesNothing: true };
    for (const progress of ['sent', 'unsent'] as const) {
      const { message } = transportError(backend, call, failed('ECONNRESET', progress));
      expect(message.endsWith(`ECONNRESET).${REPEAT}`)).toBe(true);
    }
  });

  it('names a long path in part', () => {
    const told = (length: number) =>
      transportError(backend, { ...GET, path: `/${'x'.repeat(length - 1)}` }, failed('ETIMEDOUT')).message;
    expect(told(300)).toContain(`(GET /${'x'.repeat(299)}; ETIMEDOUT)`);
    expect(told(301)).toContain(`(GET /${'x'.repeat(298)}…; ETIMEDOUT)`);
  });
});

describe("what the proxy's own machine lacks", () => {
  it.each([
    [
      'EMFILE',
      'The proxy has as many open files and connections as it may have: raise its limit (ulimit -n).',
    ],
    ['ENFILE', "The proxy's machine has as many open files and connections as it may have: raise its limit."],
    ['ENOBUFS', "The proxy's machine has no memory left for connections: give it more."],
    ['ENOMEM', "The proxy's machine has no memory left for connections: give it more."],
    ['EADDRNOTAVAIL', "The proxy's machine has no free local address or port for a connection."],
  ])('%s is 503, and no fault of the backend', (reason, text) => {
    const failure = failed(reason, 'unsent');
    const error = transportError(backend, POST, failure);
    expect(error).toMatchObject({ status: 503, retryAfter: 5, cause: failure });
    expect(error.message).toBe(
      `${text} There was no connection to ${WHO} (POST /scim/Users; ${reason}), which is not at fault.${NOT_SENT}`,
    );
  });

  const several = (...codes: (string | undefined)[]) =>
    transportError(
      backend,
      GET,
      failed(codes[0] ?? 'X', 'unsent', {
        cause: new AggregateError(
          codes.map((code) => Object.assign(new Error('x'), code === undefined ? {} : { code })),
        ),
      }),
    );

  it.each([
    [['ECONNREFUSED', 'EMFILE'], 503, 'GET /scim/Users; EMFILE'],
    [['EADDRNOTAVAIL', 'EADDRNOTAVAIL'], 503, 'GET /scim/Users; EADDRNOTAVAIL'],
    [['EADDRNOTAVAIL', 'ENOBUFS'], 503, 'GET /scim/Users; ENOBUFS'],
    // Of a family that the machine does not have.
    [['EADDRNOTAVAIL', 'ECONNREFUSED'], 502, 'GET /scim/Users; EADDRNOTAVAIL'],
    [['ECONNREFUSED', 'EADDRNOTAVAIL'], 502, 'GET /scim/Users; ECONNREFUSED'],
    [['ECONNREFUSED', undefined], 502, 'GET /scim/Users; ECONNREFUSED'],
    [['EADDRNOTAVAIL', undefined], 502, 'GET /scim/Users; EADDRNOTAVAIL'],
  ])('is found among several addresses: %j is %d', (codes, status, during) => {
    const error = several(...codes);
    expect(error.status).toBe(status);
    expect(error.message).toContain(during);
  });
});

describe('a request that ended before its answer', () => {
  const told = (reason: unknown, call: CallDescription, progress: Progress) => {
    const { status, message, retryAfter, scimType, cause } = transportError(
      backend,
      call,
      failed('ABORTED', progress, { cause: reason }),
    );
    expect(cause).toBe(reason);
    return { status, message, retryAfter, scimType };
  };
  const AT = `at ${WHO}`;
  const none = { retryAfter: undefined, scimType: undefined };

  it('is told by its own reason', () => {
    const reason = new RequestEnded(503, 'The proxy stops.', 'Some meaning.', { retryAfter: 5 });
    expect(told(reason, POST, 'unsent')).toEqual({
      ...none,
      status: 503,
      retryAfter: 5,
      message: `The proxy stops. It was waiting to send POST /scim/Users ${AT}.${NOT_SENT}`,
    });
    expect(told(reason, POST, 'sent')).toEqual({
      ...none,
      status: 503,
      retryAfter: 5,
      message: `The proxy stops. Some meaning. It was waiting for POST /scim/Users ${AT}.${NOT_KNOWN}`,
    });
    expect(told(reason, GET, 'unsent').message).toBe(
      `The proxy stops. Some meaning. It was waiting for GET /scim/Users ${AT}.`,
    );
    const reading = transportError(backend, GET, failed('ABORTED', 'sent', { cause: reason }), {
      hasWritten: false,
    });
    expect(reading).toMatchObject({ status: 503, retryAfter: 5, isUndone: true });
    expect(reading.message).toBe(
      `The proxy stops. It was waiting for GET /scim/Users ${AT}. Nothing was sent that changes anything, so nothing was changed: repeat the request.`,
    );
    const { message, isUndone } = transportError(backend, GET, failed('ABORTED', 'sent', { cause: reason }), {
      hasWritten: true,
    });
    expect([message, isUndone]).toEqual([told(reason, GET, 'sent').message, false]);
    const other = new ScimError(409, 'Other.', { scimType: 'uniqueness' });
    expect(told(other, POST, 'unsent')).toEqual({
      status: 409,
      scimType: 'uniqueness',
      retryAfter: undefined,
      message: `Other. It was waiting for POST /scim/Users ${AT}.${NOT_SENT}`,
    });
  });

  it.each([
    [new DOMException('x', 'TimeoutError'), 504, 'The time for this request was over before'],
    [new DOMException('x', 'AbortError'), 503, 'The request was cancelled before'],
    [{ name: 'TimeoutError' }, 503, 'The request was cancelled before'],
    [undefined, 503, 'The request was cancelled before'],
  ])('is told in general words where that is none: %s', (reason, status, words) => {
    expect(told(reason, GET, 'sent')).toEqual({
      ...none,
      status,
      message: `${words} GET /scim/Users ${AT} was answered.`,
    });
    expect(told(reason, POST, 'sent').message).toBe(
      `${words} POST /scim/Users ${AT} was answered.${NOT_KNOWN}`,
    );
  });
});
