/**
 * The default transformations that SAP publishes for the two types, in front of the stand-in. They are reference material
 * outside the project; without it, these tests are skipped.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { newUser, uaaStage } from './support/stage.ts';

const FOLDER = join(import.meta.dirname, '../../../../shared/conformance/transformations');

describe.skipIf(!existsSync(FOLDER))('published transformations (skipped without ../shared)', () => {
  it.each([
    ['cloud-foundry-uaa', 'cloud-foundry-uaa-server'],
    ['xsuaa', 'sap-btp-xs-advanced-uaa-cloud-foundry'],
  ] as const)('%s', async (type, file) => {
    const text = (direction: string) => readFileSync(join(FOLDER, `${file}.${direction}.json`), 'utf8');
    const { client, cf } = await uaaStage({ type, read: text('read'), write: text('write') });
    const created = await client.post('/Users', newUser('ada@acme.example'));
    expect(created).toMatchObject({ status: 201, body: { userName: 'ada@acme.example', origin: cf.origin } });
    const user = String(created.body['id']);
    const found = await client.get('/Users?filter=userName eq "ada@acme.example"');
    expect(found.body).toMatchObject({ totalResults: 1, Resources: [{ id: user }] });
    const replaced = await client.put(
      `/Users/${user}`,
      newUser('ada@acme.example', { name: { familyName: 'King' } }),
    );
    expect(replaced).toMatchObject({ status: 200, body: { name: { familyName: 'King' } } });
    expect(
      (await client.patch(`/Users/${user}`, [{ op: 'replace', path: 'name.givenName', value: 'Augusta' }]))
        .body,
    ).toMatchObject({
      name: { givenName: 'Augusta', familyName: 'King' },
    });

    const group = await client.post('/Groups', {
      displayName: 'Viewer',
      members: [{ value: user, type: 'User' }],
    });
    expect(group).toMatchObject({ status: 201, body: { displayName: 'Viewer', members: [{ value: user }] } });
    const id = String(group.body['id']);
    expect((await client.get('/Groups')).body['totalResults']).toBeGreaterThan(0);
    expect((await client.get(`/Groups/${id}`)).body).toMatchObject({
      members: [{ value: user, origin: cf.origin }],
    });
    expect(
      (await client.put(`/Groups/${id}`, { displayName: 'Renamed', members: [{ value: user }] })).status,
    ).toBe(200);
    expect(
      (await client.patch(`/Groups/${id}`, [{ op: 'remove', path: `members[value eq "${user}"]` }])).status,
    ).toBe(204);
    expect((await client.get(`/Groups/${id}`)).body).toMatchObject({ displayName: 'Renamed' });
    expect((await client.get(`/Groups/${id}`)).body['members'] ?? []).toEqual([]);
    expect((await client.delete(`/Groups/${id}`)).status).toBe(204);
    expect((await client.delete(`/Users/${user}`)).status).toBe(204);
  });
});
