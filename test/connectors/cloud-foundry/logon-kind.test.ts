/** What the words of a refused logon mean, in any letter case, and whose words they are. */
import { describe, expect, it } from 'vitest';
import { type LogonKind, readLogonRefusal } from '../../../src/connectors/cloud-foundry/logon/logon-kind.ts';

const uaa = (error_description: string, error = 'x') => ({ error, error_description });
const provider = (words: object) => uaa(JSON.stringify(words));

describe('words of the UAA', () => {
  it.each<[LogonKind, string, string?]>([
    ['origin', 'Something about login_hint'],
    ['origin', "Not for the user's identity provider"],
    ['origin', 'The user must be pre-created'],
    ['incomplete', 'Missing username or password'],
    ['incomplete', 'Username and password are missing'],
    ['locked', 'The user is locked'],
    ['locked', 'A lockout'],
    ['locked', 'Too many failed logons'],
    ['locked', 'Too many login attempts'],
    ['throttled', 'Too many requests'],
    ['throttled', 'too_many_requests'],
    ['throttled', 'Rate-limit'],
    ['throttled', 'Throttled'],
    ['throttled', 'Slow down'],
    ['not-verified', 'The account has not been verified'],
    ['not-verified', 'Unverified'],
    ['client', 'Client authentication'],
    ['client', 'client_secret'],
    ['client', 'No such grant type'],
    ['wrong-credentials', 'Bad credentials'],
    ['wrong-credentials', 'Authentication has failed'],
    ['wrong-credentials', 'Invalid passcode'],
    ['wrong-credentials', 'Unknown user'],
    ['wrong-credentials', 'The account is disabled'],
    ['wrong-credentials', 'Anything', 'invalid_grant'],
    ['client', 'Anything', 'invalid_scope'],
    ['client', 'Anything', 'unsupported_grant_type'],
    ['client', 'Anything', 'invalid_request'],
    ['client', 'Anything', 'unauthorized_client'],
    ['unclear', 'Anything', 'invalid_client'],
    ['unclear', 'Anything', 'unauthorized'],
    ['unclear', 'Anything', 'access_denied'],
    ['unclear', 'Anything'],
    ['unclear', 'blocking and clocked'],
    ['unavailable', 'Service unavailable'],
    ['unavailable', 'Timed out'],
    ['unavailable', 'Internal server error'],
    ['unavailable', 'Bad gateway'],
    ['unavailable', 'Under maintenance'],
    ['unavailable', 'Unreachable'],
    ['unavailable', 'Try again later'],
  ])('mean %s: %s (%s)', (kind, text, error) => {
    expect(readLogonRefusal(uaa(text, error))).toEqual({ kind, text });
    for (const other of [text.toUpperCase(), text.toLowerCase()]) {
      expect(readLogonRefusal(uaa(other, error)), other).toEqual({ kind, text: other });
    }
  });

  it('mean id_token in this spelling alone', () => {
    expect(readLogonRefusal(uaa('No id_token')).kind).toBe('trust');
    expect(readLogonRefusal(uaa('No ID_TOKEN')).kind).toBe('unclear');
  });

  it('may be the code alone, or none at all', () => {
    expect(readLogonRefusal({ error: 'invalid_grant' })).toEqual({
      kind: 'wrong-credentials',
      text: 'invalid_grant',
    });
    expect(readLogonRefusal({ error: 1 })).toEqual({ kind: 'unclear', text: undefined });
    expect(readLogonRefusal({ error: 1, error_description: 2 })).toEqual({
      kind: 'unclear',
      text: undefined,
    });
    expect(readLogonRefusal({ error: 'x', error_description: '  ' })).toEqual({
      kind: 'unclear',
      text: undefined,
    });
    expect(readLogonRefusal(uaa('  Bad credentials  '))).toEqual({
      kind: 'wrong-credentials',
      text: 'Bad credentials',
    });
  });

  it.each([
    'JDBC fails',
    'SQL fails',
    'x; nested exception is y',
    'java.lang.NullPointerException',
    'org.example.SomeError: x',
    'I/O error on POST request',
    'ERROR: deadlock detected',
  ])('of its own machinery are for nobody: %s', (text) => {
    expect(readLogonRefusal(uaa(`Bad credentials ${text}`))).toMatchObject({ text: undefined });
    expect(readLogonRefusal(uaa(text))).toEqual({ kind: 'unavailable', text: undefined });
  });

  it('are searched for the first 2,000 characters', () => {
    const behind = (length: number) => readLogonRefusal(uaa(`${'x '.repeat(length / 2)}locked`)).kind;
    expect(behind(1_994)).toBe('locked');
    expect(behind(1_996)).toBe('unclear');
    const internal = (length: number) => readLogonRefusal(uaa(`${'x '.repeat(length / 2)}SQL`)).kind;
    expect(internal(1_996)).toBe('unavailable');
    expect(internal(1_998)).toBe('unclear');
    const provided = (length: number) =>
      readLogonRefusal(provider({ message: `${'x '.repeat(length / 2)}locked` })).kind;
    expect(provided(1_900)).toBe('locked');
    expect(provided(1_996)).toBe('unclear');
  });
});

describe('a page', () => {
  it('says less than the UAA: who stands in front of it knows nothing of origins and clients', () => {
    const page = (text: string) => readLogonRefusal(uaa(`<p>${text}</p>`, 'invalid_request')).kind;
    expect(page('login_hint')).toBe('unclear');
    expect(page('missing username or password')).toBe('unclear');
    expect(page('client_id')).toBe('unclear');
    expect(page('Bad credentials')).toBe('wrong-credentials');
    expect(page('Bad gateway')).toBe('unavailable');
    expect(readLogonRefusal(uaa('a < b', 'invalid_request')).kind).toBe('client');
  });
});

describe('words of the identity provider', () => {
  it.each<[LogonKind, object, string | undefined]>([
    ['wrong-credentials', { error: 'invalid_grant' }, 'invalid_grant'],
    ['wrong-credentials', { error: 'INVALID_GRANT' }, 'INVALID_GRANT'],
    ['wrong-credentials', { error: 'access_denied', error_description: 'No.' }, 'No.'],
    ['wrong-credentials', { error: 'unauthorized', message: 'No.' }, 'No.'],
    ['wrong-credentials', { code: 'invalid_grant', detail: 'No.' }, 'No.'],
    ['wrong-credentials', { error: { error: 'invalid_grant', message: 'No.' } }, 'No.'],
    ['trust', { error: 'invalid_client' }, 'invalid_client'],
    ['trust', { error: 'invalid_request' }, 'invalid_request'],
    ['trust', { error: 'invalid_scope' }, 'invalid_scope'],
    ['trust', { error: 'unauthorized_client' }, 'unauthorized_client'],
    ['trust', { error: 'unsupported_grant_type' }, 'unsupported_grant_type'],
    ['trust', { title: 'Client ID' }, 'Client ID'],
    ['locked', { error: 'invalid_client', detail: 'locked' }, 'locked'],
    ['throttled', { status: 429, title: 'Busy' }, 'Busy'],
    ['throttled', { statusCode: '429', title: 'Busy' }, 'Busy'],
    ['throttled', { code: 429, title: 'Busy' }, 'Busy'],
    ['throttled', { status: 429, error: { message: 'Busy' } }, 'Busy'],
    ['throttled', { error: { status: 429, message: 'Busy' } }, 'Busy'],
    ['unclear', { status: 399, title: 'Busy' }, 'Busy'],
    ['unclear', { status: 400, title: 'Busy' }, 'Busy'],
    ['unavailable', { status: 404, title: 'Busy' }, 'Busy'],
    ['unclear', { status: 499, title: 'Busy' }, 'Busy'],
    ['unavailable', { status: 500, title: 'Busy' }, 'Busy'],
    ['unavailable', { status: 599, title: 'Busy' }, 'Busy'],
    ['unclear', { status: 600, title: 'Busy' }, 'Busy'],
    ['unavailable', {}, undefined],
    ['unavailable', { message: '  ', error: 1 }, undefined],
    // What only the UAA can mean.
    ['unclear', { message: 'login_hint' }, 'login_hint'],
  ])('mean %s: %j', (kind, words, text) => {
    expect(readLogonRefusal(provider(words))).toEqual({ kind, text });
  });

  it('are shown by what is for people, and searched in all of them', () => {
    const all = { title: 'T', error: 'invalid_grant', detail: 'D', message: 'M', error_description: 'E' };
    const { error_description: _e, ...second } = all;
    const { message: _m, ...third } = second;
    const { detail: _d, ...fourth } = third;
    expect([all, second, third, fourth].map((words) => readLogonRefusal(provider(words)).text)).toEqual([
      'E',
      'M',
      'D',
      'invalid_grant',
    ]);
    for (const name of ['error_description', 'message', 'detail', 'title']) {
      expect(readLogonRefusal(provider({ error: 'x', [name]: 'is locked' })).kind, name).toBe('locked');
    }
  });

  it('are an object: other JSON is a text', () => {
    expect(readLogonRefusal(uaa('["Bad credentials"]'))).toMatchObject({ kind: 'wrong-credentials' });
    expect(readLogonRefusal(uaa('"login_hint"')).kind).toBe('origin');
  });
});
