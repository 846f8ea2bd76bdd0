/** Changes of platform users, which the proxy reads and replaces: each of the requests fails. */
import { describe, expect } from 'vitest';
import type { CallContext } from '../../../src/connectors/connector.ts';
import { readOfUaa, writeToUaa } from '../../connectors/cloud-foundry/failing-steps/answers.ts';
import { newUser, propertiesFor, setUp } from '../../connectors/cloud-foundry/support.ts';
import { eachWay, expectAnswer } from '../../connectors/support/failing-step.ts';
import { proxyOf } from './support.ts';

const RENAME = [{ op: 'replace', path: 'name.familyName', value: 'Vale' }];
const GET = readOfUaa('GET /Users/');
const PUT = writeToUaa('PUT /Users/');

async function withUser() {
  const system = await setUp({ landscape: { orgs: 1, spaces: 0, users: 0 } });
  const { cf } = system;
  const id = newUser(system);
  const { users } = await proxyOf({
    url: cf.url,
    connector: { entity: (type) => (type === 'user' ? system.users : system.groups) },
    folder: 'cloud-foundry',
    properties: propertiesFor(cf),
    // By default, users are not updated.
    adapt: (text) => text.replace(/"skipOperations": \[\s*"update"\s*\],/, ''),
  });
  return {
    system,
    patch: (context?: CallContext) => users.patch(id, RENAME, context),
    familyName: () => cf.users()[0]?.familyName,
    pass: () => cf.clock.advance(3_600),
  };
}

describe.each([
  { name: 'the read before it', step: { method: 'GET', path: '/Users/' }, answers: GET },
  { name: 'the PUT itself', step: { method: 'PUT' }, answers: PUT },
])('a PATCH of which $name fails', ({ step, answers }) => {
  eachWay(answers, async (way, answer) => {
    const { system, patch, familyName, pass } = await withUser();
    await using _ = system;
    const before = familyName();
    await expectAnswer(system.cf.url, { step, way }, patch, answer);
    pass();
    const isDone = step.method === 'PUT' && way === 'reset after it is done';
    expect(familyName()).toBe(isDone ? 'Vale' : before);
    await patch();
    expect(familyName()).toBe('Vale');
    expect((await system.calls()).filter(({ method }) => method === 'PUT')).toHaveLength(isDone ? 0 : 1);
  });
});

describe.each([
  { name: 'the read', step: { method: 'GET', path: '/Users/', after: 1 }, answers: GET },
  { name: 'the PUT', step: { method: 'PUT', after: 1 }, answers: PUT },
])('a PATCH that somebody else overtook, and of which $name fails the second time', ({ step, answers }) => {
  eachWay(answers, async (way, answer) => {
    const { system, patch, familyName, pass } = await withUser();
    await using _ = system;
    const overtaken = async (context: CallContext) => {
      await system.fault({
        method: 'PUT',
        status: 412,
        body: { error: 'scim', message: 'Attempt to update or delete with wrong version' },
        count: 1,
      });
      await patch(context);
    };
    await expectAnswer(system.cf.url, { step, way }, overtaken, answer);
    pass();
    await patch();
    expect(familyName()).toBe('Vale');
  });
});
