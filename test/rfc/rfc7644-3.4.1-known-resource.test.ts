/** GET of one resource. */
import { describe, expect, it } from 'vitest';
import { createdUser, demoFace, everyOne, expectError, expectStatus, path } from './support/face.ts';
import { SYSTEMS } from './support/systems.ts';

const face = demoFace();

describe.each(SYSTEMS)('RFC 7644 section 3.4.1, a known resource: $name', (system) => {
  it('200 with the resource and its version, as after the create (the example of the section)', async () => {
    const client = face(system);
    const user = await createdUser(client, { externalId: 'bjensen' });
    const { body, headers } = expectStatus(await client.get(path('Users', user)), 200);
    expect(body).toEqual(user);
    expect(headers['content-type']).toBe('application/scim+json');
    expect(headers.location).toBe(`${client.url}${path('Users', user)}`);
    expect(headers['etag'] !== undefined).toBe(system.users.hasVersions);
  });

  it.each(['Users', 'Groups'])('each of %s that a list has, as the list has it', async (endpoint) => {
    const client = face(system);
    for (const resource of (await everyOne(client, endpoint)).slice(0, 5)) {
      expect(expectStatus(await client.get(path(endpoint, resource)), 200).body).toEqual(resource);
    }
  });

  it.each(['2819c223-7f76-453a-919d-413861904646', 'a b', 'a%2Fb', '%23', "o'brien", '😀', '.x'])(
    'an id that nobody has is 404: %s',
    async (id) => {
      expectError(
        await face(system).get(
          `/Users/${encodeURI(decodeURIComponent(id)).replace(/[#/]/g, encodeURIComponent)}`,
        ),
        404,
      );
    },
  );
});
