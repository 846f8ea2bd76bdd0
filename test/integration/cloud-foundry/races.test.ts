/** Many who change one user at the same moment and name no version: each gets through, or the user is gone. */
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../src/scim/json.ts';
import { type Stage, startStage } from '../support/stage.ts';
import { wideRead, wideWrite } from '../support/transformations.ts';

/** Several addresses of one landscape, as processes of their own would be: at one address, changes of a user take turns. */
const SYSTEMS = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];

let stage: Stage;
let addresses: Server;
beforeAll(async () => {
  let root = '';
  addresses = createServer((_, response) => response.setHeader('content-type', 'application/json').end(root));
  addresses.listen(0, '127.0.0.1');
  await once(addresses, 'listening');
  const { port } = addresses.address() as AddressInfo;
  stage = await startStage(
    'cf',
    { users: 5, groups: 0 },
    Object.fromEntries(
      SYSTEMS.map((id) => [
        id,
        {
          read: wideRead('cf'),
          write: wideWrite('cf'),
          properties: { URL: `http://127.0.0.1:${port}/${id}` },
        },
      ]),
    ),
  );
  root = await (await fetch(`${stage.backend.properties['URL']}/`)).text();
  for (const id of SYSTEMS) expect((await stage.client(id).get('/Users?count=0')).status).toBe(200);
});
afterAll(async () => {
  await stage.stop();
  addresses.close();
  addresses.closeAllConnections();
});

const userNamed = (userName: string): JsonObject => ({
  schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
  userName,
  name: { givenName: 'Ada', familyName: 'Race' },
  emails: [{ value: userName, primary: true }],
});

async function created(userName: string): Promise<string> {
  const { body, text, status } = await stage.client('a').post('/Users', userNamed(userName));
  expect(status, text).toBe(201);
  return String(body['id']);
}

describe('eight at once', () => {
  it('who create the same user: one is created, and the others are told which', async () => {
    const answers = await Promise.all(
      SYSTEMS.map((id) => stage.client(id).post('/Users', userNamed('one@race.example'))),
    );
    expect(answers.map(({ status }) => status).toSorted()).toEqual([201, ...Array(7).fill(409)]);
    const made = answers.find(({ status }) => status === 201)?.body['id'];
    for (const { status, body } of answers) {
      if (status === 201) continue;
      expect(body).toMatchObject({ scimType: 'uniqueness', detail: expect.stringContaining(String(made)) });
    }
  });

  it('who change it: each change is made, and none of them twice', async () => {
    const id = await created('two@race.example');
    await stage.forget();
    const answers = await Promise.all(
      SYSTEMS.map((system, index) =>
        stage
          .client(system)
          .patch(`/Users/${id}`, [
            index % 2 === 0
              ? { op: 'replace', path: 'name.givenName', value: `Name ${index}` }
              : { op: 'replace', path: 'externalId', value: `id-${index}` },
          ]),
      ),
    );
    expect(answers.map(({ status, text }) => (status === 200 ? status : text))).toEqual(Array(8).fill(200));
    const puts = (await stage.writes()).map(({ status }) => status);
    expect(puts.filter((status) => status === 200)).toHaveLength(8);
    // Else nobody was in anybody's way, and this test shows nothing.
    expect(puts).toContain(409);
    const { name, externalId, meta } = (await stage.client('a').get(`/Users/${id}`)).body;
    expect((meta as JsonObject)['version']).toBe('"8"');
    const last = answers.find(({ body }) => (body['meta'] as JsonObject)['version'] === '"8"')?.body;
    expect({ name, externalId }).toEqual({ name: last?.['name'], externalId: last?.['externalId'] });
  });

  it('who replace it: each gets through', async () => {
    const id = await created('three@race.example');
    const answers = await Promise.all(
      SYSTEMS.map((system, index) =>
        stage
          .client(system)
          .put(`/Users/${id}`, { ...userNamed('three@race.example'), externalId: `id-${index}` }),
      ),
    );
    expect(answers.map(({ status, text }) => (status === 200 ? status : text))).toEqual(Array(8).fill(200));
  });

  it('of whom each names the same version: one gets through, the others are 412', async () => {
    const id = await created('four@race.example');
    const headers = { 'if-match': 'W/"0"' };
    const answers = await Promise.all(
      SYSTEMS.map((system, index) =>
        stage
          .client(system)
          .put(`/Users/${id}`, { ...userNamed('four@race.example'), externalId: `id-${index}` }, { headers }),
      ),
    );
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, ...Array(7).fill(412)]);
  });

  it('who delete it: it is gone, and nobody hears of a condition', async () => {
    const id = await created('five@race.example');
    const answers = await Promise.all(SYSTEMS.map((system) => stage.client(system).delete(`/Users/${id}`)));
    const statuses = answers.map(({ status }) => status);
    expect(statuses).toContain(204);
    expect(statuses.every((status) => status === 204 || status === 404)).toBe(true);
    expect((await stage.client('a').get(`/Users/${id}`)).status).toBe(404);
  });
});

describe('a delete that was overtaken', () => {
  const overtaken = {
    method: 'DELETE',
    path: '/Users/',
    status: 422,
    body: {
      error: 'scim',
      message: 'Attempt to update a user (x) with wrong version: expected=-1 but found=-1',
    },
  };

  it('is made again', async () => {
    const id = await created('six@race.example');
    await stage.backend.control.fault({ ...overtaken, count: 2 });
    expect((await stage.client('a').delete(`/Users/${id}`)).status).toBe(204);
    expect((await stage.client('a').get(`/Users/${id}`)).status).toBe(404);
  });

  it('is 412 for who names a version', async () => {
    const id = await created('seven@race.example');
    await stage.backend.control.fault({ ...overtaken, count: 1 });
    for (const version of ['W/"0"', 'W/"7"']) {
      const headers = { 'if-match': version };
      expect((await stage.client('a').delete(`/Users/${id}`, { headers })).status).toBe(412);
    }
    expect((await stage.client('a').get(`/Users/${id}`)).status).toBe(200);
  });
});
