/** Lists that are asked for by a filter. */
import { expect, it } from 'vitest';
import { parseFilter } from '../../../../src/scim/filter-parse.ts';
import { json, startBackend } from '../../support/backend.ts';
import { callContext, scimError } from '../../support/context.ts';
import { connect, listResponse } from '../support.ts';

const ANYBODY = { startIndex: 1, count: 10 };

async function setUp(...users: object[]) {
  const backend = await startBackend((_, response) => json(response, 200, listResponse(users)));
  const system = connect(backend.origin, {}, {}, { answerLimits: { members: 2, groups: 2 } });
  return {
    find: (filter: string) => system.users.list({ ...ANYBODY, filter: parseFilter(filter) }, callContext()),
    [Symbol.asyncDispose]: async () => {
      await system.connector.close();
      await backend[Symbol.asyncDispose]();
    },
  };
}

it('a look-up by the unique attribute that finds somebody else is 502', async () => {
  await using system = await setUp({ id: 'u-1', userName: 'bob', emails: [{ value: 'bob@x' }] });
  const error = await scimError(system.find('USERNAME eq "ada"'));
  expect([error.status, error.message]).toEqual([
    502,
    expect.stringContaining('other entities than those asked for'),
  ]);
  expect((await system.find('userName eq "BOB"')).entities).toHaveLength(1);
  // Of others, the tenant knows more than the proxy.
  expect((await system.find('emails.value eq "ada@x"')).entities).toHaveLength(1);
});

it('what is looked for by the first of its values is told to be cut, where it is', async () => {
  const groups = [{ value: 'g-1' }, { value: 'g-2' }];
  await using system = await setUp({ id: 'u-1', emails: [{ value: 'a@x' }], groups });
  const { entities, total, warnings } = await system.find('emails[0].value eq "a@x"');
  expect([entities.map(({ id }) => id), total, warnings]).toEqual([
    ['u-1'],
    1,
    [expect.stringContaining('user u-1: Identity Authentication gives at most 2 groups')],
  ]);
});
