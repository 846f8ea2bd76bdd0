/** How long a refused logon is held back, and what an administrator is told to do. */
import { describe, expect, it } from 'vitest';
import { judgeLogon, logonRefusal } from '../../../src/connectors/cloud-foundry/logon/logon-refusal.ts';
import { exampleBackend } from '../support/example-backend.ts';
import { answered } from '../support/outbound.ts';

const backend = exampleBackend({ addressAdvice: 'check the property LANDSCAPE' });
const MINUTE = 60_000;
const QUARTER = 15 * MINUTE;
const BRIEF = [5_000, 15_000, 30_000, MINUTE];
const GROWING = [MINUTE, 4 * MINUTE, QUARTER];

const refusal = (status: number, body: unknown, headers = {}) =>
  logonRefusal(backend, answered(status, headers, body));
const uaa = (error_description: string, error = 'x') => refusal(401, { error, error_description });
const provider = (words: object) => uaa(JSON.stringify(words));

const SERVER =
  'The UAA, its database or the identity provider (property btp.cf.pm.origin) may be down, which says nothing about the password: repeat later.';
const ELSEWHERE =
  'This is not how the UAA answers a logon; another server may have answered in its place: check the property LANDSCAPE.';
const WRONG =
  'The logon of the provisioning user was refused: check the properties User, Password and btp.cf.pm.origin, and whether the password has expired or has to be changed. Five failures lock the user.';

describe('a refused logon', () => {
  it.each([
    [uaa('Bad credentials'), 502, [QUARTER], WRONG],
    [
      uaa('The user is locked'),
      502,
      [QUARTER],
      'The provisioning user (property User) is locked: unlock it at the identity provider of the property btp.cf.pm.origin or wait, and check the property Password, as wrong ones lock it.',
    ],
    [
      uaa('Not verified'),
      502,
      [MINUTE],
      'The provisioning user (property User) has not verified its e-mail address: have it done at its identity provider.',
    ],
    [
      uaa('Missing username or password'),
      502,
      [MINUTE],
      'The UAA got no user or no password: check the properties User and Password.',
    ],
    [
      uaa('login_hint'),
      502,
      [MINUTE],
      'Check the property btp.cf.pm.origin, and whether this identity provider is active and lets platform users log on.',
    ],
    [
      provider({ error: 'invalid_client' }),
      502,
      [MINUTE],
      'The UAA cannot log users on at the identity provider of the property btp.cf.pm.origin: check the trust between them (client, password grant, id_token).',
    ],
    [
      uaa('Too many requests'),
      503,
      BRIEF,
      'The limit of the identity provider of the property btp.cf.pm.origin is reached, which did not look at the password: repeat later.',
    ],
    [
      uaa('Bad gateway'),
      503,
      BRIEF,
      "The identity provider (property btp.cf.pm.origin) or the UAA's database may be down, which says nothing about the password: repeat later. If it stays so, look at the identity provider of the property btp.cf.pm.origin.",
    ],
    [
      uaa('client_id'),
      502,
      [MINUTE],
      'The UAA does not let the client cf log users on, or is no UAA of SAP BTP: check the property LANDSCAPE.',
    ],
    [
      uaa('Anything'),
      502,
      GROWING,
      'The logon of the provisioning user was refused without a reason that is known: look at the identity provider of the property btp.cf.pm.origin, and check the properties User, Password and btp.cf.pm.origin. Five failures lock the user.',
    ],
    [refusal(500, ''), 503, BRIEF, SERVER],
    [refusal(200, ''), 502, GROWING, ELSEWHERE],
  ])('%#: %o', (found, status, holds, advice) => {
    expect(found).toMatchObject({ status, holds, advice });
  });

  it.each([400, 401, 403])('is read with %d', (status) => {
    const answer = { error: 'x', error_description: 'Bad credentials' };
    expect(refusal(status, answer)).toMatchObject({
      answered: status,
      text: 'Bad credentials',
      advice: WRONG,
    });
    // Of an answer that nobody read, the worst is assumed.
    expect(logonRefusal(backend, { status, headers: {} })).toMatchObject({
      answered: status,
      text: undefined,
      advice: WRONG,
    });
  });

  it.each([302, 404, 409, 422, 501, 505, 508, 511])('is none with %d: another server answers', (status) => {
    const answer = { error: 'x', error_description: 'Bad credentials' };
    expect(refusal(status, answer)).toMatchObject({ answered: status, status: 502, advice: ELSEWHERE });
    expect(refusal(status, 'So it is.')).toMatchObject({ text: 'So it is.', advice: ELSEWHERE });
    expect(logonRefusal(backend, { status, headers: {} })).toMatchObject({ advice: ELSEWHERE });
  });

  it('is none without a code', () => {
    for (const body of [{}, { error: 1 }, [], 'x']) expect(refusal(401, body)?.advice).toBe(ELSEWHERE);
  });

  it('is none of a database that fails, whatever the status', () => {
    for (const status of [400, 404, 200]) {
      expect(refusal(status, 'ERROR: deadlock detected')).toMatchObject({
        status: 503,
        advice: SERVER,
        text: undefined,
      });
    }
  });

  it("is nothing where the UAA's own limit is reached", () => {
    expect(refusal(429, { error: 'x', error_description: 'Bad credentials' })).toBeUndefined();
  });

  it.each([
    [500, {}, 0],
    [599, {}, 0],
    [503, { 'retry-after': '7' }, 7_000],
    [503, { 'retry-after': '900' }, QUARTER],
    [503, { 'retry-after': '901' }, QUARTER],
  ])('with %d %j is held back for %d ms at least', (status, headers, least) => {
    expect(refusal(status, '', headers)).toMatchObject({ status: 503, holds: BRIEF, advice: SERVER, least });
  });

  it('of the router says so', () => {
    const header = { 'x-cf-routererror': 'unknown_route' };
    const said = 'The router knows no such host: the landscape is wrong or its API is down.';
    expect(refusal(404, '', header)).toMatchObject({
      status: 502,
      holds: GROWING,
      advice: `${said} ${ELSEWHERE}`,
    });
    expect(refusal(502, '', header)).toMatchObject({
      status: 503,
      holds: BRIEF,
      advice: `${said} ${SERVER}`,
    });
    expect(refusal(501, '', header)).toMatchObject({ status: 503, advice: `${said} ${SERVER}` });
  });

  it.each([
    ['locked for 30 seconds', 30_000],
    ['locked for 30 sec', 30_000],
    ['locked for 1 second', 1_000],
    ['locked for 2 minutes', 2 * MINUTE],
    ['locked for 2 MIN', 2 * MINUTE],
    ['locked for 2 hours', 120 * MINUTE],
    ['locked for 24 hours', 24 * 60 * MINUTE],
    ['locked for 25 hours', 24 * 60 * MINUTE],
    ['locked for 5min', 5 * MINUTE],
    ['locked for 5 days', 0],
    ['locked', 0],
    ['locked, code x30 seconds', 0],
    ['too many requests, wait 20 seconds', 20_000],
    ['too many requests in 1 hour', QUARTER],
    ['bad credentials for 20 seconds', 0],
  ])('"%s" is held back for %d ms at least', (text, least) => {
    expect(uaa(text)?.least).toBe(least);
  });

  it.each([
    [200, 200],
    [201, 201],
  ])('shows %d characters of what was said in %d', (length, shown) => {
    const { text } = uaa('x'.repeat(length)) ?? {};
    expect(text).toHaveLength(shown);
    expect(text?.endsWith('…')).toBe(length > 200);
  });
});

describe('the judge of logons', () => {
  const judge = judgeLogon(backend);
  const token = (claims: object) => `e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.x`;
  const good = { access_token: token({ user_id: 'u' }), expires_in: 60 };

  it('takes a token', () => {
    expect(judge(answered(200, {}, good))).toBe('accepted');
    expect(judge(answered(299, {}, good))).toBe('accepted');
    expect(judge({ status: 200, headers: {} })).toBe('accepted');
  });

  it('takes nothing else', () => {
    expect(judge(answered(200, {}, {}))).toMatchObject({ answered: 200, advice: ELSEWHERE });
    expect(judge(answered(200, {}, 'x'))).toMatchObject({ answered: 200, advice: ELSEWHERE });
    for (const status of [199, 300])
      expect(judge(answered(status, {}, good))).toMatchObject({ advice: ELSEWHERE });
    expect(judge(answered(401, {}, { error: 'x', error_description: 'Bad credentials' }))).toMatchObject({
      advice: WRONG,
    });
  });

  it('takes a connection that broke for a server that is down', () => {
    expect(judge(undefined)).toMatchObject({
      answered: undefined,
      status: 503,
      holds: BRIEF,
      advice: SERVER,
    });
  });
});
