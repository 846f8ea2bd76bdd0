import { describe, expect, it } from 'vitest';
import { verdictOfAnswer, verdictOfError } from '../../../../src/connectors/http/breaker/verdict.ts';
import { TransportFailure } from '../../../../src/connectors/http/exchange.ts';
import { WebProxyError } from '../../../../src/connectors/http/way/web-proxy-error.ts';
import { ClientGone, RequestEnded } from '../../../../src/scim/request-ended.ts';

describe('what an answer says', () => {
  it.each([200, 204, 302, 400, 401, 403, 404, 409, 412, 429, 500, 501])('%i: somebody is there', (status) => {
    expect(verdictOfAnswer({ status })).toBe('there');
  });

  it.each([502, 503, 504])('%i: nobody is', (status) => {
    expect(verdictOfAnswer({ status })).toBe('away');
  });
});

describe('what a failure says', () => {
  const unsent = { progress: 'unsent' } as const;
  const sent = { progress: 'sent' } as const;
  const late = new RequestEnded(504, 'The request took too long.', '');

  it.each([
    ['ECONNREFUSED', unsent, 'away'],
    ['ENOTFOUND', unsent, 'away'],
    ['UND_ERR_CONNECT_TIMEOUT', unsent, 'away'],
    ['UND_ERR_HEADERS_TIMEOUT', sent, 'away'],
    ['UND_ERR_BODY_TIMEOUT', { progress: 'answering', status: 200 }, 'away'],
    ['UND_ERR_SOCKET', sent, 'away'],
    ['ECONNRESET', unsent, 'away'],
    // Its server closed it while it was idle.
    ['UND_ERR_SOCKET', { ...sent, reused: true }, 'unknown'],
    ['UND_ERR_SOCKET', { progress: 'answering', status: 200 }, 'there'],
    ['UND_ERR_SOCKET', { progress: 'answering', status: 503 }, 'away'],
    ['UND_ERR_RES_EXCEEDED_MAX_SIZE', { progress: 'answering', status: 200 }, 'there'],
    ['CERT_HAS_EXPIRED', unsent, 'there'],
    ['EMFILE', unsent, 'unknown'],
    ['UND_ERR_CLOSED', unsent, 'unknown'],
  ] as const)('%s %o: %s', (reason, options, verdict) => {
    expect(verdictOfError(new TransportFailure(reason, options), 0)).toBe(verdict);
  });

  it.each([
    ['its time was over', { ...sent, cause: late }, 0, 'away'],
    ['its time was over before it got a connection', { ...unsent, cause: late }, 60_000, 'unknown'],
    ['its client left soon', { ...sent, cause: new ClientGone() }, 9_999, 'unknown'],
    ['its client had waited for long', { ...sent, cause: new ClientGone() }, 10_000, 'away'],
    ['its answer had begun', { progress: 'answering', status: 200, cause: late }, 60_000, 'there'],
  ] as const)('a request that was given up, as %s', (_, options, duration, verdict) => {
    expect(verdictOfError(new TransportFailure('ABORTED', options), duration)).toBe(verdict);
  });

  it.each([
    [{ kind: 'unreachable', code: 'ECONNREFUSED' }, 'away'],
    [{ kind: 'unreachable', code: 'ECONNRESET' }, 'away'],
    [{ kind: 'unreachable', code: 'CERT_HAS_EXPIRED' }, 'there'],
    [{ kind: 'unreachable', code: 'EMFILE' }, 'unknown'],
    [{ kind: 'timeout' }, 'away'],
    [{ kind: 'closed' }, 'away'],
    [{ kind: 'no HTTP' }, 'there'],
    [{ kind: 'unasked' }, 'there'],
    [{ kind: 'refused', status: 407 }, 'there'],
    [{ kind: 'refused', status: 503 }, 'away'],
  ] as const)('a web proxy with %o: %s', (trouble, verdict) => {
    const cause = new WebProxyError({ origin: 'http://web-proxy:3128', setBy: 'HTTPS_PROXY' }, trouble);
    const failure = new TransportFailure(cause.code, { progress: 'unsent', cause });
    expect(verdictOfError(failure, 0)).toBe(verdict);
  });

  it('any other error: nothing', () => {
    expect(verdictOfError(new Error('a mistake'), 60_000)).toBe('unknown');
  });
});
