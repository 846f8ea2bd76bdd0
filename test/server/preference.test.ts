/** Who may try a write without doing it, and how that is asked for. */
import { describe, expect, it } from 'vitest';
import { basic, expectScimError, fakeSystem, startProxy, technicalUser } from './helpers.ts';

const BODY = { userName: 'ada' };

describe('a dry run', () => {
  it.each(['handling=dryrun', 'handling=dry_run', 'dry-run', 'handling="dry run"', 'handling=none, wait=3'])(
    'is refused, and nothing written, where the preference is %s',
    async (prefer) => {
      const system = fakeSystem();
      const proxy = await startProxy({ systems: [system] });
      const answer = await proxy.send('/Users', { method: 'POST', headers: { prefer }, body: BODY });
      expectScimError(answer, 400, /send "Prefer: handling=dry-run"\. Nothing was done\.$/, 'invalidValue');
      expect(system.calls).toEqual([]);
    },
  );

  it.each(['handling=strict', 'handling="lenient"', 'return=minimal, respond-async'])(
    'is not what %s asks for',
    async (prefer) => {
      const system = fakeSystem();
      const proxy = await startProxy({ systems: [system] });
      const answer = await proxy.send('/Users', { method: 'POST', headers: { prefer }, body: BODY });
      expect([answer.status, answer.headers['preference-applied']]).toEqual([200, undefined]);
      expect(system.calls).toHaveLength(1);
    },
  );

  it('is nothing that a read could be', async () => {
    const proxy = await startProxy();
    const answer = await proxy.send('/Users', { headers: { prefer: 'handling=dry-run' } });
    expect([answer.status, answer.headers['preference-applied']]).toEqual([200, undefined]);
  });

  it.each(['POST', 'PUT', 'PATCH', 'DELETE'])('is refused without the permission: %s', async (method) => {
    const system = fakeSystem();
    const proxy = await startProxy({ systems: [system] });
    const path = method === 'POST' ? '/Users' : '/Users/1';
    const headers = { prefer: 'Handling = Dry-Run' };
    const body = method === 'DELETE' ? undefined : BODY;
    const answer = await proxy.send(path, { method, headers, body });
    const detail =
      'This technical user does not have the permission IPSPROXY_EXPLAIN, which explanations and dry runs need. Nothing was done. See its permissions, systems and addresses in the configuration.';
    expectScimError(answer, 403, detail);
    expect(system.calls).toEqual([]);
  });

  it('is refused for a system that the technical user may not use', async () => {
    const users = [
      await technicalUser('client', ['secret'], { permissions: ['IPSPROXY_EXPLAIN'], systems: ['other'] }),
    ];
    const proxy = await startProxy({ users });
    const headers = { prefer: 'handling=dry-run' };
    const answer = await proxy.send('/Users', { method: 'POST', headers, body: BODY });
    expectScimError(
      answer,
      403,
      'This technical user may not use this system. See its permissions, systems and addresses in the configuration.',
    );
  });

  it('is all that its permission allows', async () => {
    const system = fakeSystem();
    const users = [await technicalUser('explainer', ['secret'], { permissions: ['IPSPROXY_EXPLAIN'] })];
    const proxy = await startProxy({ systems: [system], users });
    const authorization = basic('explainer', 'secret');
    for (const options of [{}, { method: 'POST', body: BODY }]) {
      const answer = await proxy.send('/Users', { authorization, ...options });
      expectScimError(
        answer,
        403,
        'This technical user does not have the permission IPS_PROXY_USER. See its permissions, systems and addresses in the configuration.',
      );
    }
    expect(system.calls).toEqual([]);
  });
});
