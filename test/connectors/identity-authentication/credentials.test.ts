/** Wrong or expired secret: five failed logons lock the client id for 60 minutes. */
import { describe, expect, it } from 'vitest';
import { SharedState } from '../../../src/connectors/shared-state.ts';
import { type Handler, json, startBackend } from '../support/backend.ts';
import { callContext, scimError } from '../support/context.ts';
import { connect, listResponse } from './support.ts';

const PAGE = { startIndex: 1, count: 10 };
const MINUTE = 60_000;

/** Knows one secret, which may change. */
function startTenant() {
  const tenant = { secret: 'right' };
  const handler: Handler = ({ headers }, response) => {
    const [, encoded = ''] = headers.authorization?.split(' ') ?? [];
    const [, secret] = Buffer.from(encoded, 'base64').toString().split(':');
    if (secret === tenant.secret) json(response, 200, listResponse([]));
    else response.writeHead(401, { 'content-type': 'text/html' }).end('<html>Unauthorized</html>');
  };
  return { tenant, backend: startBackend(handler) };
}

describe('wrong or expired secret', () => {
  it('is 502 naming User and Password, after one attempt for 50 requests at once and any number later', async () => {
    await using backend = await startTenant().backend;
    await using system = connect(backend.origin, { Password: 'wrong' });
    const errors = await Promise.all(
      Array.from({ length: 50 }, (_, index) =>
        scimError(
          index % 2 === 0
            ? system.users.list(PAGE, callContext())
            : system.groups.create({ displayName: 'x' }, callContext()),
        ),
      ),
    );
    errors.push(await scimError(system.users.get('a', {}, callContext())));
    for (const error of errors) {
      expect(error.status).toBe(502);
      expect(error.message).toContain('check the properties User and Password');
      expect(error.message).toContain('60 minutes');
      expect(error.message).toContain('system-1');
      expect(error.message).not.toMatch(/<html>|wrong/);
    }
    expect(backend.received).toHaveLength(1);
  });

  it('is told again while nothing is sent, in the words of the tenant and without what it sent back', async () => {
    const said = 'Client locked-down-1 refused: 0815-abc-Secret is no secret of it';
    await using backend = await startBackend((_, response) => json(response, 401, { message: said }));
    let now = 0;
    await using system = connect(backend.origin, { Password: '0815-abc-Secret' }, { now: () => now });
    const first = await scimError(system.users.list(PAGE, callContext()));
    now += 5 * MINUTE;
    const later = await scimError(system.groups.create({ displayName: 'x' }, callContext()));
    expect(backend.received).toHaveLength(1);
    const masked = 'Client locked-down-1 refused: *** is no secret of it.';
    expect(first.message).toContain(`answered GET /scim/Users with 401: ${masked}`);
    expect(first.message).toContain('The next attempt is made in 15 minutes');
    expect(later.message).toMatch(
      /^POST \/scim\/Groups was not sent to Identity Authentication \(system system-1/,
    );
    expect(later.message).toContain(`which answered 401 before: ${masked} The backend does not take`);
    expect(later.message).toContain(
      'The next attempt is made in 10 minutes, or when the configuration is loaded',
    );
  });

  it('is shared by the systems of one load that use the same credentials, and by no others', async () => {
    await using backend = await startTenant().backend;
    const shared = new SharedState();
    await using one = connect(backend.origin, { Password: 'wrong' }, { shared });
    await using two = connect(`${backend.origin}/scim/`, { Password: 'wrong' }, { shared });
    await using right = connect(backend.origin, { Password: 'right' }, { shared });
    await scimError(one.users.list(PAGE, callContext()));
    await scimError(two.groups.list(PAGE, callContext()));
    expect(backend.received).toHaveLength(1);
    expect(await right.users.list(PAGE, callContext())).toMatchObject({ total: 0 });
  });

  it('is tried again after a reload', async () => {
    await using backend = await startTenant().backend;
    for (const attempt of [1, 2]) {
      await using system = connect(backend.origin, { Password: 'wrong' }, { shared: new SharedState() });
      await scimError(system.users.list(PAGE, callContext()));
      await scimError(system.users.list(PAGE, callContext()));
      expect(backend.received).toHaveLength(attempt);
    }
  });

  it('is tried once every 15 minutes, and is over when the secret is right again', async () => {
    const { tenant, backend: starting } = startTenant();
    await using backend = await starting;
    let now = 0;
    await using system = connect(backend.origin, { Password: 'right' }, { now: () => now });
    const list = () => system.users.list(PAGE, callContext());
    await list();
    tenant.secret = 'rotated';
    await scimError(list());
    await scimError(list());
    expect(backend.received).toHaveLength(2);

    now += 15 * MINUTE;
    await Promise.all(Array.from({ length: 20 }, () => scimError(list())));
    expect(backend.received).toHaveLength(3);

    tenant.secret = 'right';
    now += 15 * MINUTE;
    await Promise.all(Array.from({ length: 20 }, () => list()));
    expect(backend.received).toHaveLength(23);
  });

  it('does not keep a waiting request beyond its deadline', async () => {
    await using backend = await startBackend(() => undefined);
    await using system = connect(backend.origin);
    const first = callContext();
    const ahead = scimError(system.users.list(PAGE, first));
    const second = callContext();
    const waiting = scimError(system.users.delete('a', {}, second));
    second.abort(new DOMException('The operation timed out.', 'TimeoutError'));
    expect(await waiting).toMatchObject({
      status: 504,
      message: expect.stringContaining('Nothing was sent'),
    });
    first.abort();
    await ahead;
  });
});

describe('role missing', () => {
  it('does not count as wrong credentials', async () => {
    await using backend = await startBackend((_, response) => json(response, 403, undefined));
    await using system = connect(backend.origin);
    for (let call = 0; call < 3; call += 1) {
      const error = await scimError(system.users.list(PAGE, callContext()));
      expect(error.message).toContain('Read Users');
    }
    expect(backend.received).toHaveLength(3);
  });
});
