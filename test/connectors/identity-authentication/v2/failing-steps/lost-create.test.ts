/** A create whose answer is lost: whatever else fails, one user is made at most, and nothing is claimed that nobody saw. */
import { describe, expect, it } from 'vitest';
import type { CallContext, EntityResult } from '../../../../../src/connectors/connector.ts';
import type { JsonObject } from '../../../../../src/scim/json.ts';
import { json, startBackend } from '../../../support/backend.ts';
import { callContext, scimError } from '../../../support/context.ts';
import { type Answers, always, eachWay, expectAnswer } from '../../../support/failing-step.ts';
import { connect, listResponse } from '../../support.ts';
import { startTenant } from '../tenant.ts';
import { write } from './answers.ts';

const ADA = {
  schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
  userName: 'ada',
  name: { familyName: 'Vale' },
  emails: [{ value: 'ada@example.com', primary: true }],
};
const POST = 'POST /scim/Users';
const UNKNOWN = 'Whether the change was made is not known: read the entity before you repeat the request.';

async function setUp() {
  const clock = { now: Date.parse('2026-03-01T12:00:00Z') };
  const tenant = await startTenant({ users: 0, groups: 0 }, {}, { now: () => clock.now });
  return {
    ...tenant,
    url: tenant.tenant.url,
    /** Ids of the users that there are, once nothing is held back any more. */
    made: async () => {
      clock.now += 3_600_000;
      const { entities } = await tenant.users.list({ startIndex: 1, count: 10 }, callContext());
      return entities.map(({ id }) => id);
    },
  };
}

describe('the create itself fails', () => {
  const answers: Answers = {
    ...write(POST, 'the role "Manage Users"'),
    // Then it is looked for, and found.
    'reset after it is done': 'done',
  };
  eachWay(answers, async (way, answer) => {
    await using system = await setUp();
    const results: EntityResult[] = [];
    const create = async (context: CallContext) => {
      results.push(await system.users.create(ADA, context));
    };
    await expectAnswer(system.url, { step: { method: 'POST' }, way }, create, answer);
    const made = await system.made();
    expect(made).toHaveLength(answer === 'done' ? 1 : 0);
    expect(results.map(({ entity }) => entity['id'])).toEqual(made);
  });
});

describe.each([
  { name: 'the search for the user', step: { method: 'GET', path: '/Users?' } },
  { name: 'the read of the user that was found', step: { method: 'GET', path: '/Users/' } },
])('the answer is lost, and $name fails', ({ step }) => {
  const LOST = [502, `closed the connection without an answer (${POST}; ECONNRESET). ${UNKNOWN}`] as const;
  eachWay(always(LOST), async (way, answer) => {
    await using system = await setUp();
    const create = async (context: CallContext) => {
      await system.fault({ method: 'POST', reset: 'after', count: 1 });
      await system.users.create(ADA, context);
    };
    await expectAnswer(system.url, { step, way }, create, answer);
    expect(await system.made()).toHaveLength(1);
    expect(await scimError(system.users.create(ADA, callContext()))).toMatchObject({
      status: 409,
      scimType: 'uniqueness',
    });
  });
});

describe('a user who is found instead', () => {
  const SENT = {
    ...ADA,
    displayName: 'Ada V.',
    externalId: '',
    name: { familyName: 'Vale', givenName: 'Ada' },
    emails: [{ value: 'ada@example.com' }, { value: 'a@example.com' }],
  };
  const found = (more: JsonObject) => ({ ...SENT, id: 'u1', externalId: 'E1', ...more });

  it.each<[what: string, found: JsonObject, isTheSame: boolean]>([
    ['has what was sent, and more', found({ title: 'Dr.' }), true],
    [
      'has the address in other letters',
      found({ emails: [{ value: 'A@example.com' }, { value: 'ADA@Example.COM' }] }),
      true,
    ],
    ['has one more address', found({ emails: [{ value: 'ada@home.example' }, ...SENT.emails] }), true],
    ['has more of a name', found({ name: { ...SENT.name, middleName: 'B.' } }), true],
    ['has one of two addresses', found({ emails: [{ value: 'ada@example.com' }] }), false],
    ['has a part of the name', found({ name: { familyName: 'Vale' } }), false],
    ['has another address', found({ emails: [{ value: 'ada@home.example' }] }), false],
    ['has no address', found({ emails: [] }), false],
    ['has another name', found({ name: { familyName: 'Ames', givenName: 'Ada' } }), false],
    ['has another display name', found({ displayName: 'Ada A.' }), false],
  ])('%s', async (_, entity, isTheSame) => {
    await using backend = await startBackend(({ method, target }, response, { socket }) => {
      if (method === 'POST') socket.destroy();
      else json(response, 200, target.includes('/Users/') ? entity : listResponse([entity]));
    });
    await using system = connect(backend.origin);
    const create = system.users.create(SENT, callContext());
    if (isTheSame) expect(await create).toEqual({ entity, version: undefined, warnings: [] });
    else {
      expect(await scimError(create)).toMatchObject({
        status: 409,
        scimType: 'uniqueness',
        message:
          'There is a user with this userName, older than the request or with other values than those that were sent. Whether the request created it is not known, as no answer came: read it.',
      });
    }
    const [created, searched, ...read] = backend.received.map(({ method, target }) => `${method} ${target}`);
    expect(created).toBe('POST /scim/Users');
    // Two would do to see that it is not the only one.
    expect(decodeURIComponent(searched ?? '')).toBe(
      'GET /scim/Users?filter=userName eq "ada"&startIndex=1&count=2',
    );
    expect(read).toEqual(isTheSame ? ['GET /scim/Users/u1'] : []);
  });
});

describe('a create that is not answered', () => {
  const TAKEN = { status: '409', scimType: 'uniqueness', detail: 'taken' };
  /** The first create is not answered, later ones get a 409; a search gives this list. */
  async function create(list: object) {
    let creates = 0;
    await using backend = await startBackend(({ method }, response, { socket }) => {
      if (method !== 'POST') return json(response, 200, list);
      creates += 1;
      if (creates === 1) socket.destroy();
      else json(response, 409, TAKEN);
    });
    await using system = connect(backend.origin);
    const { status, message } = await scimError(system.users.create(ADA, callContext()));
    return { status, message, sent: backend.received.map(({ method }) => method) };
  }

  it.each([
    ['0', 1],
    ['1', 2],
    ['3', 4],
  ])('is sent again at most %s times, where it is not there', async (attempts, sent) => {
    await using system = await startTenant({ users: 0 }, { 'ips.failed.request.retry.attempts': attempts });
    await system.fault({ method: 'POST', reset: 'before', count: 99 });
    expect((await scimError(system.users.create(ADA, callContext()))).message).toContain(UNKNOWN);
    expect((await system.requests()).filter(({ method }) => method === 'POST')).toHaveLength(sent);
  });

  it('and collides when it is sent again, with nobody who can be seen, is 409', async () => {
    expect(await create(listResponse([]))).toEqual({
      status: 409,
      message: expect.stringContaining('taken'),
      sent: ['POST', 'GET', 'POST', 'GET'],
    });
  });

  it.each([
    ['with somebody who is not shown', { ...listResponse([]), totalResults: 1, Resources: [] }],
    ['with somebody else', listResponse([{ ...ADA, id: 'u2', userName: 'bob' }])],
  ])('and looked for %s, is not sent again: nobody knows', async (_, list) => {
    const { status, message, sent } = await create(list);
    expect({ status, sent }).toEqual({ status: 502, sent: ['POST', 'GET'] });
    expect(message).toContain(UNKNOWN);
  });
});
