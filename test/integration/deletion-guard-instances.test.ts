/** One deletion guard that several instances share. */
import { expect, it, onTestFinished } from 'vitest';
import { release } from '../../src/server/deletion-guard/records.ts';
import { openState } from '../../src/state/open-state.ts';
import { startValkey, VALKEY_BINARY } from '../support/valkey-server.ts';
import { GUARDED, startGuarded } from './support/guarded.ts';

it.skipIf(VALKEY_BINARY === undefined)(
  'two instances together let no more go than one, a release reaches both, and without the server nothing goes',
  async () => {
    const server = await startValkey();
    const silent = { warn: () => undefined, info: () => undefined };
    const address = { host: '127.0.0.1', port: server.port, tls: false, database: 0 };
    const instance = async () => {
      const state = await openState({ kind: 'valkey', address, prefix: 'p:', authorities: [] }, silent);
      const stage = await startGuarded({ deletions: { atMost: 5, share: 0.9 } }, { state });
      onTestFinished(async () => {
        await stage.stop();
        await state.close();
      });
      return stage;
    };
    const [one, two] = [await instance(), await instance()];
    const ids = await one.ids('Users');
    const deleted = async (from: number, to: number) => {
      const calls = ids
        .slice(from, to)
        .flatMap((id) => [one.client.delete(`/Users/${id}`), two.client.delete(`/Users/${id}`)]);
      const statuses = (await Promise.all(calls)).map(({ status }) => status);
      return statuses.filter((status) => status === 204).length;
    };
    expect(await deleted(0, 8)).toBe(5);
    for (const { metric } of [one, two]) expect(await metric('ipsproxy_deletion_guard_tripped')).toBe(1);
    const lines = [...one.log, ...two.log].filter(({ msg }) => /^deletion guard/.test(String(msg)));
    expect(lines).toHaveLength(1);

    await release(one.state, GUARDED);
    expect((await two.client.delete(`/Users/${ids[10]}`)).status).toBe(204);
    await server.kill();
    const { status, body } = await two.client.delete(`/Users/${ids[11]}`);
    expect([status, body['detail']]).toEqual([503, expect.stringContaining('deletion guard cannot count')]);
    expect((await two.client.get(`/Users/${ids[11]}`)).status).toBe(200);
  },
);
