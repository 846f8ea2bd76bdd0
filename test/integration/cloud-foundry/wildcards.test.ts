/** `_`, `%` and `\` in `co` and `sw` are characters (RFC 7644 §3.4.2.2), though the UAA's database takes them for patterns. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../src/scim/json.ts';
import { type Stage, startStage } from '../support/stage.ts';

const NAMES = [
  'under_score@acme.example',
  'underXscore@acme.example',
  '50%off@acme.example',
  '500off@acme.example',
  'back\\slash@acme.example',
  'backslash@acme.example',
  'all%_\\of@acme.example',
];

let stage: Stage;
beforeAll(async () => {
  stage = await startStage(
    'cf',
    { users: 3, groups: 0 },
    { all: {}, fenced: { properties: { 'btp.cf.pm.user.filter': 'userName sw "under_"' } } },
  );
  for (const userName of NAMES) {
    const emails = [{ value: userName, primary: true }];
    const answer = await stage.client('all').post('/Users', { userName, name: { familyName: 'F' }, emails });
    expect(answer.status, answer.text).toBe(201);
  }
});
afterAll(() => stage.stop());

async function found(system: string, filter?: string): Promise<unknown> {
  const query = filter === undefined ? '' : `?filter=${encodeURIComponent(filter)}`;
  const { status, body, text } = await stage.client(system).get(`/Users${query}`);
  expect(status, text).toBe(200);
  const names = (body['Resources'] as JsonObject[]).map(({ userName }) => userName);
  expect(body['totalResults']).toBe(names.length);
  return names.sort();
}

describe('the UAA is asked for characters', () => {
  it.each([
    ['sw', 'under_', ['under_score@acme.example']],
    ['co', 'r_s', ['under_score@acme.example']],
    ['co', '%', ['50%off@acme.example', 'all%_\\of@acme.example']],
    ['sw', '50%', ['50%off@acme.example']],
    ['co', '\\', ['all%_\\of@acme.example', 'back\\slash@acme.example']],
    ['sw', 'back\\', ['back\\slash@acme.example']],
    ['co', '%_\\', ['all%_\\of@acme.example']],
    ['co', '\\\\', []],
    ['sw', '_', []],
    ['eq', 'UNDER_SCORE@acme.example', ['under_score@acme.example']],
  ])('%s %j', async (operator, value, names) => {
    expect(await found('all', `userName ${operator} ${JSON.stringify(value)}`)).toEqual(names);
    expect(await found('all', `emails.value ${operator} ${JSON.stringify(value)}`)).toEqual(names);
  });

  it('by btp.cf.pm.user.filter too', async () => {
    expect(await found('fenced')).toEqual(['under_score@acme.example']);
    expect(await found('fenced', 'userName co "under"')).toEqual(['under_score@acme.example']);
  });
});
