/** What later reads of a dry run get is what they would get after the writes before them, as far as that is known. */
import { describe, expect, it } from 'vitest';
import type { DryRunAnswer, DryRunRequest } from '../../src/connectors/dry-run.ts';
import { maskedAnswer } from '../../src/explain/client-answer.ts';
import { Recording } from '../../src/explain/rehearsal/recording.ts';

const CC = 'https://api.example.com/v3';
const SCIM = 'https://tenant.example.com/scim';

function request(method: string, url: string, body?: object): DryRunRequest {
  const text = body === undefined ? undefined : JSON.stringify(body);
  return {
    method,
    url,
    headers: { authorization: 'Basic x', 'x-key': 'secret' },
    body: text,
    mask: (value) => value.replace('secret', '***'),
  };
}

function answer(status: number, body: object = {}): () => Promise<DryRunAnswer> {
  return async () => ({ status, headers: {}, body: Buffer.from(JSON.stringify(body)) });
}

const read = async (recording: Recording, url: string, send: () => Promise<DryRunAnswer>) => {
  const { status, body } = await recording.read(request('GET', url), send);
  return [status, JSON.parse(body.toString()) as unknown];
};

describe('a dry run', () => {
  it('has a new entity, whose id nobody takes for a real one, without its password', async () => {
    const recording = new Recording();
    const made = recording.write(request('POST', `${SCIM}/Groups`, { displayName: 'a', password: 'p' }));
    expect([made.status, JSON.parse(made.body.toString())]).toEqual([
      201,
      { displayName: 'a', id: 'dry-run-1' },
    ]);
    const found = await read(recording, `${SCIM}/Groups/dry-run-1?attributes=id`, () => expect.unreachable());
    expect(found).toEqual([200, { displayName: 'a', id: 'dry-run-1' }]);
    const second = recording.write(request('POST', `${SCIM}/Groups`, {}));
    expect(JSON.parse(second.body.toString())).toEqual({ id: 'dry-run-2' });
    expect(recording.requests.map(({ sent }) => sent)).toEqual([false, false, false]);
  });

  it('has what a PUT says, and of version 1 what it does not name', async () => {
    for (const [base, kept] of [
      [SCIM, {}],
      ['https://tenant.example.com/service/scim', { locale: 'de' }],
    ] as const) {
      const recording = new Recording();
      await read(
        recording,
        `${base}/Users/a%2Fb`,
        answer(200, { id: 'a/b', locale: 'de', meta: { version: '1' } }),
      );
      const { body } = recording.write(request('PUT', `${base}/Users/a%2Fb`, { userName: 'ada' }));
      expect(JSON.parse(body.toString())).toEqual({
        id: 'a/b',
        userName: 'ada',
        meta: { version: '1' },
        ...kept,
      });
    }
  });

  it('says of what is read after a PATCH that it is as before', async () => {
    const recording = new Recording();
    expect(recording.write(request('PATCH', `${SCIM}/Users/1`, {})).status).toBe(204);
    expect(await read(recording, `${SCIM}/Users/1`, answer(200, { id: '1' }))).toEqual([200, { id: '1' }]);
    expect(recording.requests.map(({ note }) => note)).toEqual([
      undefined,
      'shows it as it is now: the change was not made',
    ]);
  });

  it('does not have what was deleted', async () => {
    const recording = new Recording();
    const rows = { pagination: { total_results: 2, next: null }, resources: [{ guid: 'a' }, { guid: 'b' }] };
    expect(await read(recording, `${CC}/roles?guids=a,b`, answer(200, rows))).toEqual([200, rows]);
    recording.write(request('DELETE', `${CC}/roles/a`));
    expect(await read(recording, `${CC}/roles?guids=a,b`, answer(200, rows))).toEqual([
      200,
      { pagination: { total_results: 1, next: null }, resources: [{ guid: 'b' }] },
    ]);
    expect(await read(recording, `${CC}/roles/a`, answer(200, { guid: 'a' }))).toEqual([404, {}]);
    expect(await read(recording, `${CC}/roles/b`, answer(200, { guid: 'b' }))).toEqual([200, { guid: 'b' }]);
    expect(recording.requests.map(({ sent }) => sent)).toEqual([true, false, true, true, true]);
  });

  it('shows requests without secrets, and why one got no answer', async () => {
    const recording = new Recording();
    recording.write(request('POST', `${SCIM}/Users`, { password: 'p', note: 'p' }));
    const failed = recording.read(request('GET', `${SCIM}/Users`), () =>
      Promise.reject(new Error('no route')),
    );
    await expect(failed).rejects.toThrow('no route');
    expect(recording.requests).toMatchObject([
      {
        headers: { authorization: '***', 'x-key': '***' },
        body: { password: '***', note: '***' },
        status: 201,
      },
      { sent: true, note: 'no route' },
    ]);
  });

  it('shows no header that is named like a credential, however short', () => {
    const recording = new Recording();
    const headers = {
      cookie: 'a=b',
      'x-api-key': 'k1',
      'x-api-secret': 'k2',
      'x-auth-token': 'k3',
      'x-tenant': 't',
    };
    recording.write({ ...request('POST', `${SCIM}/Users`, {}), headers });
    const masked = { cookie: '***', 'x-api-key': '***', 'x-api-secret': '***', 'x-auth-token': '***' };
    expect(recording.requests[0]?.headers).toEqual({ ...masked, 'x-tenant': 't' });
  });

  it('knows the secrets of the bodies, for whatever repeats them', () => {
    const recording = new Recording();
    recording.write(request('POST', `${SCIM}/Users`, { password: 'Start-1815', userName: 'ada' }));
    const body = { userName: 'ada', nickName: 'it is Start-1815', apiKey: 'k', title: 'k' };
    expect(maskedAnswer({ status: 201, warnings: [], body }, recording.secrets).body).toEqual({
      userName: 'ada',
      nickName: '***',
      apiKey: '***',
      title: '***',
    });
  });
});
