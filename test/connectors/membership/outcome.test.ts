/** The error of a change of members that was not made as a whole. */
import { describe, expect, it } from 'vitest';
import type { Outcome } from '../../../src/connectors/membership/bounded.ts';
import {
  isPermanent,
  MEMBERSHIP_ERROR,
  membershipError,
} from '../../../src/connectors/membership/outcome.ts';
import { ScimError } from '../../../src/scim/errors.ts';

const DONE: Outcome = { status: 'done' };
const refused = (status: number, detail: string): Outcome => ({
  status: 'refused',
  error: new ScimError(status, detail, status === 409 ? { scimType: 'uniqueness' } : {}),
});
const failed = (status: number, detail: string, retryAfter?: number): Outcome => ({
  status: 'failed',
  error: new ScimError(status, detail, { retryAfter }),
});
const isRefusal = ({ message }: ScimError) => message.startsWith('Refused');
const REPEAT = ' Repeat the request: what was done stays done.';

type Outcomes = Readonly<Record<string, Outcome>>;

function errorOf(added: Outcomes, removed: Outcomes = {}, words = {}) {
  const outcome = { added: new Map(Object.entries(added)), removed: new Map(Object.entries(removed)) };
  const error = membershipError(outcome, 'Group G', isRefusal, words);
  if (error === undefined) return undefined;
  const { status, scimType, retryAfter, message, extensions } = error;
  return { status, scimType, retryAfter, message, report: extensions?.[MEMBERSHIP_ERROR] };
}

it.each([400, 403, 404, 413, 501])('%d is answered alike each time', (status) => {
  expect(isPermanent(new ScimError(status, 'No.'))).toBe(true);
});

it.each([401, 402, 405, 409, 412, 414, 422, 429, 500, 502, 503, 504])('%d may be over', (status) => {
  expect(isPermanent(new ScimError(status, 'No.'))).toBe(false);
});

describe('membershipError', () => {
  it('is known by its schema', () => {
    expect(MEMBERSHIP_ERROR).toBe('urn:ipsproxy:params:scim:api:messages:2.0:MembershipError');
  });

  it('is about the first failure of several', () => {
    expect(errorOf({ a: failed(502, 'First.'), b: failed(503, 'Second.', 30) })).toMatchObject({
      status: 502,
      retryAfter: undefined,
      message: expect.stringContaining(' First. '),
    });
  });

  it('needs no words of anybody, and has its cause', () => {
    const down = failed(503, 'Down.', 30);
    const outcome = { added: new Map([['a', down]]), removed: new Map() };
    expect(membershipError(outcome, 'Group G', isRefusal)).toMatchObject({
      message: `Group G: 1 of 1 changes of members were not made; 0 were added, 0 removed. Down.${REPEAT}`,
      cause: { message: 'Down.' },
    });
  });

  it('has one note after the other', () => {
    const notes = new Map([
      ['a', 'X was given'],
      ['b', 'Y was given'],
    ]);
    const added = { a: failed(502, 'Broken.'), b: failed(502, 'Broken.') };
    expect(errorOf(added, {}, { notes })?.message).toContain(' X was given to a. Y was given to b. ');
  });

  it('has no advice where each cause is answered alike each time, and all causes where there is', () => {
    const given: unknown[] = [];
    const advice = (errors: readonly ScimError[]) => {
      given.push(errors.map(({ message }) => message));
      return 'Do it.';
    };
    expect(errorOf({ a: refused(403, 'Refused: a.') }, {}, { advice })?.message).toMatch(/Refused: a\.$/);
    expect(given).toEqual([]);
    const both = { a: refused(403, 'Refused: a.'), b: refused(409, 'Refused: b.') };
    expect(errorOf(both, {}, { advice })?.message).toMatch(/Refused: a\. Do it\.$/);
    expect(given).toEqual([['Refused: a.', 'Refused: b.']]);
    expect(errorOf({ ...both, c: failed(502, 'Broken.') }, {}, { advice })?.message).toMatch(
      /Broken\. Do it\.$/,
    );
    expect(given[1]).toEqual(['Broken.']);
  });

  it('is none where everything was done', () => {
    expect(errorOf({ a: DONE }, { b: DONE })).toBeUndefined();
    expect(errorOf({})).toBeUndefined();
  });

  it('says what was done and what was not, with the failure that stopped it', () => {
    const down = failed(503, 'Down.', 30);
    const late: Outcome = { status: 'not-started', error: new ScimError(503, 'Down.', { retryAfter: 30 }) };
    expect(errorOf({ a: DONE, b: down, c: late }, { d: DONE, e: late })).toEqual({
      status: 503,
      scimType: undefined,
      retryAfter: 30,
      message: `Group G: 3 of 5 changes of members were not made; 1 were added, 1 removed. Down.${REPEAT}`,
      report: {
        applied: { added: ['a'], removed: ['d'] },
        notApplied: [
          { value: 'b', operation: 'add', reason: 'Down.' },
          { value: 'c', operation: 'add', reason: 'not tried, because: Down.' },
          { value: 'e', operation: 'remove', reason: 'not tried, because: Down.' },
        ],
      },
    });
  });

  it.each<[what: string, added: Outcomes, status: number, scimType: string | undefined, words: string]>([
    ['one refusal', { a: refused(409, 'Refused.') }, 409, 'uniqueness', `Refused.${REPEAT}`],
    [
      'refusals with one status',
      { a: refused(409, 'Refused: a.'), b: refused(409, 'Refused: b.') },
      409,
      'uniqueness',
      `Refused: a.${REPEAT}`,
    ],
    [
      'refusals with different ones',
      { a: refused(409, 'Refused: a.'), b: refused(403, 'Refused: b.') },
      502,
      undefined,
      `Refused: a.${REPEAT}`,
    ],
    [
      'a failure behind a refusal',
      { a: refused(409, 'Refused.'), b: failed(502, 'Broken.') },
      502,
      undefined,
      `Broken.${REPEAT}`,
    ],
    ['what ends so each time', { a: refused(403, 'Refused.') }, 403, undefined, 'Refused.'],
    [
      'some that end so each time, and some that do not',
      { a: refused(403, 'Refused: a.'), b: refused(409, 'Refused: b.') },
      502,
      undefined,
      `Refused: a.${REPEAT}`,
    ],
  ])('of %s', (_, added, status, scimType, words) => {
    const left = Object.keys(added).length;
    const progress = `Group G: ${left} of ${left} changes of members were not made; 0 were added, 0 removed.`;
    expect(errorOf(added)).toMatchObject({ status, scimType, message: `${progress} ${words}` });
  });

  it('has advice and notes of whoever knows more; each note once, with those whom it is about', () => {
    const added = {
      a: failed(502, 'Broken.'),
      b: failed(502, 'Broken.'),
      c: failed(502, 'Broken.'),
      d: DONE,
    };
    const notes = new Map([
      ['a', 'X was given'],
      ['c', 'X was given'],
      ['d', 'X was given'],
      ['e', 'X was given'],
    ]);
    const error = errorOf(added, { e: failed(502, 'Broken.') }, { advice: () => 'Wait.', notes });
    expect(error?.message).toBe(
      'Group G: 4 of 5 changes of members were not made; 1 were added, 0 removed. Broken. X was given to a, c. Wait.',
    );
    expect(error?.report).toMatchObject({
      notApplied: [
        { value: 'a', reason: 'Broken. X was given.' },
        { value: 'b', reason: 'Broken.' },
        { value: 'c', reason: 'Broken. X was given.' },
        { value: 'e', reason: 'Broken.' },
      ],
    });
  });
});
