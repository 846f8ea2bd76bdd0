/** The UAA finds users of an origin in another case too. They are not the system's, and nobody else gets lost behind them. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { initialLoad } from '../support/client.ts';
import { type Stage, startStage } from '../support/stage.ts';

const OTHERS = 3;
let stage: Stage;
let own: number;
beforeAll(async () => {
  stage = await startStage('cf', { users: 4, groups: 0 }, { cf: {} });
  own = ((await stage.client('cf').get('/Users')).body['Resources'] as unknown[]).length;
  for (let number = 0; number < OTHERS; number += 1) {
    const body = {
      schemas: ['urn:scim:schemas:core:1.0'],
      userName: `hidden${number}@acme.example`,
      origin: 'ACME-Platform',
      name: { familyName: 'H' },
      emails: [{ value: 'hidden@acme.example' }],
    };
    expect((await stage.backend.send('POST', 'Users', body)).status).toBe(201);
    const userName = `shown${number}@acme.example`;
    const shown = await stage.client('cf').post('/Users', {
      userName,
      name: { familyName: 'S' },
      emails: [{ value: userName, primary: true }],
    });
    expect(shown.status, shown.text).toBe(201);
  }
});
afterAll(() => stage.stop());

it.each([1, 2, 3, 100])('a client that pages by %i sees every user of the origin once', async (count) => {
  const { resources } = await initialLoad(stage.client('cf'), 'Users', count);
  expect(resources).toHaveLength(own + OTHERS);
  expect(new Set(resources.map(({ id }) => id)).size).toBe(own + OTHERS);
  expect(resources.filter(({ userName }) => String(userName).startsWith('hidden'))).toEqual([]);
});

it('who looks for one of them gets none', async () => {
  const filter = encodeURIComponent('userName eq "hidden1@acme.example"');
  const { body } = await stage.client('cf').get(`/Users?filter=${filter}`);
  expect(body).toMatchObject({ totalResults: 0, itemsPerPage: 0, Resources: [] });
});
