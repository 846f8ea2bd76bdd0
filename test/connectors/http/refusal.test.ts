/** What an answer says about credentials, and how it is told. */
import { describe, expect, it } from 'vitest';
import { TransportFailure } from '../../../src/connectors/http/exchange.ts';
import {
  clauseOf,
  judgeFailure,
  judgeStatus,
  nextAttempt,
  PROBE_INTERVAL,
  wrongCredentials,
} from '../../../src/connectors/http/refusal.ts';
import { exampleBackend } from '../support/example-backend.ts';
import { answered } from '../support/outbound.ts';

const ADVICE =
  'The backend does not take the credentials of the proxy: check the properties User and Password. Five failures lock the user.';

describe('the judge of requests', () => {
  const judge = judgeStatus(exampleBackend());

  it.each([200, 204, 299, 400, 403, 405, 409, 412, 422, 428, 430, 499])('takes %d for accepted', (status) => {
    expect(judge(answered(status))).toBe('accepted');
  });

  it.each([300, 302, 399, 404, 429, 500, 503, 599])('learns nothing from %d', (status) => {
    expect(judge(answered(status))).toBeUndefined();
  });

  it('knows a 404 of the backend itself by its media type', () => {
    const type = (text: string) => judge(answered(404, { 'content-type': text }));
    expect(type('application/scim+json')).toBe('accepted');
    expect(type('application/scim+json;charset=utf-8')).toBe('accepted');
    for (const other of ['application/json', 'text/html', 'x application/scim+json']) {
      expect(type(other)).toBeUndefined();
    }
  });

  it('takes 401 for a refusal, and holds the credentials back for a quarter of an hour', () => {
    const refusal = { holds: [900_000], status: 502, answered: 401, advice: ADVICE };
    expect(PROBE_INTERVAL).toBe(900_000);
    expect(judge(answered(401, {}, 'Bad credentials'))).toEqual({ ...refusal, text: 'Bad credentials' });
    expect(judge({ status: 401, headers: {} })).toEqual({ ...refusal, text: undefined });
    expect(wrongCredentials(exampleBackend())).toBe(ADVICE);
  });

  it('learns nothing from no answer', () => {
    expect(judge(undefined)).toBeUndefined();
  });
});

describe('a failure', () => {
  const seen: unknown[] = [];
  const judge = (answer: unknown) => {
    seen.push(answer);
    return 'accepted' as const;
  };

  it.each([
    [
      'after its answer had begun',
      { progress: 'answering', status: 200 } as const,
      'X',
      [{ status: 200, headers: {} }],
    ],
    ['after it was sent', { progress: 'sent' } as const, 'ECONNRESET', [undefined]],
    ['that nobody waits for', { progress: 'sent' } as const, 'ABORTED', []],
    ['before it was sent', { progress: 'unsent' } as const, 'ECONNREFUSED', []],
    ['in the middle of an answer without status', { progress: 'answering' } as const, 'X', []],
  ])('%s is judged by what came', (_, options, reason, judged) => {
    seen.length = 0;
    const verdict = judgeFailure(new TransportFailure(reason, options), judge);
    expect(seen).toEqual(judged);
    expect(verdict).toBe(judged.length === 0 ? undefined : 'accepted');
  });
});

describe('in words', () => {
  const refusal = { holds: [1] as const, status: 502, advice: '' } as const;
  it.each([
    [{ ...refusal, answered: 401, text: 'Bad credentials' }, 'answered 401 before: Bad credentials'],
    [{ ...refusal, answered: 401, text: undefined }, 'answered 401 before'],
    [{ ...refusal, answered: undefined, text: undefined }, 'broke off without an answer before'],
  ])('%o', (given, words) => {
    expect(clauseOf(given)).toBe(words);
  });

  it.each([
    [0, '0 seconds'],
    [1, '1 second'],
    [2, '2 seconds'],
    [119, '119 seconds'],
    [120, '2 minutes'],
    [121, '3 minutes'],
    [900, '15 minutes'],
  ])('%d seconds are %s', (seconds, words) => {
    expect(nextAttempt(seconds)).toBe(
      `The next attempt is made in ${words}, or when the configuration is loaded again (SIGHUP).`,
    );
  });
});
