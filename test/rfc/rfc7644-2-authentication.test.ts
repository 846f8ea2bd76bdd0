/** Who is not logged on gets 401 and is told how; nothing else. */
import { describe, expect, it } from 'vitest';
import { demoFace, expectError } from './support/face.ts';
import { SYSTEMS } from './support/systems.ts';

const face = demoFace();

describe.each(SYSTEMS)('RFC 7644 section 2, authentication: $name', (system) => {
  it.each([
    ['without credentials', false],
    ['with a wrong secret', 'demo-client:wrong'],
    ['as somebody unknown', 'nobody:demo-secret'],
  ] as const)('401 with WWW-Authenticate %s', async (_, credentials) => {
    const answer = await face(system).get('/Users', { credentials });
    expectError(answer, 401);
    expect(String(answer.headers['www-authenticate'])).toContain('Basic');
  });

  it('the same for a resource that is there and for one that is not', async () => {
    const client = face(system);
    const details = await Promise.all(
      ['/Users/1', '/Printers', '/ServiceProviderConfig'].map(async (path) => {
        const { status, body } = await client.get(path, { credentials: false });
        return [status, body['detail']];
      }),
    );
    expect(new Set(details.map(String)).size).toBe(1);
  });
});
