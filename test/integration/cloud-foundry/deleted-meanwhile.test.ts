/** Users whom somebody else deletes while they are to be deleted. */
import { expect, it, onTestFinished } from 'vitest';
import { startCloudFoundry } from '../../../src/sandbox/cloud-foundry/index.ts';
import { runningProxy } from '../support/proxy.ts';

async function setUp() {
  const cf = await startCloudFoundry({ orgs: 1, spaces: 1, users: 0 });
  const { userName, password } = cf.provisioningUser;
  const properties = {
    URL: cf.url,
    'btp.cf.pm.landscape': 'cf-eu10',
    User: userName,
    Password: password,
    'btp.cf.pm.origin': cf.origin,
  };
  const proxy = await runningProxy({ systems: [{ id: 'cf', type: 'cloud-foundry', properties }] });
  onTestFinished(async () => {
    await proxy.stop();
    await cf.close();
  });
  const client = proxy.client('cf');
  const id = cf.addUser({ userName: 'leaver@acme.example' });
  const { headers } = await client.get(`/Users/${id}`);
  return { cf, client, id, ifMatch: { headers: { 'if-match': String(headers['etag']) } } };
}

it.each(['no version', 'the version'])(
  'two who delete one user and name %s both hear that it is gone',
  async (named) => {
    const { cf, client, id, ifMatch } = await setUp();
    cf.raceWrites(2);
    const answers = await Promise.all(
      [1, 2].map(() => client.delete(`/Users/${id}`, named === 'the version' ? ifMatch : {})),
    );
    expect(answers.map(({ status, text }) => [status, text])).toEqual([
      [204, ''],
      [204, ''],
    ]);
    expect((await client.get(`/Users/${id}`)).status).toBe(404);
  },
);
