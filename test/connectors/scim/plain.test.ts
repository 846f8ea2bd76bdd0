/** A server that does what RFC 7644 says, through the proxy. */
import { describe, expect, it } from 'vitest';
import { initialLoad, PATCH_OP } from '../../integration/support/client.ts';
import { fill } from './support/server.ts';
import { scimStage } from './support/stage.ts';

const USER = 'urn:ietf:params:scim:schemas:core:2.0:User';
const ADA = { schemas: [USER], userName: 'ada', active: true, emails: [{ value: 'ada@example.com' }] };

describe('a SCIM system', () => {
  it('lists, reads, creates, replaces, patches and deletes users', async () => {
    const { client, server, seen } = await scimStage();
    const created = await client.post('/Users', { ...ADA, title: 'Head' });
    expect(created.status).toBe(201);
    const id = String(created.body['id']);
    expect(created.body).toMatchObject({
      userName: 'ada',
      title: 'Head',
      emails: [{ value: 'ada@example.com', primary: true }],
      meta: { location: `${client.url}/Users/${id}` },
    });
    expect(seen()).toEqual(['POST /Users']);
    expect((await client.get(`/Users/${id}`)).body['userName']).toBe('ada');
    expect((await client.get('/Users?filter=userName eq "ada"')).body['totalResults']).toBe(1);
    seen();
    const replaced = await client.put(`/Users/${id}`, { ...ADA, title: 'Chief' });
    expect([replaced.status, replaced.body['title']]).toEqual([200, 'Chief']);
    expect(seen()).toEqual([`GET /Users/${id}`, `PUT /Users/${id}`]);
    const patched = await client.patch(`/Users/${id}`, [{ op: 'replace', path: 'title', value: 'Boss' }]);
    expect([patched.status, patched.body['title']]).toEqual([200, 'Boss']);
    expect(seen()).toEqual(['GET /ServiceProviderConfig', `PATCH /Users/${id}`]);
    expect((await client.patch(`/Users/${id}`, [{ op: 'replace', path: 'title', value: 'B' }])).status).toBe(
      200,
    );
    expect(seen()).toEqual([`PATCH /Users/${id}`]);
    expect((await client.delete(`/Users/${id}`)).status).toBe(204);
    expect(server.store.get('Users')?.size).toBe(0);
    expect((await client.get(`/Users/${id}`)).status).toBe(404);
    expect((await client.delete(`/Users/${id}`)).status).toBe(404);
  });

  it('names the schema of a PATCH also where the write transformation does not carry it', async () => {
    const user = (mappings: object[]) => ({ user: { scimEntityEndpoint: 'Users', mappings } });
    const whole = { sourcePath: '$', targetPath: '$' };
    const id = { sourcePath: '$.id', targetPath: '$.id', targetVariable: 'entityIdSourceSystem' };
    const write = user([
      whole,
      {
        sourcePath: '$.Operations',
        targetPath: '$.Operations',
        preserveArrayWithSingleElement: true,
        scope: 'patchEntity',
      },
    ]);
    const { client, requests } = await scimStage({}, { read: user([whole, id]), write });
    const { body } = await client.post('/Users', ADA);
    const operations = [{ op: 'replace', path: 'title', value: 'Boss' }];
    expect((await client.patch(`/Users/${body['id']}`, operations)).status).toBe(200);
    const sent = requests().find(({ method }) => method === 'PATCH');
    expect(sent?.body).toEqual({ schemas: [PATCH_OP], Operations: operations });
  });

  it('asks for each page once', async () => {
    const { client, server, seen } = await scimStage();
    fill(server, 130);
    const { resources } = await initialLoad(client, 'Users', 50);
    expect(resources).toHaveLength(130);
    expect(seen()).toEqual(['GET /Users', 'GET /Users', 'GET /Users']);
  });

  it('has groups, and entity types of one’s own', async () => {
    const mappings = [
      { sourcePath: '$', targetPath: '$' },
      { sourcePath: '$.id', targetPath: '$.id', targetVariable: 'entityIdSourceSystem' },
    ];
    const department = { scimEntityEndpoint: 'Departments', mappings };
    const group = { scimEntityEndpoint: 'Groups', mappings };
    const whole = { sourcePath: '$', targetPath: '$' };
    const write = {
      department: { scimEntityEndpoint: 'Departments', mappings: [whole] },
      group: { scimEntityEndpoint: 'Groups', mappings: [whole] },
    };
    const { client, seen } = await scimStage({}, { read: { department, group }, write });
    const made = await client.post('/Departments', { displayName: 'Research' });
    expect(made.status).toBe(201);
    expect((await client.get('/Departments')).body['totalResults']).toBe(1);
    expect((await client.post('/Groups', { displayName: 'g', members: [{ value: '1' }] })).status).toBe(201);
    expect((await client.post('/Groups', { displayName: 'h', members: [{ display: '1' }] })).status).toBe(
      400,
    );
    expect(seen()).toEqual(['POST /Departments', 'GET /Departments', 'GET /Departments', 'POST /Groups']);
  });
});
