/** A token that ends in the middle of a change: what fails while another one is had, and after it. */
import { describe, expect, it } from 'vitest';
import type { CallContext } from '../../../../src/connectors/connector.ts';
import { callContext } from '../../support/context.ts';
import { type Answers, eachWay, expectAnswer, type Way } from '../../support/failing-step.ts';
import { members, newUsers, operations, organization, setUp } from '../support.ts';
import { readOfCloudController, writeToCloudController } from './answers.ts';

const NOT_SENT = 'The request that needed this was not sent, so that it changed nothing.';
const SOON = `The next attempt is made in 5 seconds, or when the configuration is loaded again (SIGHUP). ${NOT_SENT}`;
const LATER = `The next attempt is made in 60 seconds, or when the configuration is loaded again (SIGHUP). ${NOT_SENT}`;

/** A user is to be added to a group that has none. */
async function withChange() {
  const system = await setUp({ landscape: { orgs: 1, spaces: 0, users: 0 } });
  const org = organization(system);
  const [user = ''] = newUsers(system, 1);
  const id = `${org} organization_auditor`;
  return {
    system,
    user,
    read: (context: CallContext) => system.groups.get(id, {}, context),
    auditors: () => system.cf.roles({ type: 'organization_auditor' }).map((role) => role.user),
    add: (context: CallContext = callContext()) =>
      system.groups.patch(id, operations({ op: 'add', path: 'members', value: members(user) }), {}, context),
  };
}

describe('the refresh token', () => {
  /** How often it is tried: what may be over in a moment is repeated. */
  const ATTEMPTS: Readonly<Record<Way, number>> = {
    403: 1,
    404: 1,
    409: 1,
    429: 1,
    500: 2,
    503: 3,
    'reset before it is done': 3,
    'reset after it is done': 3,
    deadline: 1,
    'another body': 1,
  };
  const answers: Answers = {
    403: 'done',
    404: 'done',
    409: 'done',
    429: 'done',
    500: 'done',
    503: 'done',
    'reset before it is done': 'done',
    'reset after it is done': 'done',
    deadline: [504, 'The time was over. It was waiting for GET /Users'],
    'another body': 'done',
  };
  describe('that is no good is replaced by the password', () => {
    eachWay(answers, async (way, answer) => {
      const { system, user, auditors, add } = await withChange();
      await using _ = system;
      const grants: string[] = [];
      const failing = async (context: CallContext) => {
        system.cf.expireTokens();
        await add(context);
        grants.push(...(await system.logons()).map(({ body }) => String(body).split('&')[0] ?? ''));
      };
      const step = { path: '/oauth/token', count: ATTEMPTS[way] };
      await expectAnswer(system.cf.url, { step, way }, failing, answer);
      const refreshed = Array(ATTEMPTS[way]).fill('grant_type=refresh_token');
      expect(grants).toEqual(answer === 'done' ? [...refreshed, 'grant_type=password'] : []);
      expect(auditors()).toEqual(answer === 'done' ? [user] : []);
    });
  });
});

describe('the password too', () => {
  const answers: Answers = {
    403: [502, LATER],
    404: [502, LATER],
    409: [502, LATER],
    429: [429, `repeat in 3600 seconds. ${NOT_SENT}`, { retryAfter: 3_600 }],
    500: [503, SOON, { retryAfter: 5 }],
    503: [503, SOON, { retryAfter: 5 }],
    'reset before it is done': [503, SOON, { retryAfter: 5 }],
    'reset after it is done': [503, SOON, { retryAfter: 5 }],
    deadline: [504, 'It was waiting to send POST /v3/roles'],
    'another body': [502, LATER],
  };
  describe('is refused when the change itself is sent', () => {
    eachWay(answers, async (way, answer) => {
      const { system, user, auditors, add } = await withChange();
      await using _ = system;
      const failing = async (context: CallContext) => {
        system.cf.revokeRefreshTokens();
        // The look-up of the user is the last call that is accepted.
        system.cf.expireTokensAfter(1);
        await add(context);
      };
      await expectAnswer(system.cf.url, { step: { path: 'login_hint' }, way }, failing, answer);
      expect(auditors()).toEqual([]);
      if (way === 'deadline') return;
      system.cf.clock.advance(3_600);
      await add();
      expect(auditors()).toEqual([user]);
      // The refresh token was no good, and is not tried again.
      expect((await system.logons()).map(({ body }) => String(body).split('&')[0])).toEqual([
        'grant_type=password',
      ]);
    });
  });
});

describe('the request that is sent again with a new token', () => {
  const POST: Answers = {
    ...writeToCloudController('POST /v3/roles'),
    500: [502, 'The failure is its own: repeat later.'],
    503: [503, 'It is down or has too much to do: repeat later.', { retryAfter: 30 }],
    'reset before it is done': [502, 'ECONNRESET). Repeat the request: what was done stays done.'],
    // One look shows that it was.
    'reset after it is done': 'done',
    deadline: [504, 'Whether the change was made is not known.'],
  };
  describe.each([
    {
      name: 'a read',
      expired: 0,
      step: { method: 'GET', path: '/v3/roles', after: 1 },
      answers: readOfCloudController('GET /v3/roles'),
    },
    { name: 'a change', expired: 1, step: { method: 'POST', path: '/v3/roles', after: 1 }, answers: POST },
  ])('may fail like any other: $name', ({ expired, step, answers }) => {
    eachWay(answers, async (way, answer) => {
      const { system, user, auditors, add, read } = await withChange();
      await using _ = system;
      const failing = async (context: CallContext) => {
        system.cf.expireTokensAfter(expired);
        await (expired === 0 ? read(context) : add(context));
      };
      await expectAnswer(system.cf.url, { step, way }, failing, answer);
      expect(auditors()).toEqual(expired === 1 && answer === 'done' ? [user] : []);
    });
  });

  it('is rejected with the new one as well: then the properties have to be looked at', async () => {
    const { system, auditors, add } = await withChange();
    await using _ = system;
    const failing = async (context: CallContext) => {
      await system.fault({ profile: 'invalid_token', method: 'POST', path: '/v3/roles', count: 9 });
      await add(context);
    };
    const told = 'A new token was rejected too: check the properties User, Password and btp.cf.pm.origin';
    await expect(failing(callContext())).rejects.toMatchObject({
      status: 502,
      message: expect.stringContaining(told),
    });
    expect(auditors()).toEqual([]);
    expect(await system.logons()).toHaveLength(1);
  });
});
