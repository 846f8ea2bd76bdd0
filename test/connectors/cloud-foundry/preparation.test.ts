/** What goes wrong in front of a client's request: nothing was changed, and whoever asked for a password gets none. */
import { describe, expect, it } from 'vitest';
import { connectCloudFoundry } from '../../../src/connectors/cloud-foundry/connect.ts';
import { propertiesSchema } from '../../../src/connectors/cloud-foundry/properties.ts';
import { wait } from '../../../src/connectors/http/waiting.ts';
import { RequestEnded } from '../../../src/scim/request-ended.ts';
import { until } from '../../support/until.ts';
import { json, startBackend, type TestBackend } from '../support/backend.ts';
import { callContext, scimError } from '../support/context.ts';
import { environment, newUser, organization, required, type System, setUp } from './support.ts';

const PAGE = { startIndex: 1, count: 10 };
const NOT_SENT = 'The request that needed this was not sent, so that it changed nothing.';
const create = (system: Pick<System, 'users'>) =>
  system.users.create({ userName: 'a', emails: [{ value: 'a@example.com' }] }, callContext());

describe('a token endpoint', () => {
  it.each([
    ['a page', { status: 200, headers: { 'content-type': 'text/html' }, body: '<html>Log on</html>' }],
    ['no token', { status: 200, body: {} }],
    ['500', { status: 500, body: {} }],
    ['nothing at all', { reset: 'before' }],
    ['half an answer', { truncate: true }],
    ['401', { status: 401, body: { error: 'unauthorized' } }],
    ['429', { status: 429, retryAfter: 3_000, body: {} }],
  ])('that answers %s tells neither a read nor a write that something was changed', async (_, fault) => {
    await using system = await setUp({ warm: false });
    await system.fault({ count: 9, path: '/oauth/token', ...fault });
    for (const call of [system.users.list(PAGE, callContext()), create(system)]) {
      const { message } = await scimError(call);
      expect(message).toContain(NOT_SENT);
      expect(message).not.toMatch(/probably made|not known|was made/);
    }
    expect(await system.calls()).toEqual([]);
  });

  it('that is silent keeps the own time of whoever waits, who has sent nothing', async () => {
    await using system = await setUp({ warm: false });
    await system.fault({ count: 9, path: '/oauth/token', delayMs: 3_600_000 });
    const context = callContext();
    const call = scimError(
      system.groups.patch(
        `${organization(system)} organization_auditor`,
        { Operations: [{ op: 'add', path: 'members', value: [{ value: newUser(system) }] }] },
        {},
        context,
      ),
    );
    await until(async () => (await system.logons()).length > 0);
    context.abort(new DOMException('late', 'TimeoutError'));
    expect(await call).toMatchObject({ status: 504, message: expect.stringContaining('Nothing was sent') });
  });
});

describe('a root document', () => {
  it.each([
    [
      'whose time is over',
      new RequestEnded(504, 'It took too long.', 'It may still take effect.'),
      504,
      'It took too long. What the landscape says about itself took too long. Nothing was sent, so nothing was changed; repeat the request.',
    ],
    [
      'that the end of the proxy cuts off',
      new RequestEnded(503, 'The proxy stops.', '', { retryAfter: 5 }),
      503,
      'The proxy stops. What the landscape says about itself took too long. Nothing was sent, so nothing was changed; repeat the request.',
    ],
    [
      'of whoever aborts it otherwise',
      new DOMException('late', 'TimeoutError'),
      504,
      'What the landscape says about itself took too long. Nothing was sent; repeat the request.',
    ],
  ])('that is not there yet leaves nothing behind of a request %s', async (_, reason, status, message) => {
    await using system = await setUp({ warm: false });
    await system.fault({ count: 99, path: '/', delayMs: 3_600_000 });
    const context = callContext();
    const listed = scimError(system.users.list(PAGE, context));
    context.abort(reason);
    const { retryAfter } = reason instanceof RequestEnded ? reason : {};
    expect(await listed).toMatchObject({ status, message, retryAfter });
    expect(await system.calls()).toEqual([]);
  });

  it('that cannot be had changes nothing', async () => {
    await using system = await setUp({ warm: false });
    await system.fault({ count: 99, path: '/', status: 404, body: 'nothing here' });
    expect((await scimError(create(system))).message).toContain(NOT_SENT);
  });

  const properties = (api: TestBackend, more: Readonly<Record<string, string>> = {}) => ({
    URL: api.origin,
    User: 'cf-user@sap.invalid',
    Password: 'canary-of-the-password',
    'btp.cf.pm.origin': 'acme-platform',
    'btp.cf.pm.landscape': 'cf-eu10',
    ...more,
  });
  const list = async (api: TestBackend, more: Readonly<Record<string, string>> = {}) => {
    const settings = propertiesSchema.parse(properties(api, more));
    const connector = connectCloudFoundry(settings, environment(), { wait, answerTimeout: 5_000 });
    const error = await scimError(required(connector.entity('user', 'Users')).list(PAGE, callContext()));
    await connector.close();
    return error;
  };

  it.each(['uaa', 'cloud_controller_v3'])(
    'cannot send password or token to another host by its link %s, but where a property allows it',
    async (link) => {
      await using thief = await startBackend((_, response) => json(response, 500, {}));
      const elsewhere = thief.origin.replace('127.0.0.1', 'localhost');
      await using api = await startBackend((request, response) => {
        const links = { cloud_controller_v3: { href: `${api.origin}/v3` }, uaa: { href: api.origin } };
        json(response, request.target === '/' ? 200 : 500, {
          links: { ...links, [link]: { href: elsewhere } },
        });
      });
      const refused = await list(api);
      expect(refused.status).toBe(502);
      expect(refused.message).toContain(elsewhere);
      expect(refused.message).toContain('add localhost to the property ipsproxy.cf.trusted.domains');
      expect(refused.message).toContain(NOT_SENT);
      expect(thief.received).toEqual([]);
      expect(api.received.map(({ target }) => target)).toEqual(['/']);

      await list(api, { 'ipsproxy.cf.trusted.domains': 'localhost' });
      if (link === 'uaa') expect(thief.received[0]?.body).toContain('canary-of-the-password');
    },
  );

  it('may name the hosts of the landscape that the property says', async () => {
    await using api = await startBackend((_, response) =>
      json(response, 200, {
        links: {
          cloud_controller_v3: { href: `${api.origin}/v3` },
          uaa: { href: 'http://uaa.cf.eu10.hana.ondemand.com.evil.example' },
        },
      }),
    );
    expect((await list(api)).message).toContain('cf.eu10.hana.ondemand.com: neither password nor token');
  });
});
